import { describe, expect, it } from '@jest/globals';
import { byKey } from '#libs/kernel';

import { KnownFacts, policy } from '../test-support/known-facts.js';
import type { WatchedFact } from './fact.js';
import { clocksOf } from './referral-clocks.js';

const CSC = 'northshire-csc';
const ROSA = { childId: '7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11', episodeId: 'c4a1b0de-52f7-4c39-8e0a-91f6d2b7430c' };
const MILAN = { childId: '0b9e6d18-7c43-4f2a-a1d0-5e3f8c27914d', episodeId: '5d1f0a77-3c26-4e8b-b0c4-6a90d1e7f352' };

/** The siblings' referral, and what happened to them. */
function siblings(...happened: readonly Omit<WatchedFact, 'referralId' | 'messageId'>[]): KnownFacts {
  const facts = new KnownFacts().published('2026-05-22T18:00:00+01:00', [{}]);
  for (const [index, each] of happened.entries()) {
    facts.facts.push({ referralId: facts.referralId, messageId: `019e5c3a-0000-7000-8000-f${String(index).padStart(11, '0')}`, ...each });
  }
  return facts;
}

/** Child, episode, due time and end of each return interview. */
function interviews(facts: KnownFacts) {
  return clocksOf(facts.record(), policy)
    .filter(({ start }) => start.ruleId === 'RETURN_INTERVIEW')
    .map(({ start: { childId, episodeId, dueAt }, end }) => [childId, episodeId, dueAt, end?.by] as const)
    .toSorted(byKey(([childId, episodeId]) => `${childId} ${episodeId}`));
}

const returned = (about: typeof ROSA, at: string) => ({ returned: { ...about, at, recordedAt: at } });
const interviewed = (about: typeof ROSA, at: string) => ({ happened: { event: 'return-interview-held', at, agency: CSC, ...about } as const });

describe('siblings who went missing together and return apart', () => {
  const [first, second] = ['2026-05-23T02:10:00.000Z', '2026-05-24T09:00:00.000Z'] as const;

  it('each have 72 hours of their own, and one interview ends one clock', () => {
    const facts = siblings(returned(ROSA, first), returned(MILAN, second), interviewed(ROSA, '2026-05-25T10:00:00.000Z'));
    expect(interviews(facts)).toEqual([
      [MILAN.childId, MILAN.episodeId, '2026-05-27T09:00:00.000Z', undefined],
      [ROSA.childId, ROSA.episodeId, '2026-05-26T02:10:00.000Z', 'return-interview-held'],
    ]);
  });

  it('have two clocks also where one message or one minute brings both returns', () => {
    const together = siblings(returned(ROSA, first), returned(MILAN, first));
    expect(interviews(together).map(([childId]) => childId)).toEqual([MILAN.childId, ROSA.childId]);
    expect(new Set(clocksOf(together.record(), policy).map(({ start }) => start.clockId)).size).toBe(clocksOf(together.record(), policy).length);
  });

  it.each([['before the return', '2026-05-23T01:00:00.000Z', undefined], ['at the return', first, 'return-interview-held']])(
    'an interview that is dated %s ends the clock only if it can be about the return', (_, at, by) => {
      expect(interviews(siblings(returned(ROSA, first), interviewed(ROSA, at)))).toEqual([[ROSA.childId, ROSA.episodeId, '2026-05-26T02:10:00.000Z', by]]);
    });

  it('an interview about an earlier return of a child does not end the clock of the next', () => {
    const again = { ...ROSA, episodeId: '9a3c7e10-4f5b-4d2a-8e61-0b7d2c9f1a84' };
    const facts = siblings(returned(ROSA, first), returned(again, second), interviewed(ROSA, '2026-05-25T10:00:00.000Z'));
    expect(interviews(facts)).toEqual([
      [ROSA.childId, again.episodeId, '2026-05-27T09:00:00.000Z', undefined],
      [ROSA.childId, ROSA.episodeId, '2026-05-26T02:10:00.000Z', 'return-interview-held'],
    ]);
  });
});

