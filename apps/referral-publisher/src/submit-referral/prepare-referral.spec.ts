import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isServed, linkProblems, readPartnership, referralFacts, resolveRecipients } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';
import {
  coversField, decodeEvent, envelopeDigest, LIFECYCLE_CONTRACTS, ReferralSharedContract, SubmitReferralRequest, Topics, compileContract,
  CONCERN_TYPES, FLAGS, GRADES, type OutgoingMessage, type ReceivedEvent, type ReferralPublished, type ReferralShared,
} from '#libs/contracts';
import { newId } from '#libs/kernel';

import { canaryReferral, exampleReferral, leavesOf } from '../test-support/referrals.js';
import { prepareReferral, type PublishingTerms } from './prepare-referral.js';
import type { ReferralToStore } from './referral.repository.js';

const read = await readPartnership(fileURLToPath(new URL('../../../../../infra/partnership/northshire/partnership.yaml', import.meta.url)));
if (!read.ok) throw new Error('the demo partnership cannot be read');
const policy = clockPolicyOf(read.value);
const terms: PublishingTerms = { partnership: read.value, policy, topics: new Topics(), caseKeySecret: 'a secret of thirty-two characters' };
const NOW = new Date('2026-05-22T17:00:00.000Z');

const SUBMISSION = {
  organisation: 'northshire-police', idempotencyKey: 'k-1', requestDigest: '0'.repeat(64), disclosedBy: { kind: 'person', reference: 'pc-2041' },
} as const;

/** Undefined without a recipient. */
function prepare(content: SubmitReferralRequest, at = NOW, partnership = terms.partnership): ReferralToStore | undefined {
  const recipients = isServed(partnership, content.area) ? resolveRecipients(partnership, referralFacts(content, at)) : [];
  return recipients.length === 0 ? undefined : prepareReferral({ ...terms, partnership }, { ...SUBMISSION, correlationId: newId(), content }, recipients, at);
}

function receive<Data>(message: OutgoingMessage | undefined): ReceivedEvent<Data> {
  const incoming = { partition: 0, offset: '0', timestamp: '0', topic: '', key: null, headers: {}, value: null, ...message };
  const decoded = decodeEvent(incoming, [ReferralSharedContract, ...LIFECYCLE_CONTRACTS]);
  if (!decoded.ok) throw new Error(`${decoded.error.code} ${decoded.error.pointers?.join(' ')}`);
  return decoded.value as ReceivedEvent<Data>;
}

function copies({ messages }: ReferralToStore): ReceivedEvent<ReferralShared>[] {
  return messages.slice(1).map((message) => receive<ReferralShared>(message));
}

