import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { DeadlineCancelledContract, DeadlineStartedContract, DeadlineSupersededContract, Topics } from '#libs/contracts';
import { byKey } from '#libs/kernel';
import { formatInstant } from '#libs/safeguarding';

import { ALEX, KnownFacts, policy, SAM } from '../test-support/known-facts.js';
import { advance } from './advance.js';
import { clocksOf, type KeptClock, type ReferralRecord } from './referral-clocks.js';

const CSC = 'northshire-csc';
const PUBLISHED = '2026-05-23T09:00:00+01:00';
const HILLTOP = { agency: 'hilltop-school', expectation: 'acknowledge', purpose: 'pupil-support' } as const;

const local = (time: string | null): string => (time === null ? 'no due time' : formatInstant(Date.parse(time)));

/** The clocks of a rule, from the earliest start: the start, the due time, whether it is corrected, and the end. */
function clocks(facts: KnownFacts, rule = 'RETURN_INTERVIEW', childId?: string): string[] {
  return clocksOf(facts.record(), policy)
    .filter(({ start }) => start.ruleId === rule && (childId === undefined || start.childId === childId))
    .map(({ start, supersedes, end }) =>
      [`${local(start.anchorAt)} -> ${local(start.dueAt)}`, supersedes === null ? '' : 'corrected', end === null ? '' : `${end.outcome} by ${end.by}`].filter(Boolean).join(', '))
    .toSorted();
}

describe('a child who was found before the police sent the referral', () => {
  it('has a return interview that counts from the find, not from the referral', () => {
    const facts = new KnownFacts().published(PUBLISHED, [{}]).knew(PUBLISHED, [ALEX, '2026-05-23T03:10:00+01:00']);
    expect(clocks(facts)).toEqual(['Sat 23 May 2026 03:10 -> Tue 26 May 2026 03:10']);
  });

  it('and was not in the referral as found until a correction: the clock counts from the find all the same', () => {
    const facts = new KnownFacts().published(PUBLISHED, [{}]).knew(PUBLISHED, [ALEX]);
    expect(clocks(facts)).toEqual([]);
    facts.knew('2026-05-23T11:00:00+01:00', [ALEX, '2026-05-23T03:10:00+01:00']);
    expect(clocks(facts)).toEqual(['Sat 23 May 2026 03:10 -> Tue 26 May 2026 03:10']);
  });

  it('is named in a later correction of another field: one clock, as before', () => {
    const facts = new KnownFacts().published(PUBLISHED, [{}]).knew(PUBLISHED, [ALEX, '2026-05-23T03:10:00+01:00']).knew('2026-05-24T11:00:00+01:00', [ALEX, '2026-05-23T02:10:00Z']);
    expect(clocks(facts)).toEqual(['Sat 23 May 2026 03:10 -> Tue 26 May 2026 03:10']);
  });
});

describe('siblings who went missing together', () => {
  const facts = new KnownFacts().published(PUBLISHED, [{}]).knew(PUBLISHED, [ALEX], [SAM])
    .found('2026-05-23T12:00:00+01:00', ALEX)
    .happened('return-interview-held', '2026-05-23T18:00:00+01:00', CSC, undefined, undefined, ALEX);

  it('return apart: the interview with one answers nothing about the other, who has no clock while missing', () => {
    expect(clocks(facts, 'RETURN_INTERVIEW', ALEX.childId)).toEqual(['Sat 23 May 2026 12:00 -> Tue 26 May 2026 12:00, met by return-interview-held']);
    expect(clocks(facts, 'RETURN_INTERVIEW', SAM.childId)).toEqual([]);
    facts.found('2026-05-24T08:00:00+01:00', SAM);
    expect(clocks(facts, 'RETURN_INTERVIEW', SAM.childId)).toEqual(['Sun 24 May 2026 08:00 -> Wed 27 May 2026 08:00']);
  });

  it('and one of them is taken out of the referral: that duty no longer exists here, and the other stays', () => {
    facts.knew('2026-05-25T09:00:00+01:00', [SAM, '2026-05-24T08:00:00+01:00']);
    expect(clocks(facts, 'RETURN_INTERVIEW', SAM.childId)).toEqual(['Sun 24 May 2026 08:00 -> Wed 27 May 2026 08:00']);
    expect(clocks(facts, 'RETURN_INTERVIEW', ALEX.childId)[0]).toContain('met by');
  });

  it('and one who was taken out before an interview: the clock is cancelled with its own code', () => {
    const other = new KnownFacts().published(PUBLISHED, [{}]).knew(PUBLISHED, [ALEX, '2026-05-23T03:10:00+01:00'], [SAM]).knew('2026-05-23T10:00:00+01:00', [SAM]);
    expect(clocks(other)).toEqual(['Sat 23 May 2026 03:10 -> Tue 26 May 2026 03:10, cancelled by child-removed']);
  });
});

