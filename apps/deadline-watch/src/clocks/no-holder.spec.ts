import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Topics } from '#libs/contracts';
import { byKey } from '#libs/kernel';

import { KnownFacts, policy } from '../test-support/known-facts.js';
import { advance } from './advance.js';
import { clocksOf } from './referral-clocks.js';

const CSC = 'northshire-csc';
const NORTHMOOR = 'northmoor-csc';
const FRIDAY = '2026-05-22T18:00:00+01:00';
const SCHOOL = { expectation: 'acknowledge', purpose: 'pupil-support' } as const;

/** Due time, agency, and the end of each clock of NO_HOLDER. */
function inBrief(facts: KnownFacts) {
  return clocksOf(facts.record(), policy).filter(({ start }) => start.ruleId === 'NO_HOLDER')
    .map(({ start, against, end }) => [start.dueAt, against, end?.by ?? null]).toSorted(byKey(([at]) => String(at)));
}

/** Due time and end of each LA_ACK. */
function firstClocks(facts: KnownFacts) {
  return clocksOf(facts.record(), policy).filter(({ start }) => start.ruleId === 'LA_ACK')
    .map(({ start, end }) => [start.dueAt, end?.by ?? null]).toSorted(byKey(([at]) => String(at)));
}

describe('a child whom no agency has', () => {
  const TOPICS = new Topics();
  const REFUSED = '2026-05-22T17:30:00.000Z';

  it('is due at once, and people are called in the first second: the hub that refused, its manager and the referrer', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}, { agency: 'hilltop-school', ...SCHOOL }]).happened('accepted', '2026-05-22T18:10:00+01:00', 'hilltop-school').departed(CSC, REFUSED);
    expect(inBrief(facts)).toEqual([[REFUSED, CSC, null]]);
    const { messages } = advance(facts.record(), policy, { topics: TOPICS, now: '2026-05-22T17:30:01.000Z' });
    const called = messages.filter(({ value }) => String(value).includes('NO_HOLDER')).flatMap(({ value }) => (JSON.parse(String(value)) as { role?: string }).role ?? []);
    expect(called.toSorted()).toEqual(['duty-contact', 'manager', 'referrer']);
    const later = advance(facts.record(), policy, { topics: TOPICS, now: '2026-05-22T18:00:01.000Z' });
    expect(later.messages.some(({ value }) => String(value).includes('NO_HOLDER') && String(value).includes('partnership-lead'))).toBe(true);
  });

  it('does not touch the first clock, which the hub meets when it takes the child after all', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).departed(CSC, REFUSED).happened('accepted', '2026-05-22T19:00:00+01:00', CSC);
    expect(inBrief(facts)).toEqual([[REFUSED, CSC, 'accepted']]);
    expect(firstClocks(facts)).toEqual([['2026-05-26T16:00:00.000Z', 'accepted']]);
  });

  it('A to B to A: the first hub takes it, which meets the clocks of both', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).shared(NORTHMOOR, CSC, '2026-05-26T10:00:00+01:00').departed(NORTHMOOR, '2026-05-26T11:00:00+01:00');
    expect(inBrief(facts)).toEqual([['2026-05-26T10:00:00.000Z', NORTHMOOR, null]]);
    facts.happened('accepted', '2026-05-26T12:00:00+01:00', CSC);
    expect(inBrief(facts)).toEqual([['2026-05-26T10:00:00.000Z', NORTHMOOR, 'accepted']]);
    expect(firstClocks(facts)).toEqual([['2026-05-26T16:00:00.000Z', 'accepted'], ['2026-05-27T16:00:00.000Z', 'accepted']]);
  });

  it('has another clock when the agency that was asked next refuses as well; the first one ends when that agency is asked', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).departed(CSC, REFUSED).shared(NORTHMOOR, CSC, '2026-05-22T18:45:00+01:00').departed(NORTHMOOR, '2026-05-22T19:00:00+01:00');
    expect(inBrief(facts)).toEqual([[REFUSED, NORTHMOOR, 'another-agency-asked'], ['2026-05-22T18:00:00.000Z', NORTHMOOR, null]]);
  });

  it('has no clock after a withdrawal, and the clock that runs is cancelled by it', () => {
    expect(inBrief(new KnownFacts().published(FRIDAY, [{}]).happened('referral-withdrawn', '2026-05-22T18:05:00+01:00').departed(CSC, REFUSED))).toEqual([]);
    expect(inBrief(new KnownFacts().published(FRIDAY, [{}]).departed(CSC, REFUSED).happened('referral-withdrawn', '2026-05-22T19:05:00+01:00')))
      .toEqual([[REFUSED, CSC, 'referral-withdrawn']]);
  });

  it('keeps a clock for which people were called when an earlier acceptance becomes known, and ends it', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}, { agency: NORTHMOOR }]).departed(CSC, '2026-05-22T18:10:00+01:00').departed(NORTHMOOR, REFUSED);
    const kept = new Map(clocksOf(facts.record(), policy).map((clock) => [clock.start.clockId, clock]));
    expect(inBrief(facts)).toEqual([[REFUSED, NORTHMOOR, null]]);
    facts.happened('accepted', '2026-05-22T18:20:00+01:00', CSC, undefined, '2026-05-22T21:00:00+01:00');
    expect(inBrief(facts)).toEqual([]);
    const withKept = clocksOf({ ...facts.record(), kept }, policy).filter(({ start }) => start.ruleId === 'NO_HOLDER');
    expect(withKept.map(({ end }) => end?.by)).toEqual(['accepted']);
  });

  it('has the same clocks in any order of its facts', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}, { agency: 'northshire-icb', expectation: 'acknowledge' }]).departed(CSC, REFUSED)
      .shared(NORTHMOOR, CSC, '2026-05-22T18:45:00+01:00').departed(NORTHMOOR, '2026-05-22T19:00:00+01:00').happened('accepted', '2026-05-22T19:30:00+01:00', CSC);
    const expected = clocksOf(facts.record(), policy);
    fc.assert(fc.property(fc.shuffledSubarray(facts.facts, { minLength: facts.facts.length }), (shuffled) => {
      expect(clocksOf({ ...facts.record(), facts: shuffled }, policy)).toEqual(expected);
    }));
  });
});