const text = fc.stringMatching(/^[A-Za-z][\p{L}' -]{0,20}$/u);
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(value, { nil: undefined });

const child = fc.record(
  {
    name: fc.record({ given: text, family: text, otherNames: text }, { requiredKeys: ['given', 'family'] }),
    ageEstimateYears: fc.integer({ min: 0, max: 17 }),
    sex: fc.constantFrom('female', 'male', 'not-known'),
    identifiers: fc.record({ nhsNumber: fc.stringMatching(/^[0-9]{10}$/), pncId: fc.constant('2002/0073319Z') }, { requiredKeys: [] }),
    address: fc.record({ lines: fc.array(text, { minLength: 1, maxLength: 3 }), postcode: text.map((line) => line.slice(0, 8)) }, { requiredKeys: ['lines'] }),
    school: fc.record({ name: text, urn: fc.constantFrom('142001', '142002', '142999') }, { requiredKeys: ['name'] }),
    selfDefinedEthnicity: fc.constant({ code: 'W3' }),
    perceivedEthnicity: fc.constant({ code: 'IC1' }),
    whereSeen: fc.constantFrom('home-visit', 'custody'),
  },
  { requiredKeys: ['name'] },
);

const referral: fc.Arbitrary<SubmitReferralRequest> = fc
  .record({
    area: fc.constantFrom('northshire', 'northmoor', 'southshire'),
    types: fc.uniqueArray(fc.constantFrom(...CONCERN_TYPES), { minLength: 1, maxLength: 4 }),
    flags: optional(fc.uniqueArray(fc.constantFrom(...FLAGS), { minLength: 1, maxLength: 3 })),
    grade: fc.constantFrom(...GRADES),
    children: fc.uniqueArray(child, { minLength: 1, maxLength: 4, selector: (value) => JSON.stringify(value) }),
    unit: text,
    missing: fc.boolean(),
  })
  .map(({ area, types, flags, grade, children, unit, missing }) => {
    const content = canaryReferral();
    const [{ missingEpisodes } = {}] = content.children;
    const drawn = {
      ...content,
      area,
      concern: { types, ...(flags !== undefined && { flags }) },
      risk: { ...content.risk, grade },
      children: children.map((each) => ({ ...each, ...(missing && { missingEpisodes }) })),
      referrer: { ...content.referrer, unit },
    };
    // In the form of a request body, without the fields that were not drawn.
    return JSON.parse(JSON.stringify(drawn)) as SubmitReferralRequest;
  })
  .filter((content) => compileContract(SubmitReferralRequest).validate(content).ok);

function forEveryReferral(holds: (prepared: ReferralToStore, content: SubmitReferralRequest) => void): void {
  fc.assert(
    fc.property(referral, (content) => {
      const prepared = prepare(content);
      if (prepared === undefined) expect(content.risk.grade === 'blue' || content.area === 'southshire').toBe(true);
      else holds(prepared, content);
    }),
    { numRuns: 150 },
  );
}

describe('the rows that become durable with any referral', () => {
  it('no copy holds a field that its recipient\'s agreement does not allow', () => {
    forEveryReferral((prepared, content) => {
      const allowed = new Map(resolveRecipients(terms.partnership, referralFacts(content, NOW)).map((one) => [one.agency, one]));
      for (const { data: { recipient, view } } of copies(prepared)) {
        const fields = allowed.get(recipient)?.fields ?? [];
        expect(leavesOf(view).filter((leaf) => !fields.some((field) => coversField(field, leaf)))).toEqual([]);
      }
    });
  });

  it('a school learns of its own pupils alone, and of no other concern than its own', () => {
    forEveryReferral((prepared, content) => {
      for (const { data: { recipient, view } } of copies(prepared).filter(({ data }) => data.recipient.endsWith('-school'))) {
        const urn = recipient === 'hilltop-school' ? '142001' : '142002';
        const pupils = content.children.filter(({ school }) => school?.urn === urn);
        expect(view.children?.map(({ name }) => name)).toEqual(pupils.map(({ name }) => name));
        expect([...(view.concern?.types ?? []), ...(view.concern?.flags ?? [])].filter((concern) => concern !== 'domestic-abuse')).toEqual([]);
      }
    });
  });

  it('each recipient in the fact has one message, on its topic, with the id and the digest that the fact names', () => {
    forEveryReferral((prepared) => {
      const fact = receive<ReferralPublished>(prepared.messages[0]).data;
      const sent = prepared.messages.slice(1).map(({ topic, headers, value }) => ({
        topic, messageId: headers['ce_id'], envelopeDigest: envelopeDigest(value ?? Buffer.alloc(0)),
      }));
      expect(sent).toEqual(
        fact.recipients.map(({ agency, messageId, envelopeDigest: digest }) => ({ topic: `safeguarding.referral.v1.${agency}`, messageId, envelopeDigest: digest })),
      );
      expect(prepared.recipients).toEqual(fact.recipients);
      expect(new Set(fact.recipients.map(({ agency }) => agency)).size).toBe(fact.recipients.length);
    });
  });

  it('every id is new, and one key and one correlation id hold it together', () => {
    const seen = new Set<string>();
    forEveryReferral(({ referralId, caseKey, correlationId, messages }) => {
      const ids = [referralId, ...messages.map(({ headers }) => headers['ce_id'] ?? '')];
      for (const id of ids) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      // A repeated request names its recipients in this order.
      expect(ids.slice(2).toSorted()).toEqual(ids.slice(2));
      expect(new Set(messages.map(({ key }) => key))).toEqual(new Set([caseKey]));
      expect(new Set(messages.map(({ headers }) => headers['ce_correlationid']))).toEqual(new Set([correlationId]));
    });
  });

  it('the fact has codes, counts and times, and no text that people wrote', () => {
    forEveryReferral(({ messages: [message] }, content) => {
      const { recipients: _, unit, ...fact } = receive<ReferralPublished>(message).data;
      expect(JSON.stringify(fact)).not.toMatch(/canary/i);
      expect(unit === undefined || (/^[A-Z0-9][A-Z0-9-]{0,11}$/.test(unit) && unit === content.referrer.unit.trim().toUpperCase())).toBe(true);
      expect(fact.children).toHaveLength(content.children.length);
      expect(fact.ethnicity.map(({ childId }) => childId)).toEqual(fact.children.map(({ childId }) => childId));
    });
  });
});

function everything({ messages }: ReferralToStore): string {
  return messages.map(({ value }) => String(value)).join();
}

describe('the recipients, and the masks of their views', () => {
  const example = exampleReferral();
  const at = new Date('2026-05-24T21:00:00.000Z');
  const violence = { ...example, concern: { ...example.concern, types: ['domestic-abuse'] as const } };
  const stored = (content: SubmitReferralRequest): ReferralToStore => {
    const prepared = prepare(content, at);
    if (prepared === undefined) throw new Error('no agency would be sent it');
    return prepared;
  };

  it('an agency that the alleged abuser is linked to is not shown the home, and no recipient is shown the link', () => {
    const prepared = stored({ ...example, allegedAbuser: { linkedAgencies: ['northshire-csc'] } });
    const hub = copies(prepared).find(({ data }) => data.recipient === 'northshire-csc');
    expect(copies(stored(example)).find(({ data }) => data.recipient === 'northshire-csc')?.data.view.children?.[0]?.address).toBeDefined();
    expect(hub?.data.view.children?.[0]?.address).toBeUndefined();
    expect(hub?.data.view.narrative).toBeUndefined();
    expect(everything(prepared)).not.toMatch(/linkedAgencies|allegedAbuser/u);
  });

  it('a link to no agency of the partnership is a fault that names its place and not its value', () => {
    const problems = linkProblems(read.value, { ...example, allegedAbuser: { linkedAgencies: ['northshire-csc', 'northsire-csc'] } });
    expect(problems.map(({ pointer, code }) => [pointer, code])).toEqual([['/allegedAbuser/linkedAgencies/1', 'unknown-agency']]);
    expect(JSON.stringify(problems)).not.toContain('northsire');
  });

  it('siblings who live in two areas reach the hubs of both, and an area that no agency serves is a fault at its child', () => {
    const [rosa] = example.children;
    const milan = { name: { given: 'Milan' }, area: 'northmoor' };
    const prepared = stored({ ...example, children: [{ ...rosa }, milan] });
    const hubs = copies(prepared).filter(({ data }) => data.recipient.endsWith('-csc')).map(({ data }) => [data.recipient, data.expectation, data.view.children?.[1]?.area]);
    expect(hubs).toEqual([['northshire-csc', 'acknowledge-and-decide', 'northmoor'], ['northmoor-csc', 'acknowledge-and-decide', 'northmoor']]);
    const problems = linkProblems(read.value, { ...example, children: [{ ...rosa }, { ...milan, area: 'northmore' }] });
    expect(problems.map(({ pointer, code }) => [pointer, code])).toEqual([['/children/1/area', 'unknown-area']]);
    expect(JSON.stringify(problems)).not.toContain('northmore');
  });

  it('a home that is hidden hides the area of the child as well', () => {
    const [rosa] = example.children;
    const children = [{ ...rosa }, { name: { given: 'Milan' }, area: 'northmoor', relationshipToIncident: 'address-withheld' }];
    const views = copies(stored({ ...example, children })).map(({ data }) => [data.recipient, data.view.children?.some((child) => child.area !== undefined || child.address !== undefined) ?? false]);
    expect(views.filter(([, isShown]) => isShown)).toEqual([]);
  });

  it('the local authority is notified of a child educated at home before its next working day, and the former school is not', () => {
    const due = (educatedAtHome: boolean) => Object.fromEntries(stored({ ...violence, children: violence.children.map((child) => ({ ...child, educatedAtHome })) })
      .recipients.map((recipient) => [recipient.agency, recipient.due?.find(({ rule }) => rule === 'SCHOOL_NOTICE')?.dueAt]));
    expect(due(false)).toMatchObject({ 'hilltop-school': '2026-06-01T07:45:00.000Z', 'northshire-csc': undefined });
    expect(due(true)).not.toHaveProperty('hilltop-school');
    expect(due(true)['northshire-csc']).toBe('2026-05-26T08:00:00.000Z');
    expect(everything(stored({ ...violence, children: violence.children.map((child) => ({ ...child, educatedAtHome: true })) }))).not.toContain('educatedAtHome');
  });

  it('the place where a child was seen decides what the sender is asked, and is in no copy', () => {
    const seen = { ...example, children: example.children.map((child) => ({ ...child, whereSeen: 'home-visit' as const })) };
    expect(stored(seen).content).toMatchObject({ children: [{ whereSeen: 'home-visit' }] });
    expect(everything(stored(seen))).not.toMatch(/whereSeen|home-visit/u);
  });

  it('an agreement past its review shares all the same, and the fact names it and its review date', () => {
    const [first, ...others] = read.value.agreements;
    if (first === undefined) throw new Error('the demo has no agreement');
    const late = { ...read.value, agreements: [{ ...first, reviewBy: '2026-05-01' }, ...others] };
    const fact = receive<ReferralPublished>(prepare(example, at, late)?.messages[0]).data;
    expect(fact.recipients.find(({ agency }) => agency === 'northshire-csc')?.reviewOverdue).toEqual([{ agreement: first.id, reviewBy: '2026-05-01' }]);
    expect(everything(stored(example))).not.toContain('reviewOverdue');
  });
});
