import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { byKey } from '#libs/kernel';

import { ALEX, KnownFacts, policy, SAM } from '../test-support/known-facts.js';
import { clocksOf } from './referral-clocks.js';

const CSC = 'northshire-csc';
const NORTHMOOR = 'northmoor-csc';
const THIRD = 'westshire-csc';
const FRIDAY = '2026-05-22T18:00:00+01:00';
const REFUSED = '2026-05-22T17:30:00.000Z';
const [ALEX_ID, SAM_ID] = [ALEX.childId, SAM.childId];

/** Alex lives in the area of the hub and Sam in that of its neighbour. Each hub was sent its own child, and the first one accepted. */
function twoAreas(): KnownFacts {
  return new KnownFacts().published(FRIDAY, [{ children: [ALEX_ID] }, { agency: NORTHMOOR, children: [SAM_ID] }]).copiesShow(FRIDAY, [ALEX, SAM], {})
    .happened('accepted', '2026-05-22T18:10:00+01:00', CSC);
}

function clocks(facts: KnownFacts, rule: string) {
  return clocksOf(facts.record(), policy).filter(({ start }) => start.ruleId === rule).toSorted(byKey(({ start }) => String(start.dueAt), ({ start }) => start.agency));
}

/** Due time, child, agency and end of each clock of NO_HOLDER. */
function inBrief(facts: KnownFacts) {
  return clocks(facts, 'NO_HOLDER').map(({ start, against, end }) => [start.dueAt, start.childId, against, end?.by ?? null]);
}

function firstClocks(facts: KnownFacts) {
  return clocks(facts, 'LA_ACK').map(({ start, against, end }) => [start.agency, against, end?.by ?? null]);
}

describe('a child whom no agency has, beside a sibling whom another hub has', () => {
  it('has a clock of its own from the second of the refusal, against the hub that had the child', () => {
    expect(inBrief(twoAreas().departed(NORTHMOOR, REFUSED))).toEqual([[REFUSED, SAM_ID, NORTHMOOR, null]]);
  });

  it('is not taken by the hub that has only the sibling: a later acceptance of that one ends nothing', () => {
    const facts = new KnownFacts().published(FRIDAY, [{ children: [ALEX_ID] }, { agency: NORTHMOOR, children: [SAM_ID] }]).copiesShow(FRIDAY, [ALEX, SAM], {})
      .departed(NORTHMOOR, REFUSED).happened('accepted', '2026-05-22T19:00:00+01:00', CSC);
    expect(inBrief(facts)).toEqual([[REFUSED, SAM_ID, NORTHMOOR, null]]);
  });

  it('loses its clock when the hub that refused takes it after all, when another agency is asked, and when it is taken out of the referral', () => {
    expect(inBrief(twoAreas().departed(NORTHMOOR, REFUSED).happened('accepted', '2026-05-22T19:00:00+01:00', NORTHMOOR))).toEqual([[REFUSED, SAM_ID, NORTHMOOR, 'accepted']]);
    const asked = twoAreas().departed(NORTHMOOR, REFUSED).shared(THIRD, NORTHMOOR, '2026-05-22T18:45:00+01:00', { children: [SAM_ID] });
    expect(inBrief(asked)).toEqual([[REFUSED, SAM_ID, THIRD, 'another-agency-asked']]);
    expect(inBrief(twoAreas().departed(NORTHMOOR, REFUSED).copiesShow('2026-05-22T19:00:00+01:00', [ALEX], { [CSC]: [ALEX], [NORTHMOOR]: [] })))
      .toEqual([[REFUSED, SAM_ID, NORTHMOOR, 'child-removed']]);
  });

  it('keeps its clock when an agency is asked that is sent only the sibling', () => {
    const facts = twoAreas().departed(NORTHMOOR, REFUSED).shared(THIRD, NORTHMOOR, '2026-05-22T18:45:00+01:00', { children: [ALEX_ID] }).happened('accepted', '2026-05-22T19:00:00+01:00', THIRD);
    expect(inBrief(facts)).toEqual([[REFUSED, SAM_ID, NORTHMOOR, null]]);
  });

  it('has a clock from the correction that takes it out of the copy of the hub that had accepted', () => {
    const facts = new KnownFacts().published(FRIDAY, [{}]).copiesShow(FRIDAY, [ALEX, SAM], {}).happened('accepted', '2026-05-22T18:10:00+01:00', CSC)
      .copiesShow('2026-05-22T20:00:00+01:00', [ALEX, SAM], { [CSC]: [ALEX] });
    expect(inBrief(facts)).toEqual([['2026-05-22T19:00:00.000Z', SAM_ID, CSC, null]]);
  });
});

/** A hub that was sent both children has refused. */
function refused(): KnownFacts {
  return new KnownFacts().published(FRIDAY, [{}]).copiesShow(FRIDAY, [ALEX, SAM], {}).departed(CSC, REFUSED);
}

/** A correction then asks another hub for one of them. */
function moved(facts: KnownFacts): KnownFacts {
  return facts.copiesShow('2026-05-22T19:00:00+01:00', [ALEX, SAM], { [CSC]: [ALEX] }).shared(NORTHMOOR, 'northshire-police', '2026-05-22T19:00:00+01:00', { children: [SAM_ID] });
}

describe('a clock about both children', () => {
  it('stays the same clock when a correction asks another hub for one of them, and ends when the last one has an agency', () => {
    const facts = refused();
    const [before] = clocks(facts, 'NO_HOLDER');
    const [after, ...others] = clocks(moved(facts), 'NO_HOLDER');
    expect([after?.start.clockId, others]).toEqual([before?.start.clockId, []]);
    expect(inBrief(moved(refused()))).toEqual([[REFUSED, undefined, CSC, null]]);
    expect(inBrief(moved(refused()).happened('accepted', '2026-05-22T20:00:00+01:00', CSC))).toEqual([[REFUSED, undefined, CSC, 'accepted']]);
  });
});

describe('the clocks of an agency that redirected', () => {
  it('pass on to an agency that was sent its children, and to no other', () => {
    const onward = (child: string) => twoAreas().shared(THIRD, NORTHMOOR, '2026-05-22T18:45:00+01:00', { children: [child] });
    expect(firstClocks(onward(SAM_ID))).toContainEqual([NORTHMOOR, THIRD, null]);
    expect(firstClocks(onward(ALEX_ID))).toContainEqual([NORTHMOOR, NORTHMOOR, null]);
    expect(firstClocks(onward(ALEX_ID).happened('accepted', '2026-05-22T19:00:00+01:00', THIRD))).toContainEqual([NORTHMOOR, NORTHMOOR, null]);
    expect(firstClocks(onward(SAM_ID).happened('accepted', '2026-05-22T19:00:00+01:00', THIRD))).toContainEqual([NORTHMOOR, THIRD, 'accepted']);
  });
});

describe('the clocks of children', () => {
  it('are the same in any order of their facts', () => {
    const facts = twoAreas().departed(NORTHMOOR, REFUSED).shared(THIRD, NORTHMOOR, '2026-05-22T18:45:00+01:00', { children: [SAM_ID] })
      .departed(THIRD, '2026-05-22T19:00:00+01:00').copiesShow('2026-05-22T20:00:00+01:00', [ALEX, SAM], { [NORTHMOOR]: [SAM], [THIRD]: [SAM] });
    const expected = clocksOf(facts.record(), policy);
    fc.assert(fc.property(fc.shuffledSubarray(facts.facts, { minLength: facts.facts.length }), (shuffled) => {
      expect(clocksOf({ ...facts.record(), facts: shuffled }, policy)).toEqual(expected);
    }));
  });
});
