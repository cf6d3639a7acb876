import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyAgencies, asked, at, HUB, NEIGHBOUR, SCHOOL } from '../test-support/asked-agencies.js';
import type { AskedAgency } from './asked-agency.js';
import { holderOf, timesWithoutHolder } from './holder.js';

const school: AskedAgency = { ...asked(SCHOOL), expectation: 'acknowledge' };

/** When each time without a holder begins, and the agency that had the referral last. */
function times(...agencies: AskedAgency[]) {
  return timesWithoutHolder(agencies).map(({ from, lastAgency }) => [from, lastAgency]);
}

describe('who has a child', () => {
  it('is awaited of an agency that has not answered', () => {
    expect(holderOf([asked(HUB), school])).toEqual({ state: 'awaiting', since: at(0), agencies: [HUB] });
  });

  it('is no agency, from the moment at which the only hub refuses', () => {
    expect(holderOf([asked(HUB, { left: [30] }), school])).toEqual({ state: 'no-holder', since: at(30), agencies: [] });
  });

  it('is not the school that took note: its acknowledgement does not hide that no agency takes the child', () => {
    expect(holderOf([asked(HUB, { left: [30] }), { ...school, acceptedAt: at(5) }])).toMatchObject({ state: 'no-holder', since: at(30) });
  });

  it('is the school where no agency is asked to decide', () => {
    expect(holderOf([{ ...school, acceptedAt: at(5) }])).toEqual({ state: 'held', since: at(5), agencies: [SCHOOL] });
    expect(holderOf([{ ...school, left: [{ at: at(9), because: 'x' }] }])).toMatchObject({ state: 'no-holder', since: at(9) });
  });

  it('is awaited of the agency that a redirect was forwarded to, and no agency once that one refuses too', () => {
    const redirected = asked(HUB, { left: [30] });
    expect(holderOf([redirected, asked(NEIGHBOUR, { from: 30 })])).toEqual({ state: 'awaiting', since: at(30), agencies: [NEIGHBOUR] });
    expect(holderOf([redirected, asked(NEIGHBOUR, { from: 30, left: [50] })])).toMatchObject({ state: 'no-holder', since: at(50) });
  });

  it('is the first agency, which takes the child after all when the second one redirects it back', () => {
    const back = [asked(HUB, { left: [30], accepted: 70 }), asked(NEIGHBOUR, { from: 30, left: [60] })];
    expect(holderOf(back)).toEqual({ state: 'held', since: at(70), agencies: [HUB] });
  });

  it('is every agency that has accepted, the first one first', () => {
    expect(holderOf([asked(HUB, { left: [30], accepted: 70 }), asked(NEIGHBOUR, { from: 30, accepted: 60 })]))
      .toEqual({ state: 'held', since: at(60), agencies: [NEIGHBOUR, HUB] });
  });

  it('is no agency where the one that must answer has ended, unless it had accepted', () => {
    const ended = { at: at(45), because: 'hub-ended' };
    expect(holderOf([{ ...asked(HUB), ended }])).toMatchObject({ state: 'no-holder', since: at(45) });
    expect(holderOf([{ ...asked(HUB, { accepted: 20 }), ended }])).toMatchObject({ state: 'held', agencies: [HUB] });
    expect(holderOf([{ ...asked(HUB), ended }, asked(NEIGHBOUR, { from: 46 })])).toMatchObject({ state: 'awaiting', agencies: [NEIGHBOUR] });
    // An end that is learnt late was in force before the referral was sent: the child was with the agency at no time.
    expect(timesWithoutHolder([{ ...asked(HUB, { from: 50 }), ended }])).toEqual([{ from: at(50), lastAgency: HUB, because: 'hub-ended' }]);
  });

  it('has no answer where no agency was asked', () => {
    expect(holderOf([])).toBeNull();
    expect(timesWithoutHolder([])).toEqual([]);
  });
});

describe('the times in which no agency has a child', () => {
  it('begin when the last agency that must answer leaves, and name it', () => {
    expect(times(asked(HUB, { left: [30] }), asked(NEIGHBOUR, { left: [20] }), school)).toEqual([[at(30), HUB]]);
    expect(times(asked(HUB, { left: [30] }), asked(NEIGHBOUR))).toEqual([]);
  });

  it('come again when an agency that was asked meanwhile refuses too', () => {
    expect(times(asked(HUB, { left: [30] }), asked(NEIGHBOUR, { from: 40, left: [60] }))).toEqual([[at(30), HUB], [at(60), NEIGHBOUR]]);
  });

  it('do not begin while an agency has the child that took it after all', () => {
    expect(times(asked(HUB, { left: [30], accepted: 40 }), asked(NEIGHBOUR, { from: 30, left: [60] }))).toEqual([]);
    expect(times(asked(HUB, { left: [30], accepted: 70 }), asked(NEIGHBOUR, { from: 30, left: [60] }))).toEqual([[at(60), NEIGHBOUR]]);
  });

  it('agree with who has the child now, in any order of the agencies', () => {
    fc.assert(fc.property(anyAgencies().chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), ([one, other]) => {
      const holder = holderOf(one);
      expect(holderOf(other)).toEqual(holder);
      expect(timesWithoutHolder(other)).toEqual(timesWithoutHolder(one));
      if (holder?.state === 'no-holder') expect(timesWithoutHolder(one).at(-1)?.from).toBe(holder.since);
    }));
  });

  it('never lie in a time in which an agency is asked and has not answered', () => {
    fc.assert(fc.property(anyAgencies(), (agencies) => {
      for (const { from } of timesWithoutHolder(agencies)) {
        const open = agencies.filter(({ askedAt, left, expectation }) =>
          expectation === 'acknowledge-and-decide' && askedAt <= from && left.every((departure) => departure.at > from));
        expect(open).toEqual([]);
      }
    }));
  });
});
