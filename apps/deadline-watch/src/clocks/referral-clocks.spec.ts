import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { clocksOfSharing, dueTimes } from '#libs/agreements';
import { Topics } from '#libs/contracts';
import { byKey } from '#libs/kernel';
import { formatInstant, nextEscalation, type EscalationRole } from '#libs/safeguarding';

import { ALEX, KnownFacts, policy } from '../test-support/known-facts.js';
import { advance } from './advance.js';
import { clocksOf, type ReferralRecord } from './referral-clocks.js';

const CSC = 'northshire-csc';
const NORTHMOOR = 'northmoor-csc';
const FRIDAY = '2026-05-22T18:00:00+01:00';
const SCHOOL = { expectation: 'acknowledge', purpose: 'pupil-support' } as const;

/** Rule, agency and due time in local words, and the end of each clock. */
function clocks(facts: KnownFacts): string[] {
  return clocksOf(facts.record(), policy)
    .map(({ start, against, end }) =>
      [start.ruleId, start.anchor, against, start.dueAt === null ? 'no due time' : formatInstant(Date.parse(start.dueAt)), end === null ? '' : `${end.outcome} by ${end.by}`].filter(Boolean).join(', '))
    .toSorted();
}

/** The end of the hub's clock by an acceptance of half past four, which the broker stored at these times. */
function endWhenStored(...stored: readonly string[]) {
  const facts = new KnownFacts().published(FRIDAY, [{}]);
  for (const storedAt of stored) facts.happened('accepted', '2026-05-26T16:30:00+01:00', CSC, undefined, storedAt);
  return clocksOf(facts.record(), policy).find(({ start }) => start.ruleId === 'LA_ACK')?.end;
}

