import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Topics } from '#libs/contracts';
import { byKey } from '#libs/kernel';
import type { ClockRuleId } from '#libs/safeguarding';

import { ALEX, KnownFacts, policy } from '../test-support/known-facts.js';
import { advance } from './advance.js';
import { clocksOf, type ReferralRecord } from './referral-clocks.js';

const HUB = 'northshire-csc';
const SUCCESSOR = 'northmoor-csc';
const FORCE = 'northshire-police';
const FRIDAY = '2026-05-22T18:00:00+01:00';
/** The due time of the hub's answer: Tuesday, because Monday is a bank holiday. */
const DUE = '2026-05-26T16:00:00.000Z';
const TUESDAY_MIDNIGHT = '2026-05-25T23:00:00.000Z';
const TOPICS = new Topics();

type Sent = Map<string, Set<string>>;

/** Each clock of a rule: its due time, the agency, the organisation that has to act, and how it ended. */
function clocks(facts: KnownFacts, rule: ClockRuleId, sent: ReferralRecord['sentNotices'] = new Map()) {
  return clocksOf(facts.record(sent), policy).filter(({ start }) => start.ruleId === rule)
    .toSorted(byKey(({ start }) => String(start.dueAt), ({ against }) => against)).map(({ start, against, owner, end }) => [start.dueAt, against, owner, end?.by ?? null]);
}

/** Every call that the watch makes until a time, by rule and role, beside those that were made before. */
function calls(facts: KnownFacts, now: string, sent: Sent = new Map()): readonly string[] {
  const { messages, notices } = advance(facts.record(sent), policy, { topics: TOPICS, now });
  for (const { clockId, name } of notices) sent.set(clockId, (sent.get(clockId) ?? new Set()).add(name));
  return messages.filter(({ headers }) => headers['ce_type'] === 'safeguarding.deadline.escalated.v1').map(({ value }) => {
    const { clock, role, organisation } = JSON.parse(String(value)) as { clock: { rule: string }; role: string; organisation: string };
    return `${clock.rule} ${role} ${organisation}`;
  }).toSorted();
}

/** The hub ends on Tuesday at midnight, and its referral is handed over. */
function handed(at: string): KnownFacts {
  return new KnownFacts().published(FRIDAY, [{}]).agencyEnded(HUB, TUESDAY_MIDNIGHT).handedOver(SUCCESSOR, HUB, at, FRIDAY);
}

describe('the end of an agency that must answer', () => {
  it.each([['before', '2026-05-22T00:00:00+01:00', '2026-05-22T17:00:00.000Z'], ['after', '2026-05-26T00:00:00+01:00', TUESDAY_MIDNIGHT]])(
    'starts NO_HOLDER at once where the end is %s the publication, and the force has to act', (_when, endedAt, from) => {
      const facts = new KnownFacts().published(FRIDAY, [{}, { agency: 'hilltop-school', expectation: 'acknowledge' }]).agencyEnded(HUB, endedAt);
      expect(clocks(facts, 'NO_HOLDER')).toEqual([[from, HUB, FORCE, null]]);
    },
  );

  it('calls the referrer at once and the lead half an hour later, and no person of an agency that does not exist', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).agencyEnded(HUB, TUESDAY_MIDNIGHT);
    const sent: Sent = new Map();
    expect(calls(facts, '2026-05-25T23:00:01.000Z', sent)).toEqual([`NO_HOLDER referrer ${FORCE}`]);
    expect(calls(facts, '2026-05-25T23:30:01.000Z', sent)).toEqual(['NO_HOLDER partnership-lead northshire']);
    // The clock of the first answer goes on until a person hands the referral over, and calls those who can act.
    expect(calls(facts, '2026-05-27T16:00:00.000Z', sent)).toEqual(['HUB_GREEN partnership-lead northshire', 'LA_ACK partnership-lead northshire', `LA_ACK referrer ${FORCE}`]);
  });

  it('starts no clock while another agency is asked, or where the agency had accepted', () => {
    expect(clocks(new KnownFacts().published(FRIDAY, [{}, { agency: SUCCESSOR }]).agencyEnded(HUB, TUESDAY_MIDNIGHT), 'NO_HOLDER')).toEqual([]);
    expect(clocks(new KnownFacts().published(FRIDAY, [{}]).happened('accepted', '2026-05-22T19:00:00+01:00', HUB).agencyEnded(HUB, TUESDAY_MIDNIGHT), 'NO_HOLDER')).toEqual([]);
  });

  it('and the refusal of the others: nobody is left, so the last refusal starts it, and the agency that refused is called', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}, { agency: SUCCESSOR }]).agencyEnded(HUB, TUESDAY_MIDNIGHT).departed(SUCCESSOR, '2026-05-26T09:00:00Z');
    expect(clocks(facts, 'NO_HOLDER')).toEqual([['2026-05-26T09:00:00.000Z', SUCCESSOR, SUCCESSOR, null]]);
  });

  it('that was recorded in error is taken back: the clock ends with its code, and the agency is called again', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).agencyEnded(HUB, TUESDAY_MIDNIGHT);
    const kept = new Map(clocksOf(facts.record(), policy).map((clock) => [clock.start.clockId, clock]));
    facts.agencyEnded(HUB, null, '2026-05-26T08:00:00Z');
    const after = clocksOf({ ...facts.record(), kept }, policy);
    expect(after.find(({ start }) => start.ruleId === 'NO_HOLDER')?.end).toMatchObject({ outcome: 'cancelled', by: 'end-taken-back', at: '2026-05-26T08:00:00.000Z' });
    expect(after.find(({ start }) => start.ruleId === 'LA_ACK')).toMatchObject({ against: HUB, owner: HUB, end: null });
    expect(calls(facts, '2026-05-26T16:00:01.000Z')).toContain(`LA_ACK duty-contact ${HUB}`);
  });
});

