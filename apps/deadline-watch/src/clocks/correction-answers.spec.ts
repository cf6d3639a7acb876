import { describe, expect, it } from '@jest/globals';

import { UpdateAcknowledgedContract } from '#libs/contracts';
import type { MachineStatement } from '#libs/safeguarding';

import { KnownFacts, policy } from '../test-support/known-facts.js';
import { factOfStatement } from './fact-mapping.js';
import { clocksOf } from './referral-clocks.js';

const SCHOOL = 'hilltop-school';
const HILLTOP = { agency: SCHOOL, expectation: 'acknowledge', purpose: 'pupil-support' } as const;
const [ADDED, LATER] = ['c0ffee00-0000-4000-8000-000000000001', 'c0ffee00-0000-4000-8000-000000000002'];
/** The referral of the evening, and the correction of the night, by which it is one of domestic abuse. */
const [SENT, CORRECTED] = ['2026-06-03T18:00:00+01:00', '2026-06-03T23:00:00+01:00'];
const REPORTED = '2026-06-03T17:00:00+01:00';

const shared = (): KnownFacts => new KnownFacts().published(SENT, [HILLTOP]).happened('opened', '2026-06-03T18:30:00+01:00', SCHOOL);
const corrected = (): KnownFacts => shared().domesticAbuseAdded(ADDED, CORRECTED, REPORTED, [SCHOOL]);
const notices = (facts: KnownFacts): readonly string[] => clocksOf(facts.record(), policy).filter(({ start }) => start.ruleId === 'SCHOOL_NOTICE')
  .map(({ start, end }) => `due ${start.dueAt?.slice(0, 16)}${end === null ? '' : `, ${end.outcome} by ${end.by} ${end.at.slice(0, 16)}`}`).toSorted();
const DUE = 'due 2026-06-04T07:45';

describe('a school that read the referral learns by a correction that it is one of domestic abuse', () => {
  it('has a notice that its earlier reading does not answer, because the domestic abuse was not in it', () => {
    expect(notices(corrected())).toEqual([DUE]);
  });

  it('answers by the acknowledgement of the correction', () => {
    expect(notices(corrected().changeDelivered(ADDED, '2026-06-03T23:00:01+01:00', SCHOOL).acknowledged(ADDED, '2026-06-04T08:00:00+01:00', SCHOOL)))
      .toEqual([`${DUE}, met by correction-acknowledged 2026-06-04T07:00`]);
  });

  it('does not answer by its machine, which took the correction', () => {
    expect(notices(corrected().changeDelivered(ADDED, '2026-06-03T23:00:01+01:00', SCHOOL))).toEqual([DUE]);
  });

  it('answers when another person opens the referral after the delivery, and not while the old content is shown', () => {
    const early = corrected().happened('opened', '2026-06-03T23:10:00+01:00', SCHOOL).changeDelivered(ADDED, '2026-06-04T07:00:00+01:00', SCHOOL);
    expect(notices(early)).toEqual([DUE]);
    expect(notices(early.happened('opened', '2026-06-04T08:00:00+01:00', SCHOOL))).toEqual([`${DUE}, met by opened 2026-06-04T07:00`]);
  });

  it('answers by the acknowledgement of a later correction, which shows the same content, and not by that of an earlier one', () => {
    const facts = shared().corrected(LATER, '2026-06-03T22:00:00+01:00', [SCHOOL]).domesticAbuseAdded(ADDED, CORRECTED, REPORTED, [SCHOOL])
      .acknowledged(LATER, '2026-06-03T23:30:00+01:00', SCHOOL);
    expect(notices(facts)).toEqual([DUE]);
    expect(notices(corrected().corrected(LATER, '2026-06-03T23:20:00+01:00', [SCHOOL]).acknowledged(LATER, '2026-06-03T23:30:00+01:00', SCHOOL)))
      .toEqual([`${DUE}, met by correction-acknowledged 2026-06-03T22:30`]);
  });

  it('is not answered for by another school', () => {
    expect(notices(corrected().changeDelivered(ADDED, CORRECTED, 'riverside-school').acknowledged(ADDED, '2026-06-04T08:00:00+01:00', 'riverside-school'))).toEqual([DUE]);
  });

  it('keeps the acknowledgement when the time is corrected afterwards', () => {
    const facts = corrected().acknowledged(ADDED, '2026-06-03T23:30:00+01:00', SCHOOL).groundsCorrected('2026-06-04T00:30:00+01:00', '2026-06-03T17:10:00+01:00', SCHOOL);
    expect(notices(facts)).toEqual([`${DUE}, met by correction-acknowledged 2026-06-03T22:30`, `${DUE}, met by correction-acknowledged 2026-06-03T22:30`]);
  });

  it('is met by its first reading where nothing of its copy changed, because it has read all of it and has nothing to acknowledge', () => {
    expect(notices(shared().domesticAbuseAdded(ADDED, CORRECTED, REPORTED, []))).toEqual([`${DUE}, met by opened 2026-06-03T17:30`]);
  });
});