describe('the clocks of a referral', () => {
  it('bank holiday: a missing child, red, on Friday evening, found in the night to Saturday', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}, { agency: 'northshire-icb', expectation: 'acknowledge' }], { grade: 'red' })
      .found('2026-05-23T03:10:00+01:00');
    expect(clocks(facts)).toEqual([
      'HUB_RED, referral-published, northshire-csc, Tue 26 May 2026 12:30',
      'LA_ACK, referral-published, northshire-csc, Tue 26 May 2026 17:00',
      'RETURN_INTERVIEW, child-returned, northshire-csc, Tue 26 May 2026 03:10',
    ]);
  });

  it('clocks change: seventy-two real hours', () => {
    const facts = new KnownFacts().published('2026-03-27T12:00:00Z', [{}]).found('2026-03-27T23:00:00Z');
    expect(clocks(facts).find((text) => text.startsWith('RETURN'))).toBe('RETURN_INTERVIEW, child-returned, northshire-csc, Tue 31 Mar 2026 00:00');
  });

  it('half-term: each school by its own terms; for a child educated at home the local authority, in a school\'s place', () => {
    const sunday = '2026-05-24T21:00:00+01:00';
    const facts = new KnownFacts().published('2026-05-24T22:30:00+01:00', [
      { agency: 'hilltop-school', ...SCHOOL }, { agency: 'riverside-school', ...SCHOOL }, { agency: CSC, ...SCHOOL },
    ], { concernTypes: ['domestic-abuse'], groundsAt: new Date(sunday).toISOString() });
    expect(clocks(facts)).toEqual([
      'SCHOOL_NOTICE, reasonable-grounds, hilltop-school, Mon 1 Jun 2026 08:45',
      'SCHOOL_NOTICE, reasonable-grounds, northshire-csc, Tue 26 May 2026 09:00',
      'SCHOOL_NOTICE, reasonable-grounds, riverside-school, Tue 26 May 2026 08:30',
    ]);
    facts.happened('opened', '2026-05-24T23:00:00+01:00', 'hilltop-school');
    expect(clocks(facts)[0]).toContain('met by opened');
    expect(clocks(facts)[2]).not.toContain('met');
  });

  it('an answer that was given offline in time and came after the due time counts as claimed, and shows when it came', () => {
    const claimed = { outcome: 'met', by: 'accepted', at: '2026-05-26T15:30:00.000Z' };
    expect(endWhenStored('2026-05-26T16:59:59+01:00')).toEqual(claimed);
    expect(endWhenStored('2026-05-26T17:20:00+01:00')).toEqual({ ...claimed, statedAt: '2026-05-26T16:20:00.000Z' });
    // One statement that came in time is enough.
    expect(endWhenStored('2026-05-26T17:20:00+01:00', '2026-05-26T16:40:00+01:00')).toEqual(claimed);
  });

  it('wrong hub: the first clock runs on against the right one, and what that one answers meets both', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).shared(NORTHMOOR, CSC, '2026-05-26T10:00:00+01:00');
    expect(clocks(facts).filter((text) => text.startsWith('LA_ACK'))).toEqual([
      'LA_ACK, referral-published, northmoor-csc, Tue 26 May 2026 17:00',
      'LA_ACK, referral-published, northmoor-csc, Wed 27 May 2026 17:00',
    ]);
    facts.happened('accepted', '2026-05-26T12:00:00+01:00', NORTHMOOR);
    expect(clocks(facts).filter((text) => text.endsWith('met by accepted'))).toHaveLength(2);
  });

  it('an agency that takes the child after its redirect meets its own clock, and the one that it named is not shown as having answered', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).shared(NORTHMOOR, CSC, '2026-05-26T10:00:00+01:00').happened('accepted', '2026-05-26T12:00:00+01:00', CSC);
    expect(clocks(facts).filter((text) => text.startsWith('LA_ACK'))).toEqual([
      'LA_ACK, referral-published, northmoor-csc, Wed 27 May 2026 17:00, met by accepted',
      'LA_ACK, referral-published, northshire-csc, Tue 26 May 2026 17:00, met by accepted',
    ]);
  });

  it('what an agency does next: assessment from the referral once it has decided so, conference from the strategy discussion', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).knew(FRIDAY, [ALEX])
      .happened('decided', '2026-05-26T09:00:00+01:00', CSC, 'section-17-assessment')
      .happened('strategy-discussion-held', '2026-05-26T11:00:00+01:00', CSC)
      .happened('section-47-started', '2026-05-27T11:00:00+01:00', CSC)
      .happened('assessment-started', '2026-05-28T11:00:00+01:00', CSC)
      .happened('conference-held', '2026-06-16T10:00:00+01:00', CSC)
      .happened('conference-held', '2026-06-01T10:00:00+01:00', NORTHMOOR);
    expect(clocks(facts).filter((text) => !/^(HUB|LA_ACK)/.test(text))).toEqual([
      'ASSESSMENT, assessment-started, northshire-csc, Thu 30 Jul 2026 17:00',
      'ASSESSMENT, referral-published, northshire-csc, Mon 27 Jul 2026 17:00',
      'STRATEGY_TO_ICPC, section-47-started, northshire-csc, Wed 17 Jun 2026 17:00, met by conference-held',
      'STRATEGY_TO_ICPC, strategy-discussion-held, northshire-csc, Tue 16 Jun 2026 17:00, met by conference-held',
    ]);
  });

  it('a child who goes missing twice has two interviews: the one after the first time does not answer the second', () => {
    const again = { ...ALEX, episodeId: 'b5f1c1de-2f0a-4c55-9f0e-3c4d5e6f7a05' };
    const facts = new KnownFacts().published(FRIDAY, [{}])
      .found('2026-05-23T03:10:00+01:00')
      .happened('return-interview-held', '2026-05-24T12:00:00+01:00', CSC, undefined, undefined, ALEX)
      .found('2026-06-06T01:00:00+01:00', again);
    expect(clocks(facts).filter((text) => text.startsWith('RETURN'))).toEqual([
      'RETURN_INTERVIEW, child-returned, northshire-csc, Tue 26 May 2026 03:10, met by return-interview-held',
      'RETURN_INTERVIEW, child-returned, northshire-csc, Tue 9 Jun 2026 01:00',
    ]);
    facts.happened('return-interview-declined', '2026-06-07T01:00:00+01:00', CSC, undefined, undefined, again).happened('referral-withdrawn', '2026-06-08T01:00:00+01:00');
    expect(clocks(facts).filter((text) => text.includes('cancelled')).map((text) => text.split(', ').at(-1) ?? '').toSorted())
      .toEqual(['cancelled by referral-withdrawn', 'cancelled by referral-withdrawn', 'cancelled by return-interview-declined']);
  });

  it('nothing is counted of a referral that is only heard of by its answers', () => {
    expect(clocks(new KnownFacts().happened('accepted', FRIDAY, CSC))).toEqual([]);
  });

  it('has no rule that nothing starts', () => {
    const started = ['referral-published', 'la-ack-breached', 'strategy-discussion-held', 'section-47-started', 'assessment-started', 'child-returned', 'reasonable-grounds', 'no-holder'];
    expect(policy.rules.filter(({ anchor }) => !started.includes(anchor))).toEqual([]);
  });
});