describe('siblings whom one hub assesses', () => {
  const present = (recordedAt: string, ...children: readonly (typeof ROSA)[]) =>
    ({ known: { recordedAt, children: children.map(({ childId }) => ({ childId, area: 'northshire', episodes: [] })) } });
  const both = present('2026-05-22T17:00:00.000Z', ROSA, MILAN);
  const decided = { happened: { event: 'decided', at: '2026-05-26T09:00:00.000Z', agency: CSC, code: 'section-47-enquiry' } } as const;
  const about = (event: 'assessment-completed' | 'strategy-discussion-held' | 'conference-held' | 'conference-not-required', { childId }: typeof ROSA, at: string) =>
    ({ happened: { event, at, storedAt: at, agency: CSC, childId } }) as const;
  /** Child, due day and end of each clock of a rule. */
  const clocks = (facts: KnownFacts, rule: string) => clocksOf(facts.record(), policy).filter(({ start }) => start.ruleId === rule)
    .map(({ start: { childId, dueAt }, end }) => `${childId === ROSA.childId ? 'Rosa' : childId === MILAN.childId ? 'Milan' : 'no child'} ${dueAt?.slice(0, 10)} ${end?.by ?? 'open'}`).toSorted();

  it('each have an assessment of their own: the one of Rosa does not read as done for Milan', () => {
    const facts = siblings(both, decided, about('assessment-completed', ROSA, '2026-07-01T10:00:00.000Z'));
    expect(clocks(facts, 'ASSESSMENT')).toEqual(['Milan 2026-07-27 open', 'Rosa 2026-07-27 assessment-completed']);
  });

  it('each have a conference of their own: held about Rosa, not required about Milan', () => {
    const held = ['2026-05-26T10:00:00.000Z', '2026-06-10T10:00:00.000Z'] as const;
    const facts = siblings(both, decided, ...[ROSA, MILAN].map((child) => about('strategy-discussion-held', child, held[0])), about('conference-held', ROSA, held[1]));
    expect(clocks(facts, 'STRATEGY_TO_ICPC')).toEqual(['Milan 2026-06-16 open', 'Rosa 2026-06-16 conference-held']);
    const later = siblings(both, decided, ...[ROSA, MILAN].map((child) => about('strategy-discussion-held', child, held[0])), about('conference-held', ROSA, held[1]), about('conference-not-required', MILAN, held[1]));
    expect(clocks(later, 'STRATEGY_TO_ICPC')).toEqual(['Milan 2026-06-16 conference-not-required', 'Rosa 2026-06-16 conference-held']);
  });

  it('and no other child has one, although the hub\'s own system states a discussion about an id that the referral never had, until a correction adds that child', () => {
    const stated = about('strategy-discussion-held', MILAN, '2026-05-26T10:00:00.000Z');
    const facts = siblings(present('2026-05-22T17:00:00.000Z', ROSA), decided, stated);
    expect(clocks(facts, 'STRATEGY_TO_ICPC')).toEqual([]);
    expect(clocks(siblings(present('2026-05-22T17:00:00.000Z', ROSA), present('2026-05-25T09:00:00.000Z', ROSA, MILAN), decided, stated), 'STRATEGY_TO_ICPC')).toEqual(['Milan 2026-06-16 open']);
  });

  it('and one who is taken out of the referral has no duty here any more; one who is added later counts from the addition', () => {
    const facts = siblings(both, decided, about('strategy-discussion-held', MILAN, '2026-05-26T10:00:00.000Z'), present('2026-05-28T09:00:00.000Z', ROSA));
    expect([...clocks(facts, 'ASSESSMENT'), ...clocks(facts, 'STRATEGY_TO_ICPC')]).toEqual(['Milan 2026-07-27 child-removed', 'Rosa 2026-07-27 open', 'Milan 2026-06-16 child-removed']);
    const added = siblings(present('2026-05-22T17:00:00.000Z', ROSA), decided, present('2026-05-28T09:00:00.000Z', ROSA, MILAN));
    expect(clocks(added, 'ASSESSMENT')).toEqual(['Milan 2026-07-30 open', 'Rosa 2026-07-27 open']);
    expect(clocks(siblings(both, present('2026-05-25T09:00:00.000Z', ROSA), decided), 'ASSESSMENT')).toEqual(['Rosa 2026-07-27 open']);
  });
});