const notified = (): KnownFacts => new KnownFacts().published(SENT, [HILLTOP], { concernTypes: ['domestic-abuse'], groundsAt: '2026-06-03T16:00:00.000Z' });

describe('a school that was notified of domestic abuse at the publication', () => {

  it('has read the notice when only the time is corrected afterwards', () => {
    const facts = notified().happened('opened', '2026-06-03T18:30:00+01:00', SCHOOL).domesticAbuseAdded(ADDED, CORRECTED, '2026-06-03T17:10:00+01:00', [SCHOOL]);
    expect(notices(facts)).toEqual([`${DUE}, met by opened 2026-06-03T17:30`, `${DUE}, met by opened 2026-06-03T17:30`]);
  });

  it('does not answer the notice that it has not opened by the acknowledgement of another correction', () => {
    expect(notices(notified().corrected(LATER, CORRECTED, [SCHOOL]).acknowledged(LATER, '2026-06-03T23:30:00+01:00', SCHOOL))).toEqual([DUE]);
  });

  it('has another notice where the domestic abuse was taken back and added again: its first reading does not answer that one', () => {
    const facts = notified().happened('opened', '2026-06-03T18:30:00+01:00', SCHOOL).groundsTakenBack('2026-06-03T22:00:00+01:00', SCHOOL).domesticAbuseAdded(ADDED, CORRECTED, REPORTED, [SCHOOL]);
    expect(notices(facts)).toEqual([DUE, `${DUE}, met by opened 2026-06-03T17:30`]);
    expect(notices(facts.acknowledged(ADDED, '2026-06-03T23:30:00+01:00', SCHOOL))[0]).toContain('met by correction-acknowledged');
  });
});

describe('an agency that was sent the referral after the correction', () => {
  it('answers by opening it, because its copy has the domestic abuse', () => {
    const facts = corrected().shared('riverside-school', SCHOOL, '2026-06-03T23:30:00+01:00').happened('opened', '2026-06-03T23:40:00+01:00', 'riverside-school');
    expect(notices(facts)[0]).toContain(`${DUE}, met by opened 2026-06-03T22:40`);
  });
});

describe('the statements about a correction', () => {
  const message = { referralId: '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01', messageId: LATER, storedAt: '2026-06-04T07:00:01.000Z' };
  const countsAt = '2026-06-04T07:00:00.000Z';
  const ofMachine = (stated: Partial<MachineStatement>) =>
    factOfStatement({ ...message, type: 'safeguarding.machine.stated.v1', data: { agency: SCHOOL, rung: 'delivered', ...stated } as MachineStatement }, { countsAt });

  it('are an acknowledgement by a person, and a delivery to a machine: each names the change', () => {
    const [acknowledged] = Object.values(UpdateAcknowledgedContract.examples);
    if (acknowledged === undefined) throw new Error('there is no example');
    expect(factOfStatement({ ...message, type: UpdateAcknowledgedContract.type, data: acknowledged }, { countsAt })?.happened)
      .toMatchObject({ event: 'correction-acknowledged', agency: acknowledged.agency, updateId: acknowledged.updateId, at: countsAt });
    expect(ofMachine({ updateId: ADDED })).toMatchObject({ changeDelivered: { agency: SCHOOL, updateId: ADDED, at: countsAt } });
  });

  it('are no fact where a machine took the referral itself, or could not read it', () => {
    expect(ofMachine({})).toBeNull();
    expect(ofMachine({ rung: 'rejected', updateId: ADDED })).toBeNull();
  });
});