describe('siblings who live in two areas', () => {
  it('have return interviews at two hubs, each at the hub of the area where the child lives', () => {
    const facts = new KnownFacts().published(PUBLISHED, [{}, { agency: 'northmoor-csc' }]).knew(PUBLISHED, [ALEX, undefined, 'northmoor'], [SAM])
      .found('2026-05-23T12:00:00+01:00', ALEX).found('2026-05-23T13:00:00+01:00', SAM);
    expect(clocksOf(facts.record(), policy).filter(({ start }) => start.ruleId === 'RETURN_INTERVIEW').map(({ start, against }) => `${start.childId === ALEX.childId ? 'Alex' : 'Sam'} ${against}`).toSorted())
      .toEqual(['Alex northmoor-csc', 'Sam northshire-csc']);
  });
});

describe('a time that is corrected', () => {
  it('ends the first clock as superseded, and a second one counts from the corrected time', () => {
    const facts = new KnownFacts().published(PUBLISHED, [{}]).found('2026-05-23T12:00:00+01:00').found('2026-05-23T10:30:00+01:00', ALEX, '2026-05-23T15:00:00+01:00');
    expect(clocks(facts)).toEqual([
      'Sat 23 May 2026 10:30 -> Tue 26 May 2026 10:30, corrected', 'Sat 23 May 2026 12:00 -> Tue 26 May 2026 12:00, superseded by anchor-corrected',
    ]);
    facts.happened('return-interview-held', '2026-05-24T12:00:00+01:00', CSC, undefined, undefined, ALEX);
    expect(clocks(facts)[0]).toContain('met by return-interview-held');
    expect(clocks(facts)[1]).toContain('superseded');
  });

  it('after the interview leaves the first clock as it ended, and the interview answers the second as well', () => {
    const facts = new KnownFacts().published(PUBLISHED, [{}]).found('2026-05-23T12:00:00+01:00')
      .happened('return-interview-held', '2026-05-23T18:00:00+01:00', CSC, undefined, undefined, ALEX)
      .found('2026-05-23T19:00:00+01:00', ALEX, '2026-05-24T09:00:00+01:00');
    expect(clocks(facts)).toEqual([
      'Sat 23 May 2026 12:00 -> Tue 26 May 2026 12:00, met by return-interview-held', 'Sat 23 May 2026 19:00 -> Tue 26 May 2026 19:00, corrected, met by return-interview-held',
    ]);
  });

  it('leaves a breach in the record: the notice of the first clock names it, and the second names the first', () => {
    const facts = new KnownFacts().published('2026-05-20T09:00:00+01:00', [{}]).found('2026-05-20T10:00:00+01:00')
      .found('2026-05-23T10:00:00+01:00', ALEX, '2026-05-23T12:00:00+01:00');
    const { messages } = advance(facts.record(), policy, { topics: new Topics(), now: '2026-05-23T11:30:00.000Z' });
    const sent = (type: string) => messages.filter(({ headers }) => headers['ce_type'] === type).map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
    expect(sent(DeadlineSupersededContract.type)).toMatchObject([{ rule: 'RETURN_INTERVIEW', ...ALEX, dueAt: '2026-05-23T09:00:00.000Z', breachedSeconds: 7_200, by: 'anchor-corrected' }]);
    const [overtaken] = sent(DeadlineSupersededContract.type);
    const corrected = sent(DeadlineStartedContract.type).map(({ clock }) => clock as Record<string, unknown>).filter(({ supersedes }) => supersedes !== undefined);
    expect(corrected).toMatchObject([{ supersedes: overtaken?.['clockId'], dueAt: '2026-05-26T09:00:00.000Z', ...ALEX }]);
  });

  it('found said in error cancels with its own code, and a find after it is a clock of its own', () => {
    const facts = new KnownFacts().published(PUBLISHED, [{}]).found('2026-05-23T12:00:00+01:00').foundInError('2026-05-23T13:00:00+01:00');
    expect(clocks(facts)).toEqual(['Sat 23 May 2026 12:00 -> Tue 26 May 2026 12:00, cancelled by child-not-returned']);
    facts.found('2026-05-24T20:00:00+01:00');
    expect(clocks(facts)[1]).toBe('Sun 24 May 2026 20:00 -> Wed 27 May 2026 20:00');
  });

  it('of the report of domestic abuse: the school has the due time of the corrected time, and the first one stays', () => {
    const facts = new KnownFacts().published('2026-06-03T22:30:00+01:00', [HILLTOP], { concernTypes: ['domestic-abuse'], groundsAt: '2026-06-02T20:00:00.000Z' })
      .groundsCorrected('2026-06-03T23:00:00+01:00', '2026-06-03T21:00:00+01:00', 'hilltop-school');
    expect(clocks(facts, 'SCHOOL_NOTICE')).toEqual([
      'Tue 2 Jun 2026 21:00 -> Wed 3 Jun 2026 08:45, superseded by anchor-corrected', 'Wed 3 Jun 2026 21:00 -> Thu 4 Jun 2026 08:45, corrected',
    ]);
  });

  it('that makes a referral one of domestic abuse: the school\'s clock starts by the correction', () => {
    const facts = new KnownFacts().published('2026-06-03T22:30:00+01:00', [HILLTOP]).groundsCorrected('2026-06-03T23:00:00+01:00', '2026-06-03T21:00:00+01:00', 'hilltop-school');
    expect(clocks(facts, 'SCHOOL_NOTICE')).toEqual(['Wed 3 Jun 2026 21:00 -> Thu 4 Jun 2026 08:45']);
  });

  it('of domestic abuse that was none: the school\'s clock is cancelled with its own code, and the domestic abuse that is added again is a clock of its own', () => {
    const facts = new KnownFacts().published('2026-06-03T22:30:00+01:00', [HILLTOP], { concernTypes: ['domestic-abuse'], groundsAt: '2026-06-02T20:00:00.000Z' })
      .groundsTakenBack('2026-06-03T23:00:00+01:00', 'hilltop-school');
    const first = 'Tue 2 Jun 2026 21:00 -> Wed 3 Jun 2026 08:45, cancelled by grounds-taken-back';
    expect(clocks(facts, 'SCHOOL_NOTICE')).toEqual([first]);
    facts.groundsCorrected('2026-06-04T10:00:00+01:00', '2026-06-02T21:00:00+01:00', 'hilltop-school');
    expect(clocks(facts, 'SCHOOL_NOTICE')).toEqual(['Tue 2 Jun 2026 21:00 -> Wed 3 Jun 2026 08:45', first]);
    facts.groundsTakenBack('2026-06-04T11:00:00+01:00', 'hilltop-school').groundsCorrected('2026-06-04T12:00:00+01:00', '2026-06-03T21:00:00+01:00', 'hilltop-school');
    expect(clocks(facts, 'SCHOOL_NOTICE')).toEqual([first, first, 'Wed 3 Jun 2026 21:00 -> Thu 4 Jun 2026 08:45']);
  });

  it('of domestic abuse that was none: a notice that the school has read stays met, and a breach stays a breach', () => {
    const facts = new KnownFacts().published('2026-06-03T22:30:00+01:00', [HILLTOP, { ...HILLTOP, agency: 'riverside-school' }], { concernTypes: ['domestic-abuse'], groundsAt: '2026-06-02T20:00:00.000Z' })
      .happened('opened', '2026-06-03T22:40:00+01:00', 'hilltop-school').groundsTakenBack('2026-06-03T23:00:00+01:00', 'hilltop-school', 'riverside-school');
    expect(clocks(facts, 'SCHOOL_NOTICE').toSorted()).toEqual([
      'Tue 2 Jun 2026 21:00 -> Wed 3 Jun 2026 08:30, cancelled by grounds-taken-back', 'Tue 2 Jun 2026 21:00 -> Wed 3 Jun 2026 08:45, met by opened',
    ]);
    const { messages } = advance(facts.record(), policy, { topics: new Topics(), now: '2026-06-03T22:30:00.000Z' });
    const [ended] = messages.filter(({ headers }) => headers['ce_type'] === DeadlineCancelledContract.type).map(({ value }) => JSON.parse(String(value)) as Record<string, unknown>);
    expect(ended).toMatchObject({ agency: 'riverside-school', by: 'grounds-taken-back', breachedSeconds: 52_200 });
    expect(messages.filter(({ headers }) => headers['ce_type'] === 'safeguarding.deadline.escalated.v1')).toEqual([]);
  });

  it('of domestic abuse that was none, at a school whose terms are unknown: the clock that waits for them ends as well', () => {
    const facts = new KnownFacts().published('2030-06-03T22:30:00+01:00', [HILLTOP], { concernTypes: ['domestic-abuse'], groundsAt: '2030-06-02T20:00:00.000Z' });
    expect(clocks(facts, 'SCHOOL_NOTICE')).toEqual(['Sun 2 Jun 2030 21:00 -> no due time']);
    expect(clocks(facts.groundsTakenBack('2030-06-03T23:00:00+01:00', 'hilltop-school'), 'SCHOOL_NOTICE')).toEqual(['Sun 2 Jun 2030 21:00 -> no due time, superseded by grounds-taken-back']);
  });

  it('of a strategy discussion, stated again before the conference; after it another discussion is another clock', () => {
    const facts = new KnownFacts().published(PUBLISHED, [{}])
      .happened('strategy-discussion-held', '2026-05-26T11:00:00+01:00', CSC, undefined, '2026-05-26T12:00:00+01:00')
      .happened('strategy-discussion-held', '2026-05-27T11:00:00+01:00', CSC, undefined, '2026-05-28T09:00:00+01:00');
    expect(clocks(facts, 'STRATEGY_TO_ICPC')).toEqual([
      'Tue 26 May 2026 11:00 -> Tue 16 Jun 2026 17:00, superseded by anchor-corrected', 'Wed 27 May 2026 11:00 -> Wed 17 Jun 2026 17:00, corrected',
    ]);
    facts.happened('conference-held', '2026-06-15T10:00:00+01:00', CSC).happened('strategy-discussion-held', '2026-07-01T10:00:00+01:00', CSC, undefined, '2026-07-01T12:00:00+01:00');
    expect(clocks(facts, 'STRATEGY_TO_ICPC').slice(1)).toEqual([
      'Wed 1 Jul 2026 10:00 -> Wed 22 Jul 2026 17:00', 'Wed 27 May 2026 11:00 -> Wed 17 Jun 2026 17:00, corrected, met by conference-held',
    ]);
  });
});

