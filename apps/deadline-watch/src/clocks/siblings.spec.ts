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

  it('an interview about an earlier return of a child does not end the clock of the next', () => {
    const again = { ...ROSA, episodeId: '9a3c7e10-4f5b-4d2a-8e61-0b7d2c9f1a84' };
    const facts = siblings(returned(ROSA, first), returned(again, second), interviewed(ROSA, '2026-05-25T10:00:00.000Z'));
    expect(interviews(facts)).toEqual([
      [ROSA.childId, again.episodeId, '2026-05-27T09:00:00.000Z', undefined],
      [ROSA.childId, ROSA.episodeId, '2026-05-26T02:10:00.000Z', 'return-interview-held'],
    ]);
  });
});