describe('walking the chain', () => {
  it('calls by the escalation rules of the domain, at any times of the scan', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]);
    const due = '2026-05-26T16:00:00.000Z';
    const chain = policy.chains.find(({ id }) => id === 'la-acknowledgement');
    if (chain === undefined) throw new Error('there is no such chain');
    const minutes = fc.array(fc.integer({ min: -600, max: 6_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(minutes, (looks) => {
      const sentNotices = new Map<string, Set<string>>();
      const raised: EscalationRole[] = [];
      for (const look of looks.toSorted((left, right) => left - right)) {
        const now = new Date(Date.parse(due) + look * 60_000);
        const { messages, notices } = advance(facts.record(sentNotices), policy, { topics: new Topics(), now: now.toISOString() });
        for (const { clockId, name } of notices) sentNotices.set(clockId, (sentNotices.get(clockId) ?? new Set()).add(name));
        const called = messages
          .filter(({ headers, value }) => headers['ce_type'] === 'safeguarding.deadline.escalated.v1' && String(value).includes('LA_ACK'))
          .map(({ value }) => (JSON.parse(String(value)) as { readonly role: EscalationRole }).role);
        const expected: EscalationRole[] = [];
        for (let next = nextEscalation({ dueAt: due, endedAt: null, raised }, chain, now); next !== null;
          next = nextEscalation({ dueAt: due, endedAt: null, raised: [...raised, ...expected] }, chain, now)) {
          // A step that is due at this very moment is taken at the next look.
          if (Date.parse(next.dueAt) === now.getTime()) break;
          expected.push(next.role);
        }
        expect(called).toEqual(expected);
        raised.push(...called);
      }
    }), { numRuns: 200 });
  });
});

describe('the referrer follows up', () => {
  const TOPICS = new Topics();
  const AFTER = '2026-05-26T16:30:00.000Z';
  /** The notices of a referral until a moment, when none was sent before. */
  const sent = (facts: KnownFacts, now = AFTER) => advance(facts.record(), policy, { topics: TOPICS, now });
  const roles = (facts: KnownFacts, now?: string): string[] => sent(facts, now).messages
    .map(({ value }) => JSON.parse(String(value)) as { readonly role?: string; readonly percent?: number })
    .flatMap(({ role, percent }) => (role === undefined || percent !== undefined ? [] : [role]));
  const chase = (facts: KnownFacts) => sent(facts).changed.filter(({ start }) => start.ruleId === 'CHASE').map(({ start, end }) => [start.agency, end?.by]);

  it('and has done what CHASE is about; the hub still owes its answer, and the partnership lead still hears of it', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]);
    expect(chase(facts)).toEqual([[CSC, undefined]]);
    const { notices } = sent(facts);
    const sentNotices = new Map(notices.map(({ clockId }) => [clockId, new Set(notices.filter((each) => each.clockId === clockId).map(({ name }) => name))]));
    facts.happened('referrer-followed-up', '2026-05-26T17:20:00+01:00', CSC);
    const later = advance(facts.record(sentNotices), policy, { topics: TOPICS, now: '2026-05-26T21:00:00.000Z' });
    const byRule = Object.fromEntries(later.changed.map(({ start, end }) => [start.ruleId, end?.by]));
    expect(byRule).toMatchObject({ CHASE: 'referrer-followed-up', LA_ACK: undefined });
    expect(later.messages.some(({ value }) => String(value).includes('partnership-lead'))).toBe(true);
  });

  it('before the exchange, which was down, could ask for it: the referrer is not called any more, and all others are', () => {
    const silent = new KnownFacts().published(FRIDAY, [{}]);
    expect(roles(silent)).toContain('referrer');
    silent.happened('referrer-followed-up', '2026-05-26T17:05:00+01:00', CSC);
    expect(roles(silent)).not.toContain('referrer');
    expect(roles(silent)).toEqual(expect.arrayContaining(['duty-contact', 'manager']));
    expect(sent(silent, '2027-05-26T16:30:00.000Z').nextAt).toBeNull();
  });

  it('too early, or with another agency: that is no follow-up of this silence', () => {
    for (const [at, agency] of [['2026-05-26T12:00:00+01:00', CSC], ['2026-05-26T17:05:00+01:00', NORTHMOOR]] as const) {
      const facts = new KnownFacts().published(FRIDAY, [{}]).happened('referrer-followed-up', at, agency);
      expect(roles(facts)).toContain('referrer');
      expect(chase(facts)).toEqual([[CSC, undefined]]);
    }
  });
});

