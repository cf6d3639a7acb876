import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import {
  ACKNOWLEDGEMENT_CONTRACTS, DEADLINE_CONTRACTS, jsonSchemaOf, LIFECYCLE_CONTRACTS, MILESTONES, MISSING_EPISODE_EVENTS, type EventContract, type ReceivedEvent,
} from '#libs/contracts';
import { ANCHOR_SOURCES, type AnchorSource } from '#libs/safeguarding';

import { ALEX, KnownFacts, policy, SAM } from '../test-support/known-facts.js';
import { anchorsIn, type Anchor } from './anchors.js';
import { factOf, factOfStatement } from './fact-mapping.js';
import { noHolderAnchors } from './no-holder.js';
import { factsOf } from './referral-clocks.js';

const CONTRACTS = [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS, ...DEADLINE_CONTRACTS];
const FOLDED = [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS];
/** A time that no example has. */
const AT = '2026-06-09T08:07:06.543Z';
/** The anchor of the watch's own, which no fact states. */
const OWN = 'la-ack-breached';
const DUE = { rule: 'SCHOOL_NOTICE', ruleVersion: 1, anchor: 'reasonable-grounds', anchorAt: AT, dueAt: AT, explanation: 'due' };
const COPY = { purpose: 'child-protection', expectation: 'acknowledge-and-decide' };

/** Handed from the hub to an agency that need not decide. */
const TO_A_SCHOOL = { fromAgency: 'northshire-csc', expectation: 'acknowledge', due: [] };

type Data = Record<string, unknown>;

/** The data of an event in which the field, and nothing else that starts a clock, has the time. */
const WITH: Readonly<Record<string, (kind: string | undefined) => Data>> = {
  'no-holder safeguarding.referral.acknowledged occurredAt': (kind) => ({ rung: kind, reasonCode: 'not-our-remit', agency: 'northshire-csc' }),
  'no-holder safeguarding.referral.forwarding-declined declinedAt': () => ({ fromAgency: 'northshire-csc', declinedAt: AT }),
  'no-holder safeguarding.referral.forwarded forwardedAt': () => ({ ...TO_A_SCHOOL, toAgency: 'hilltop-school', forwardedAt: AT }),
  'no-holder safeguarding.referral.agency-ended endedAt': () => ({ agency: 'northshire-csc', endedAt: AT, recordedAt: AT }),
  'no-holder safeguarding.correction.published correctedAt': () => ({ correctedAt: AT, children: [{ childId: SAM.childId, area: 'northmoor' }], shown: [{ agency: 'northshire-csc', children: [] }] }),
  'referral-published safeguarding.referral.recipient-added due[].anchorAt': () => ({ agency: 'northmoor-csc', fromAgency: 'northshire-csc', reason: 'handover', due: [published(AT)] }),
  'no-holder safeguarding.referral.recipient-added addedAt': () => ({ ...TO_A_SCHOOL, agency: 'hilltop-school', addedAt: AT }),
  'safeguarding.referral.published publishedAt': () => ({ publishedAt: AT, children: [], recipients: [{ ...COPY, agency: 'northshire-csc', due: [published(AT)] }] }),
  'safeguarding.referral.published recipients[].due[].anchorAt': () => ({ children: [], recipients: [{ ...COPY, agency: 'hilltop-school', due: [DUE] }] }),
  'safeguarding.referral.published children[].missingEpisodes[].foundAt': () => ({ children: [found(AT)] }),
  'safeguarding.referral.forwarded forwardedAt': () => ({ forwardedAt: AT, toAgency: 'northmoor-csc', due: [published(AT)] }),
  'safeguarding.referral.forwarded due[].anchorAt': () => ({ toAgency: 'hilltop-school', due: [DUE] }),
  'safeguarding.referral.recipient-added addedAt': () => ({ addedAt: AT, agency: 'northmoor-csc', due: [published(AT)] }),
  'safeguarding.referral.recipient-added due[].anchorAt': () => ({ agency: 'hilltop-school', due: [DUE] }),
  'referral-published safeguarding.correction.published correctedAt': () => ({ correctedAt: AT, children: [found(undefined)] }),
  'safeguarding.correction.published children[].missingEpisodes[].foundAt': () => ({ children: [found(AT)] }),
  'safeguarding.correction.published due[].due[].anchorAt': () => ({ children: [], due: [{ agency: 'hilltop-school', due: [DUE] }] }),
  'safeguarding.correction.published due[].supersedes[].anchorAt': () => ({ correctedAt: AT, children: [], due: [{ agency: 'hilltop-school', due: [], supersedes: [{ rule: DUE.rule, anchor: DUE.anchor, anchorAt: '2026-06-01T09:00:00.000Z' }] }] }),
  'safeguarding.missing-episode.recorded at': (kind) => ({ ...ALEX, kind, at: AT }),
  'safeguarding.missing-episode.recorded recordedAt': (kind) => ({ ...ALEX, kind, recordedAt: AT }),
  'safeguarding.milestone.stated at': (kind) => ({ kind, childId: SAM.childId, at: AT }),
};

