import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { DueTime } from '#libs/contracts';
import { NATIONAL_RULES, hubRule } from '#libs/safeguarding';

import { northshire } from '../test-support/northshire.js';
import { recordedClocks, type ClockRecords, type RecordedSharing } from './recorded-clocks.js';

const HUB = 'northshire-csc';
const NEXT = 'northmoor-csc';
const SCHOOL = 'hilltop-school';
const FRIDAY = '2026-05-22T17:00:00.000Z';
const DUE = '2026-05-26T16:00:00.000Z';
const WEDNESDAY = new Date('2026-05-27T09:00:00.000Z');
const policy = { rules: [...NATIONAL_RULES, ...northshire.localPolicy.limits.map((limit) => hubRule(limit))] };

const due = (rule: string, dueAt: string | undefined = DUE, anchorAt = FRIDAY): DueTime => ({
  rule, ruleVersion: 1, anchor: rule === 'SCHOOL_NOTICE' ? 'reasonable-grounds' : 'referral-published', anchorAt, explanation: 'as recorded', ...(dueAt !== undefined && { dueAt }),
});
const shared = (agency: string, rules: readonly DueTime[], more: Partial<RecordedSharing> = {}): RecordedSharing => ({ agency, at: FRIDAY, due: rules, ...more });
const at = (time: string) => `2026-05-${time}:00.000Z`;

/** Each clock of an agency: its rule, its state, how it ended, and who has to answer where that is another agency. */
function inShort(agency: string, records: Partial<ClockRecords>, now = WEDNESDAY): readonly (string | undefined)[][] {
  const clocks = recordedClocks({ sharings: [], corrections: [], deliveredChanges: [], answers: [], ...records }, policy, now).get(agency) ?? [];
  return clocks.map(({ rule, state, endedBy, against }) => [rule, state, endedBy, ...(against === undefined ? [] : [against])]);
}

