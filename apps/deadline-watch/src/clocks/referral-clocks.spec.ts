import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Topics } from '#libs/contracts';
import { CLOCK_RULES, formatInstant, nextEscalation, type EscalationRole } from '#libs/safeguarding';

import { KnownFacts, policy } from '../test-support/known-facts.js';
import { advance } from './advance.js';
import { clocksOf } from './referral-clocks.js';

const CSC = 'northshire-csc';
const NORTHMOOR = 'northmoor-csc';
const FRIDAY = '2026-05-22T18:00:00+01:00';
const SCHOOL = { expectation: 'acknowledge', purpose: 'pupil-support' } as const;

/** Rule, agency and due time in local words, and how it ended. */
function clocks(facts: KnownFacts): string[] {
  return clocksOf(facts.record(), policy)
    .map(({ start, against, end }) =>
      [start.ruleId, start.anchor, against, start.dueAt === null ? 'no due time' : formatInstant(Date.parse(start.dueAt)), end === null ? '' : `${end.outcome} by ${end.by}`].filter(Boolean).join(', '))
    .toSorted((left, right) => (left < right ? -1 : 1));
}

describe('the clocks of a referral', () => {
  it('bank holiday: a missing child, red, on Friday evening, found in the night to Saturday', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}, { agency: 'northshire-icb', expectation: 'acknowledge' }], { grade: 'red' })
      .happened('child-returned', '2026-05-23T03:10:00+01:00');
    expect(clocks(facts)).toEqual([
      'HUB_RED, referral-published, northshire-csc, Tue 26 May 2026 12:30',
      'LA_ACK, referral-published, northshire-csc, Tue 26 May 2026 17:00',
      'RETURN_INTERVIEW, child-returned, northshire-csc, Tue 26 May 2026 03:10',
    ]);
  });

  it('clocks change: seventy-two real hours', () => {
    const facts = new KnownFacts().published('2026-03-27T12:00:00Z', [{}]).happened('child-returned', '2026-03-27T23:00:00Z');
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

  it('wrong hub: the first clock runs on against the right one, and what that one answers meets both', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).shared(NORTHMOOR, CSC, '2026-05-26T10:00:00+01:00');
    expect(clocks(facts).filter((text) => text.startsWith('LA_ACK'))).toEqual([
      'LA_ACK, referral-published, northmoor-csc, Tue 26 May 2026 17:00',
      'LA_ACK, referral-published, northmoor-csc, Wed 27 May 2026 17:00',
    ]);
    facts.happened('accepted', '2026-05-26T12:00:00+01:00', NORTHMOOR);
    expect(clocks(facts).filter((text) => text.endsWith('met by accepted'))).toHaveLength(2);
  });

  it('what an agency does next: assessment from the referral once it has decided so, conference from the strategy discussion', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}])
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

  it('a child who goes missing twice has two interviews: the one after the first time says nothing about the second', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}])
      .happened('child-returned', '2026-05-23T03:10:00+01:00')
      .happened('return-interview-held', '2026-05-24T12:00:00+01:00')
      .happened('child-returned', '2026-06-06T01:00:00+01:00');
    expect(clocks(facts).filter((text) => text.startsWith('RETURN'))).toEqual([
      'RETURN_INTERVIEW, child-returned, northshire-csc, Tue 26 May 2026 03:10, met by return-interview-held',
      'RETURN_INTERVIEW, child-returned, northshire-csc, Tue 9 Jun 2026 01:00',
    ]);
    facts.happened('return-interview-declined', '2026-06-07T01:00:00+01:00', CSC).happened('referral-withdrawn', '2026-06-08T01:00:00+01:00');
    expect(clocks(facts).filter((text) => text.includes('cancelled')).map((text) => text.split(', ').at(-1)).toSorted((left, right) => ((left ?? '') < (right ?? '') ? -1 : 1)))
      .toEqual(['cancelled by referral-withdrawn', 'cancelled by referral-withdrawn', 'cancelled by return-interview-declined']);
  });

  it('nothing is counted of a referral that is only heard of by its answers', () => {
    expect(clocks(new KnownFacts().happened('accepted', FRIDAY, CSC))).toEqual([]);
  });

  it('has no rule that nothing starts', () => {
    const started = ['referral-published', 'la-ack-breached', 'strategy-discussion-held', 'section-47-started', 'assessment-started', 'child-returned', 'reasonable-grounds'];
    expect(CLOCK_RULES.filter(({ anchor }) => !started.includes(anchor))).toEqual([]);
  });
});

describe('walking the chain', () => {
  it('calls whom the escalation rules of the domain call, at whatever moments somebody looks', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]);
    const due = '2026-05-26T16:00:00.000Z';
    const chain = policy.chains.find(({ id }) => id === 'la-acknowledgement');
    if (chain === undefined) throw new Error('there is no such chain');
    const minutes = fc.array(fc.integer({ min: -600, max: 6_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(minutes, (looks) => {
      const told = new Map<string, Set<string>>();
      const raised: EscalationRole[] = [];
      for (const look of looks.toSorted((left, right) => left - right)) {
        const now = new Date(Date.parse(due) + look * 60_000);
        const { messages, notices } = advance(facts.record(told), policy, { topics: new Topics(), now: now.toISOString() });
        for (const { clockId, name } of notices) told.set(clockId, (told.get(clockId) ?? new Set()).add(name));
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
