import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anyAgencies, asked, at, HUB, NEIGHBOUR, SCHOOL } from '../test-support/asked-agencies.js';
import { childrenSent, type AskedAgency, type ChildrenKnown } from './asked-agency.js';
import { holderOf, holderOfChildren, timesWithoutHolder } from './holder.js';

const ALEX = 'alex';
const SAM = 'sam';
const THIRD = 'westshire-csc';

/** The siblings at the publication. */
const SIBLINGS: ChildrenKnown = { at: at(0), because: 'publication', children: [ALEX, SAM] };

function sees(children: readonly string[], agency: AskedAgency): AskedAgency {
  return { ...agency, children };
}

/** Alex lives in the area of the hub and Sam in that of its neighbour; each was sent its own child. The hub accepted Alex. */
function twoAreas(ofNeighbour: Parameters<typeof asked>[1] = {}, ...more: AskedAgency[]): AskedAgency[] {
  return [sees([ALEX], asked(HUB, { accepted: 10 })), sees([SAM], asked(NEIGHBOUR, ofNeighbour)), ...more];
}

/** A correction after these minutes, with the children that it leaves in the copies that show some only. */
function corrected(minutes: number, children: readonly string[], shown: Readonly<Record<string, readonly string[]>>): ChildrenKnown {
  return { at: at(minutes), because: `correction-${minutes}`, children, shown: Object.entries(shown).map(([agency, ids]) => ({ agency, children: ids })) };
}

function times(agencies: readonly AskedAgency[], ...known: ChildrenKnown[]) {
  return timesWithoutHolder(agencies, [SIBLINGS, ...known]).map(({ from, childId, lastAgency }) => [from, childId, lastAgency]);
}

describe('siblings in two areas, of whom each hub was sent its own', () => {
  it('one hub accepts and the other refuses: the second child has no agency from that second, and the first child has one', () => {
    expect(holderOf(twoAreas({ left: [30] }), [SIBLINGS])).toEqual({
      state: 'no-holder', since: at(30), agencies: [],
      children: [{ childId: ALEX, state: 'held', since: at(10), agencies: [HUB] }, { childId: SAM, state: 'no-holder', since: at(30), agencies: [] }],
    });
    expect(times(twoAreas({ left: [30] }))).toEqual([[at(30), SAM, NEIGHBOUR]]);
  });

  it('while the other hub has not answered, the referral is awaited of that hub alone', () => {
    expect(holderOf(twoAreas(), [SIBLINGS])).toMatchObject({ state: 'awaiting', since: at(0), agencies: [NEIGHBOUR] });
    expect(holderOf(twoAreas({ accepted: 20 }), [SIBLINGS])).toMatchObject({ state: 'held', since: at(20), agencies: [HUB, NEIGHBOUR] });
  });

  it('an agency learns who has the children of its own copy, and of no other child', () => {
    const holder = holderOf(twoAreas({ left: [30] }), [SIBLINGS]);
    if (holder === null) throw new Error('no holder was worked out');
    expect(holderOfChildren(holder, [ALEX])).toEqual({
      state: 'held', since: at(10), agencies: [HUB], children: [{ childId: ALEX, state: 'held', since: at(10), agencies: [HUB] }],
    });
    expect(holderOfChildren(holder, [])).toBeNull();
  });

  it('the refused child has a holder when the agency that its hub named accepts, and none when that one refuses too', () => {
    const asksThird = (answers: object) => twoAreas({ left: [30] }, sees([SAM], asked(THIRD, { from: 40, ...answers })));
    expect(holderOf(asksThird({ accepted: 50 }), [SIBLINGS])).toMatchObject({ state: 'held', since: at(50), agencies: [HUB, THIRD] });
    expect(times(asksThird({ accepted: 50 }))).toEqual([[at(30), SAM, NEIGHBOUR]]);
    expect(times(asksThird({ left: [50] }))).toEqual([[at(30), SAM, NEIGHBOUR], [at(50), SAM, THIRD]]);
  });

  it('an acceptance of the hub that was never sent the child does not hide that no agency has it', () => {
    expect(holderOf([sees([ALEX], asked(HUB, { accepted: 10 })), sees([ALEX], asked(NEIGHBOUR))], [SIBLINGS]))
      .toMatchObject({ state: 'no-holder', children: [{ state: 'held' }, { childId: SAM, state: 'no-holder', since: at(0) }] });
  });

  it('a school that took note of the second child does not have it', () => {
    const school: AskedAgency = { ...asked(SCHOOL, { accepted: 5 }), expectation: 'acknowledge', children: [SAM] };
    expect(holderOf(twoAreas({ left: [30] }, school), [SIBLINGS])).toMatchObject({ state: 'no-holder', since: at(30) });
  });
});

function notice(agency: string, child: string, accepted?: number): AskedAgency {
  return { ...asked(agency, accepted === undefined ? {} : { accepted }), expectation: 'acknowledge', children: [child] };
}

describe('a notice to two schools, of which each was sent its own pupils', () => {
  it('is not about a child in neither school', () => {
    const holder = holderOf([notice(SCHOOL, ALEX, 5), notice('riverside-school', SAM)], [{ ...SIBLINGS, children: [ALEX, SAM, 'infant'] }]);
    expect(holder).toMatchObject({ state: 'awaiting', agencies: ['riverside-school'] });
    expect(holder?.children?.map(({ childId }) => childId)).toEqual([ALEX, SAM]);
  });
});