function keptOf(record: ReferralRecord): ReferralRecord {
  return { ...record, kept: new Map(clocksOf(record, policy).map((clock) => [clock.start.clockId, clock])) };
}

describe('a clock that has ended', () => {
  it('keeps its end where the files have lost its rule, and one that runs cannot be worked out', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]);
    const ended = new KnownFacts().published(FRIDAY, [{}]).happened('decided', '2026-05-23T09:00:00+01:00', CSC);
    const withoutGreen = { ...policy, rules: policy.rules.filter(({ id }) => id !== 'HUB_GREEN') };
    expect(clocksOf(keptOf(ended.record()), withoutGreen).map(({ start, end }) => `${start.ruleId} ${end?.outcome}`).toSorted()).toEqual(['HUB_GREEN met', 'LA_ACK met']);
    expect(() => clocksOf(keptOf(facts.record()), withoutGreen)).toThrow('version 1 of the rule HUB_GREEN is gone');
  });
});

function byRule(rows: readonly (readonly [string, unknown, string])[]) {
  return rows.toSorted(byKey(([rule]) => rule));
}

describe('clocks that were written down at publication', () => {
  it('are the ones that run, and due to the millisecond, with the reason, as in the fact', () => {
    const referral = { grade: 'red', concernTypes: ['domestic-abuse'], groundsAt: '2026-05-24T20:52:00.123Z' } as const;
    const at = '2026-05-24T22:30:11.457Z';
    const hub = { agency: CSC, expectation: 'acknowledge-and-decide', purpose: 'child-protection', at, inPlaceOfSchool: true } as const;
    const due = dueTimes(hub, referral, policy);
    const facts = new KnownFacts().published(at, [{ clocks: clocksOfSharing(hub, referral, policy) }], referral);
    expect(due.map(({ rule }) => rule)).toEqual(['LA_ACK', 'HUB_RED', 'SCHOOL_NOTICE']);
    expect(byRule(clocksOf(facts.record(), policy).map(({ start }) => [start.ruleId, start.dueAt, start.explanation])))
      .toEqual(byRule(due.map(({ rule, dueAt, explanation }) => [rule, dueAt, explanation])));
  });
});

describe('who is called', () => {
  it('is named by the reference of the partnership file, with the role, for each that it names', () => {
    const contacts = { ...policy, contactOf: (_: string, role: EscalationRole) => (role === 'manager' ? null : `csc-${role}-01`) };
    const { messages } = advance(new KnownFacts().published(FRIDAY, [{}]).record(), contacts, { topics: new Topics(), now: '2026-05-26T16:30:00.000Z' });
    const called = messages.flatMap(({ headers, value }) => {
      const { clock, role, contact } = JSON.parse(String(value)) as { clock: { rule: string }; role?: string; contact?: string };
      return role === undefined || clock.rule !== 'LA_ACK' ? [] : [`${headers['ce_type']?.split('.').slice(2).join('.')} ${role} ${contact ?? 'the role alone'}`];
    });
    expect([...new Set(called)]).toEqual([
      'warned.v1 duty-contact csc-duty-contact-01', 'escalated.v1 duty-contact csc-duty-contact-01', 'escalated.v1 manager the role alone',
      'escalated.v1 referrer csc-referrer-01',
    ]);
  });
});