describe('facts and milestones in any order, and again', () => {
  const all = new KnownFacts().published(PUBLISHED, [{}, HILLTOP], { concernTypes: ['domestic-abuse'], groundsAt: '2026-05-22T20:00:00.000Z' })
    .knew(PUBLISHED, [ALEX, '2026-05-23T03:10:00+01:00'], [SAM])
    .found('2026-05-23T12:00:00+01:00', SAM)
    .knew('2026-05-23T13:00:00+01:00', [ALEX, '2026-05-23T02:50:00+01:00'], [SAM, '2026-05-23T12:00:00+01:00'])
    .foundInError('2026-05-23T14:00:00+01:00', SAM)
    .found('2026-05-23T21:00:00+01:00', SAM)
    .groundsCorrected('2026-05-23T13:00:00+01:00', '2026-05-23T01:00:00+01:00', 'hilltop-school')
    .groundsTakenBack('2026-05-24T13:00:00+01:00', 'hilltop-school')
    .domesticAbuseAdded('c0ffee00-0000-4000-8000-000000000001', '2026-05-25T13:00:00+01:00', '2026-05-23T01:00:00+01:00', ['hilltop-school'])
    .happened('opened', '2026-05-25T13:10:00+01:00', 'hilltop-school').changeDelivered('c0ffee00-0000-4000-8000-000000000001', '2026-05-25T14:00:00+01:00', 'hilltop-school')
    .corrected('c0ffee00-0000-4000-8000-000000000002', '2026-05-25T15:00:00+01:00', ['hilltop-school']).acknowledged('c0ffee00-0000-4000-8000-000000000002', '2026-05-25T16:00:00+01:00', 'hilltop-school')
    .happened('return-interview-held', '2026-05-24T09:00:00+01:00', CSC, undefined, undefined, ALEX)
    .happened('strategy-discussion-held', '2026-05-26T11:00:00+01:00', CSC, undefined, '2026-05-26T12:00:00+01:00')
    .happened('strategy-discussion-held', '2026-05-27T11:00:00+01:00', CSC, undefined, '2026-05-28T09:00:00+01:00')
    .happened('conference-held', '2026-06-15T10:00:00+01:00', CSC)
    .shared('northmoor-csc', CSC, '2026-05-23T16:00:00+01:00');

  /** The clocks after the facts have come one by one, as a watch stores them between two facts. */
  function folded(facts: ReferralRecord['facts']): unknown {
    let kept: ReadonlyMap<string, KeptClock> = new Map();
    for (let known = 1; known <= facts.length; known += 1) {
      const record = { referralId: all.referralId, facts: facts.slice(0, known), kept, sentNotices: new Map() };
      kept = new Map([...kept, ...clocksOf(record, policy).map((clock) => [clock.start.clockId, clock] as const)]);
    }
    // The first message that named a time is another one in another order. Times, due times and ends are the same.
    return [...kept.values()].map((clock) => ({ ...clock, start: { ...clock.start, because: '' } })).toSorted(byKey(({ start }) => start.clockId));
  }

  it('give the same clocks, one by one or all at once, and no clock more', () => {
    const expected = folded(all.record().facts);
    expect(clocksOf(all.record(), policy)).toHaveLength((expected as unknown[]).length);
    const [publication, ...others] = all.record().facts;
    if (publication === undefined) throw new Error('there is no publication');
    fc.assert(fc.property(fc.shuffledSubarray(others, { minLength: others.length }), fc.nat(others.length), (shuffled, place) => {
      const order = [...shuffled.slice(0, place), publication, ...shuffled.slice(place), ...shuffled.slice(0, 3)];
      const fresh = clocksOf({ ...all.record(), facts: order }, policy).map((clock) => ({ ...clock, start: { ...clock.start, because: '' } }));
      expect(fresh).toEqual(expected);
      expect(folded(order)).toEqual(expected);
    }), { numRuns: 200 });
  });
});