function published(at: string): Data {
  return { ...DUE, rule: 'LA_ACK', anchor: 'referral-published', anchorAt: at };
}

function found(foundAt: string | undefined): Data {
  return { childId: ALEX.childId, area: 'northshire', missingEpisodes: [{ episodeId: ALEX.episodeId, missingSince: AT, reportedAt: AT, riskLevel: 'high', foundAt }] };
}

function contractOf(name: string): EventContract {
  const contract = CONTRACTS.find((each) => each.name === name);
  if (contract === undefined) throw new Error(`there is no event ${name}`);
  return contract;
}

/** The anchors that a watch finds when an event with these data comes, beside those that it had found before. */
function anchorsBy(contract: EventContract, changes: Data, before: KnownFacts): readonly Anchor[] {
  const data = { ...(Object.values(contract.examples)[0] as Data), referralId: before.referralId, ...changes };
  const message = { messageId: '019e5c3a-ffff-7000-8000-000000000001', referralId: before.referralId };
  const fact = ACKNOWLEDGEMENT_CONTRACTS.includes(contract)
    ? factOfStatement({ ...message, type: contract.type, data: data as never, storedAt: AT }, { countsAt: AT, ...('at' in data && { workAt: String(data['at']) }) })
    : factOf({ contract, data, attributes: { id: message.messageId, partitionKey: 'case', correlationId: message.messageId } } as unknown as ReceivedEvent);
  if (fact === null) return [];
  const facts = factsOf([...before.record().facts, fact]);
  return facts === null ? [] : [...anchorsIn(facts, policy), ...noHolderAnchors(facts)];
}

function referral(): KnownFacts {
  return new KnownFacts().published('2026-06-01T09:00:00Z', [{}]);
}

const text = ({ anchor, event, kind, field, effect, isCorrectable }: AnchorSource): string =>
  `| \`${anchor}\` | \`${event}\` | ${kind === undefined ? '' : `\`${kind}\` `}| \`${field}\` | ${effect} | ${isCorrectable ? 'yes' : 'no'} |`;