describe('a handover to the successor', () => {
  it('ends the clock of the ended agency with a code of its own; that of the successor has the same due time, because the child has waited since then', () => {
    const facts = handed('2026-05-26T08:00:00Z');
    expect(clocks(facts, 'LA_ACK')).toEqual([[DUE, SUCCESSOR, SUCCESSOR, null], [DUE, HUB, FORCE, 'handed-over']]);
    expect(clocks(facts, 'NO_HOLDER')).toEqual([[TUESDAY_MIDNIGHT, SUCCESSOR, SUCCESSOR, 'another-agency-asked']]);
    expect(clocks(facts, 'HUB_GREEN').map(([, against, , by]) => [against, by])).toEqual([[SUCCESSOR, null], [HUB, 'handed-over']]);
  });

  it('after a breach: the breach stays, the successor is called at once, and neither the referrer nor the lead is called again', () => {
    const before = new KnownFacts().published(FRIDAY, [{}]);
    const sent: Sent = new Map();
    expect(calls(before, '2026-05-26T20:00:01.000Z', sent).filter((call) => call.startsWith('LA_ACK'))).toEqual([`LA_ACK duty-contact ${HUB}`, `LA_ACK manager ${HUB}`, 'LA_ACK partnership-lead northshire', `LA_ACK referrer ${FORCE}`]);
    const facts = before.agencyEnded(HUB, '2026-05-27T00:00:00+01:00').handedOver(SUCCESSOR, HUB, '2026-05-27T08:00:00Z', FRIDAY);
    expect(calls(facts, '2026-05-27T08:00:01.000Z', sent).filter((call) => call.startsWith('LA_ACK'))).toEqual([`LA_ACK duty-contact ${SUCCESSOR}`, `LA_ACK manager ${SUCCESSOR}`]);
    expect(calls(facts, '2026-05-30T08:00:01.000Z', sent).filter((call) => call.includes('LA_ACK'))).toEqual([]);
    expect([...sent.values()].filter((names) => names.has('cancelled-handed-over-1779868800000'))).toHaveLength(2);
    // The duty of the referrer to follow up goes on, and the answer of the successor meets it.
    expect(clocks(facts, 'CHASE', sent)).toEqual([[DUE, SUCCESSOR, FORCE, null]]);
    expect(clocks(facts.happened('accepted', '2026-05-27T09:00:00Z', SUCCESSOR), 'CHASE', sent)).toEqual([[DUE, SUCCESSOR, FORCE, 'accepted']]);
  });

  it('an answer of the ended agency from before the handover still meets its clock, however late it becomes known', () => {
    const facts = handed('2026-05-26T08:00:00Z').happened('accepted', '2026-05-25T12:00:00Z', HUB, undefined, '2026-05-26T09:00:00Z');
    expect(clocks(facts, 'LA_ACK')).toContainEqual([DUE, HUB, HUB, 'accepted']);
  });

  it('an assessment and a conference go on with their due times: the successor states their end, and repeats no start', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).knew(FRIDAY, [ALEX]).happened('accepted', '2026-05-22T18:10:00+01:00', HUB)
      .happened('decided', '2026-05-22T18:20:00+01:00', HUB, 'section-47-enquiry').happened('strategy-discussion-held', '2026-05-23T10:00:00Z', HUB)
      .agencyEnded(HUB, TUESDAY_MIDNIGHT).handedOver(SUCCESSOR, HUB, '2026-05-26T08:00:00Z', TUESDAY_MIDNIGHT);
    const assessment = clocks(facts, 'ASSESSMENT');
    expect(assessment).toEqual([['2026-07-27T16:00:00.000Z', SUCCESSOR, SUCCESSOR, null]]);
    facts.happened('decided', '2026-05-26T09:00:00Z', SUCCESSOR, 'section-47-enquiry').happened('strategy-discussion-held', '2026-05-23T10:00:00Z', SUCCESSOR);
    expect(clocks(facts, 'ASSESSMENT')).toEqual(assessment);
    expect(clocks(facts, 'STRATEGY_TO_ICPC')).toHaveLength(1);
    facts.happened('conference-held', '2026-06-10T10:00:00Z', SUCCESSOR);
    expect(clocks(facts, 'STRATEGY_TO_ICPC').map(([, against, , by]) => [against, by])).toEqual([[SUCCESSOR, 'conference-held']]);
  });

  it('has the same clocks in any order of its facts', () => {
    const facts = handed('2026-05-26T08:00:00Z').happened('accepted', '2026-05-26T09:00:00Z', SUCCESSOR).agencyEnded(HUB, TUESDAY_MIDNIGHT, '2026-06-01T08:00:00Z');
    const expected = clocksOf(facts.record(), policy);
    fc.assert(fc.property(fc.shuffledSubarray(facts.facts, { minLength: facts.facts.length }), (shuffled) => {
      expect(clocksOf({ ...facts.record(), facts: shuffled }, policy)).toEqual(expected);
    }));
  });
});