describe('a correction of the area of a child', () => {
  const bothInOneArea = [asked(HUB, { accepted: 10 })];

  it('takes the child from the hub that had it, and asks the hub of the new area', () => {
    const moved = corrected(60, [ALEX, SAM], { [HUB]: [ALEX] });
    const agencies = [...bothInOneArea, sees([SAM], asked(NEIGHBOUR, { from: 60 }))];
    expect(holderOf(agencies, [SIBLINGS, moved])).toMatchObject({ state: 'awaiting', since: at(60), agencies: [NEIGHBOUR] });
    expect(times(agencies, moved)).toEqual([]);
    expect(agencies.map((agency) => childrenSent(agency, [SIBLINGS, moved]))).toEqual([[ALEX, SAM], [SAM]]);
  });

  it('leaves the child without an agency where no agreement names one for the new area', () => {
    const moved = corrected(60, [ALEX, SAM], { [HUB]: [ALEX] });
    expect(holderOf(bothInOneArea, [SIBLINGS, moved])).toMatchObject({ state: 'no-holder', since: at(60) });
    expect(times(bothInOneArea, moved)).toEqual([[at(60), SAM, HUB]]);
  });

  it('takes the child from a hub that had refused and then accepted: it has no agency from the correction on, not from the refusal or the hub\'s end', () => {
    const moved = corrected(60, [ALEX, SAM], { [HUB]: [ALEX] });
    const again = [{ ...asked(HUB, { left: [5], accepted: 10 }), ended: { at: at(20), because: 'end' } }];
    expect(holderOf(again, [SIBLINGS, moved])).toMatchObject({ state: 'no-holder', since: at(60), children: [{ state: 'held' }, { childId: SAM, since: at(60) }] });
    expect(times(again, moved)).toEqual([[at(5), undefined, HUB], [at(60), SAM, HUB]]);
  });

  it('brings the child to a hub that refused its sibling: that hub refuses it too, until it accepts', () => {
    const moved = corrected(60, [ALEX, SAM], { [HUB]: [ALEX], [NEIGHBOUR]: [SAM] });
    const refused = [...bothInOneArea, sees([], asked(NEIGHBOUR, { left: [30] }))];
    const accepted = [...bothInOneArea, sees([], asked(NEIGHBOUR, { left: [30], accepted: 70 }))];
    expect(holderOf(refused, [SIBLINGS])).toMatchObject({ state: 'held', since: at(10) });
    expect(holderOf(refused, [SIBLINGS, moved])).toMatchObject({ state: 'no-holder', since: at(60) });
    expect(holderOf(accepted, [SIBLINGS, moved])).toMatchObject({ state: 'held', since: at(70), agencies: [HUB, NEIGHBOUR] });
  });

  it('does not begin the time of both children again that began before the correction', () => {
    const refused = [asked(HUB, { left: [30] }), sees([SAM], asked(NEIGHBOUR, { from: 60 }))];
    expect(times([asked(HUB, { left: [30] })])).toEqual([[at(30), undefined, HUB]]);
    expect(times(refused, corrected(60, [ALEX, SAM], { [HUB]: [ALEX] }))).toEqual([[at(30), undefined, HUB]]);
  });

  it('that takes a child out of the referral leaves it without need of a holder', () => {
    const removed = corrected(60, [ALEX], { [HUB]: [ALEX], [NEIGHBOUR]: [] });
    expect(holderOf(twoAreas(), [SIBLINGS, removed])).toMatchObject({ state: 'held', agencies: [HUB] });
    expect(times(twoAreas(), removed)).toEqual([]);
    expect(times(twoAreas({ left: [30] }), removed)).toEqual([[at(30), SAM, NEIGHBOUR]]);
  });
});

describe('where every agency was sent all children', () => {
  it('each child has the holder and the times of the referral', () => {
    fc.assert(fc.property(anyAgencies(), (agencies) => {
      const known = [{ ...SIBLINGS, at: at(-1) }];
      const each = agencies.map((agency) => sees([ALEX, SAM], agency));
      const ofReferral = holderOf(agencies, known);
      expect(ofReferral).toEqual(holderOf(agencies));
      const children = agencies.length === 0 ? undefined : [ALEX, SAM].map((childId) => ({ childId, ...ofReferral }));
      expect(holderOf(each, known)).toEqual(ofReferral === null ? null : { ...ofReferral, children });
      expect(timesWithoutHolder(each, known)).toEqual(timesWithoutHolder(agencies));
    }));
  });

  it('and with any copies, the times agree with who has each child now', () => {
    const withCopies = anyAgencies().chain((agencies) => fc.tuple(...agencies.map((agency) =>
      fc.subarray([ALEX, SAM]).map((children) => sees(children, agency)))));
    fc.assert(fc.property(withCopies, (agencies: readonly AskedAgency[]) => {
      const known = [{ ...SIBLINGS, at: at(-1) }];
      for (const { childId, state, since } of holderOf(agencies, known)?.children ?? []) {
        const own = timesWithoutHolder(agencies, known).filter((time) => time.childId === undefined || time.childId === childId);
        if (state === 'no-holder' && since !== at(-1)) expect(own.at(-1)?.from).toBe(since);
      }
    }));
  });
});