describe('the clocks that begin with a sharing, as the publisher records them', () => {
  const sharings = [shared(HUB, [due('LA_ACK'), due('HUB_GREEN')])];

  it('end each by the answers of its own rule: an acceptance answers the law, and only a decision the local limit', () => {
    expect(inShort(HUB, { sharings })).toEqual([['LA_ACK', 'breached', undefined], ['HUB_GREEN', 'breached', undefined]]);
    expect(inShort(HUB, { sharings, answers: [{ event: 'opened', at: at('22T18:00'), agency: HUB }] }).map(([, state]) => state)).toEqual(['breached', 'breached']);
    expect(inShort(HUB, { sharings, answers: [{ event: 'accepted', at: at('22T18:00'), agency: HUB }] })).toEqual([['LA_ACK', 'met', 'accepted'], ['HUB_GREEN', 'breached', undefined]]);
    expect(inShort(HUB, { sharings, answers: [{ event: 'decided', at: at('26T18:00'), agency: HUB }] })).toEqual([['LA_ACK', 'met-late', 'decided'], ['HUB_GREEN', 'met-late', 'decided']]);
    expect(inShort(HUB, { sharings, answers: [{ event: 'accepted', at: at('22T18:00'), agency: SCHOOL }] })[0]).toEqual(['LA_ACK', 'breached', undefined]);
  });

  it('run on after a redirect until an agency in the chain takes the child, and name the agency that has to answer now', () => {
    const passedOn = [...sharings, shared(NEXT, [due('LA_ACK', at('28T16:00'), at('26T10:00'))], { at: at('26T10:00'), from: HUB })];
    expect(inShort(HUB, { sharings: passedOn })[0]).toEqual(['LA_ACK', 'breached', undefined, NEXT]);
    const answers = [{ event: 'accepted', at: at('26T15:00'), agency: NEXT }];
    expect([inShort(HUB, { sharings: passedOn, answers })[0], inShort(NEXT, { sharings: passedOn, answers })[0]]).toEqual([['LA_ACK', 'met', 'accepted', NEXT], ['LA_ACK', 'met', 'accepted']]);
    // The first agency takes the child after all.
    const afterAll = [{ event: 'accepted', at: at('26T15:00'), agency: HUB }];
    expect(inShort(NEXT, { sharings: passedOn, answers: afterAll })).toEqual([['LA_ACK', 'met', 'accepted']]);
    expect(inShort(HUB, { sharings: passedOn, answers: afterAll })[0]).toEqual(['LA_ACK', 'met', 'accepted']);
    // Reading is an answer of the agency itself alone.
    expect(inShort(NEXT, { sharings: passedOn, answers: [{ event: 'opened', at: at('26T15:00'), agency: HUB }] })).toEqual([['LA_ACK', 'running', undefined]]);
  });

  it('pass to the successor of an ended agency, where the successor has a clock of the same rule', () => {
    const handed = [...sharings, shared(NEXT, [due('LA_ACK')], { at: at('26T10:00'), from: HUB, succeeds: true })];
    expect(inShort(HUB, { sharings: handed })).toEqual([['LA_ACK', 'cancelled', 'handed-over'], ['HUB_GREEN', 'breached', undefined, NEXT]]);
    expect(inShort(NEXT, { sharings: handed })).toEqual([['LA_ACK', 'breached', undefined]]);
  });

  it('end with a withdrawal, and a breach before it stays on record by its times', () => {
    expect(inShort(HUB, { sharings, answers: [{ event: 'referral-withdrawn', at: at('27T08:00') }] })).toEqual([['LA_ACK', 'cancelled', 'referral-withdrawn'], ['HUB_GREEN', 'cancelled', 'referral-withdrawn']]);
  });

  it('count from the corrected report, keep the earlier due time as superseded, and end where the grounds are taken back', () => {
    const [first, later] = [due('SCHOOL_NOTICE', at('27T07:45'), at('22T16:00')), due('SCHOOL_NOTICE', at('26T07:45'), at('21T16:00'))];
    const supersedes = [{ rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', anchorAt: at('22T16:00') }];
    const school = { sharings: [shared(SCHOOL, [first])] };
    const corrected = { updateId: 'c1', recordedAt: at('23T09:00'), sentTo: [SCHOOL, HUB], due: [{ agency: SCHOOL, due: [later], supersedes }, { agency: HUB, due: [later] }] };
    expect(inShort(SCHOOL, { ...school, corrections: [corrected] })).toEqual([['SCHOOL_NOTICE', 'superseded', 'anchor-corrected'], ['SCHOOL_NOTICE', 'breached', undefined]]);
    const takenBack = { updateId: 'c2', recordedAt: at('24T09:00'), sentTo: [SCHOOL], due: [{ agency: SCHOOL, due: [], supersedes: [{ rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', anchorAt: at('21T16:00') }] }] };
    expect(inShort(SCHOOL, { ...school, corrections: [corrected, takenBack] })[1]).toEqual(['SCHOOL_NOTICE', 'cancelled', 'grounds-taken-back']);
    // A correction that makes it a case of domestic abuse starts the clock of a school that had none.
    expect(inShort(SCHOOL, { sharings: [shared(SCHOOL, [])], corrections: [{ ...corrected, due: [{ agency: SCHOOL, due: [later] }] }] })).toEqual([['SCHOOL_NOTICE', 'breached', undefined]]);
  });

  it('that a correction starts are not answered by a reading from before it, because the domestic abuse was not in it', () => {
    const corrections = [{ updateId: 'c1', recordedAt: at('23T09:00'), sentTo: [SCHOOL], due: [{ agency: SCHOOL, due: [due('SCHOOL_NOTICE', at('26T07:45'), at('21T16:00'))] }] }];
    const school = { sharings: [shared(SCHOOL, [])], corrections };
    const opened = (time: string) => ({ event: 'opened', at: at(time), agency: SCHOOL });
    const deliveredChanges = [{ agency: SCHOOL, updateId: 'c1', at: at('23T09:01') }];
    expect(inShort(SCHOOL, { ...school, answers: [opened('22T18:00')] })).toEqual([['SCHOOL_NOTICE', 'breached', undefined]]);
    expect(inShort(SCHOOL, { ...school, answers: [opened('22T18:00'), opened('23T10:00')] })).toEqual([['SCHOOL_NOTICE', 'breached', undefined]]);
    expect(inShort(SCHOOL, { ...school, deliveredChanges, answers: [opened('22T18:00'), opened('23T10:00')] })).toEqual([['SCHOOL_NOTICE', 'met', 'opened']]);
    const acknowledged = (updateId: string) => [{ event: 'correction-acknowledged', at: at('23T10:00'), agency: SCHOOL, updateId }];
    expect(inShort(SCHOOL, { ...school, answers: acknowledged('c1') })).toEqual([['SCHOOL_NOTICE', 'met', 'correction-acknowledged']]);
    expect(inShort(SCHOOL, { ...school, answers: acknowledged('c0') })).toEqual([['SCHOOL_NOTICE', 'breached', undefined]]);
    // Nothing of its copy changed, so it was sent no correction: it has read all of it.
    expect(inShort(SCHOOL, { ...school, corrections: corrections.map((each) => ({ ...each, sentTo: [] })), answers: [opened('22T18:00')] })).toEqual([['SCHOOL_NOTICE', 'met', 'opened']]);
  });

  it('show when an answer in time became known, where that was after the due time', () => {
    const clocks = (storedAt: string) => recordedClocks({ sharings, corrections: [], deliveredChanges: [], answers: [{ event: 'decided', at: at('26T15:00'), agency: HUB, storedAt }] }, policy, WEDNESDAY).get(HUB)?.map(({ statedAt }) => statedAt);
    expect(clocks(at('26T16:00'))).toEqual([undefined, undefined]);
    expect(clocks(at('26T16:01'))).toEqual([at('26T16:01'), at('26T16:01')]);
  });

  it('have no due time where a calendar is missing, and are judged by another version of a rule that the files no longer have', () => {
    expect(inShort(SCHOOL, { sharings: [shared(SCHOOL, [{ ...due('SCHOOL_NOTICE'), dueAt: undefined } as unknown as DueTime])] })).toEqual([['SCHOOL_NOTICE', 'not-started', undefined]]);
    expect(inShort(HUB, { sharings: [shared(HUB, [{ ...due('HUB_RED'), ruleVersion: 77 }])] })).toEqual([['HUB_RED', 'breached', undefined]]);
    expect(inShort(HUB, { sharings: [shared(HUB, [due('HUB_PURPLE')])] })).toEqual([]);
  });

  it('do not depend on the order or the repetition of answers', () => {
    const answers = [
      { event: 'opened', at: at('22T18:00'), agency: HUB }, { event: 'accepted', at: at('26T15:00'), agency: NEXT }, { event: 'decided', at: at('26T17:00'), agency: HUB },
      { event: 'referral-withdrawn', at: at('26T18:00') },
    ];
    const all = [...sharings, shared(NEXT, [due('LA_ACK')], { at: at('26T10:00'), from: HUB })];
    const expected = recordedClocks({ sharings: all, corrections: [], deliveredChanges: [], answers }, policy, WEDNESDAY);
    fc.assert(fc.property(fc.shuffledSubarray([...answers, ...answers], { minLength: answers.length * 2 }), (shuffled) => {
      expect(recordedClocks({ sharings: all, corrections: [], deliveredChanges: [], answers: shuffled }, policy, WEDNESDAY)).toEqual(expected);
    }));
  });
});