describe('the table of what carries each start of a clock', () => {
  const stating = ANCHOR_SOURCES.filter(({ anchor, effect }) => effect === 'states' && anchor !== OWN);

  it.each(stating.map((source) => [`${source.anchor} by ${source.event} ${source.kind ?? ''}`, source] as const))('%s: the code folds it', (_what, { anchor, event, kind, field }) => {
    const made = (WITH[`${anchor} ${event} ${field}`] ?? WITH[`${event} ${field}`])?.(kind);
    if (made === undefined) throw new Error(`the test has no event with ${event} ${field}`);
    const before = event === 'safeguarding.referral.published' ? new KnownFacts() : referral().knew('2026-06-01T09:00:00Z', [SAM]).happened('decided', '2026-06-01T10:00:00Z', 'northshire-csc', 'section-47-enquiry');
    expect(anchorsBy(contractOf(event), made, before).filter((each) => each.at === AT).map((each) => each.anchor)).toEqual([anchor]);
  });

  const takingBack = ANCHOR_SOURCES.filter(({ effect }) => effect === 'takes-back');
  it.each(takingBack.filter(({ anchor }) => anchor === 'child-returned').map((source) => [source.event, source] as const))('%s takes a find back', (_what, { event, kind, field }) => {
    const before = referral().found('2026-06-02T09:00:00Z');
    const made = kind === undefined ? { correctedAt: AT, children: [found(undefined)] } : WITH[`${event} ${field}`]?.(kind);
    expect(anchorsBy(contractOf(event), made ?? {}, before).find(({ anchor }) => anchor === 'child-returned')?.end?.event).toBe('child-not-returned');
  });

  it.each(takingBack.filter(({ anchor }) => anchor === 'reasonable-grounds').map((source) => [source.event, source] as const))('%s takes domestic abuse back', (_what, { event, field }) => {
    const school = { agency: 'hilltop-school', expectation: 'acknowledge', purpose: 'pupil-support' } as const;
    const before = new KnownFacts().published('2026-06-01T09:00:00Z', [school], { concernTypes: ['domestic-abuse'] });
    expect(anchorsBy(contractOf(event), WITH[`${event} ${field}`]?.(undefined) ?? {}, before).map(({ anchor, end }) => [anchor, end])).toEqual([['reasonable-grounds', { event: 'grounds-taken-back', at: AT }]]);
  });

  it.each(takingBack.filter(({ field }) => field === 'children[].childId').map((source) => [source.anchor, source] as const))('%s: a child who is taken out of the referral takes it back', (_what, { anchor, event }) => {
    const before = referral().knew('2026-06-01T09:00:00Z', [ALEX], [SAM]).happened('decided', '2026-06-01T10:00:00Z', 'northshire-csc', 'section-47-enquiry');
    if (anchor !== 'referral-published') before.happened(anchor, '2026-06-02T09:00:00Z', 'northshire-csc', undefined, undefined, { childId: SAM.childId });
    const anchors = anchorsBy(contractOf(event), { correctedAt: AT, children: [found(undefined)] }, before);
    expect(anchors.filter((each) => each.anchor === anchor && each.childId === SAM.childId).map(({ end }) => end)).toEqual([{ event: 'child-removed', at: AT }]);
  });

  it('names what takes a start back, for every start that can be taken back', () => {
    expect([...new Set(takingBack.map(({ anchor }) => anchor))].toSorted())
      .toEqual(['assessment-started', 'child-returned', 'reasonable-grounds', 'referral-published', 'section-47-started', 'strategy-discussion-held']);
  });

  it.each(stating.filter(({ anchor, isCorrectable }) => isCorrectable && anchor === 'child-returned').map((source) => [source.event, source] as const))(
    '%s corrects an earlier time', (_what, { event, kind, field }) => {
      if (event === 'safeguarding.referral.published') return;
      const anchors = anchorsBy(contractOf(event), WITH[`${event} ${field}`]?.(kind) ?? {}, referral().found('2026-05-02T09:00:00Z', ALEX, '2026-05-02T09:00:00Z'));
      expect(anchors.find(({ at }) => at === AT)?.corrects?.at).toBe('2026-05-02T09:00:00.000Z');
    },
  );

  it('is complete: no example of any event, of any kind, starts a clock that it does not name', () => {
    const kinds: readonly (string | undefined)[] = [undefined, ...MILESTONES, ...MISSING_EPISODE_EVENTS];
    const unnamed = FOLDED.flatMap((contract) => Object.entries(contract.examples).flatMap(([example, data]) => kinds.flatMap((kind) => {
      if (kind !== undefined && !('kind' in (data as Data))) return [];
      const before = contract.name === 'safeguarding.referral.published' ? new KnownFacts() : referral();
      const earlier = new Set(anchorsIn(factsOf(before.record().facts) ?? factsOf(referral().record().facts) as never, policy).map(({ at, anchor }) => `${anchor} ${at}`));
      return anchorsBy(contract, { ...(data as Data), ...(kind !== undefined && { kind }) }, before)
        .filter(({ anchor, at }) => !earlier.has(`${anchor} ${at}`))
        .filter(({ anchor }) => !ANCHOR_SOURCES.some((source) => source.anchor === anchor && source.event === contract.name && source.effect === 'states'
          && (source.kind === undefined || source.kind === (kind ?? (data as Data)['kind'] ?? (data as Data)['rung']))))
        .map(({ anchor }) => `${anchor} by ${contract.name}, example ${example}, kind ${kind ?? 'of the example'}`);
    })));
    expect(unnamed).toEqual([]);
  });

  it('names every anchor of a rule, and fields that its events have', () => {
    expect(policy.rules.filter(({ anchor }) => !ANCHOR_SOURCES.some((source) => source.anchor === anchor)).map(({ id }) => id)).toEqual([]);
    for (const { event, field } of ANCHOR_SOURCES) {
      const schema = JSON.stringify(jsonSchemaOf(contractOf(event).class));
      for (const name of field.replaceAll('[]', '').split('.')) expect([event, name, schema.includes(`"${name}"`)]).toEqual([event, name, true]);
    }
  });

  it('is the table of docs/clocks.md', () => {
    const page = readFileSync('docs/clocks.md', 'utf8').split('\n');
    const head = page.indexOf('| start | event | kind | field | effect | corrected |');
    const rows = page.slice(head + 2);
    expect(rows.slice(0, rows.findIndex((line) => !line.startsWith('|')))).toEqual(ANCHOR_SOURCES.map((source) => text(source)));
  });
});
