import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  AuditOverduePage, AuditTimeline, compileContract, DeadlineBreachedContract, DeadlineEscalatedContract, DeadlineMetContract, DeadlineStartedContract,
  encodeEvent, type EventContract, type OutgoingMessage,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { ReferralFacts } from '#libs/testing';

import { AuditUnderTest } from '../test-support/audit-under-test.js';

const CSC = 'northshire-csc';
const NOTHING = '/v1/audit/overdue?rule=HUB_RED';

describe('what is overdue', () => {
  let audit: AuditUnderTest;
  const referrals: ReferralFacts[] = [];

  beforeAll(async () => {
    audit = await AuditUnderTest.start();
    referrals.push(...Array.from({ length: 5 }, () => new ReferralFacts(audit.topics)));
    await audit.publish(referrals.map((facts) => facts.published([CSC])));
    await audit.publish(referrals.flatMap((facts, index) => aboutClock(facts, index)));
  }, 60_000);
  afterAll(() => audit.stop(), 30_000);

  /** Clocks due one hour after the other, all long ago. The last one was answered late. */
  function aboutClock({ referralId }: ReferralFacts, index: number): OutgoingMessage[] {
    const dueAt = `2026-05-26T1${index}:00:00.000Z`;
    const deadlineEvent = eventsOf(referralId, dueAt);
    return [
      deadlineEvent(DeadlineStartedContract, 'one-working-day'),
      deadlineEvent(DeadlineBreachedContract, 'at-once', { at: dueAt }),
      deadlineEvent(DeadlineEscalatedContract, 'to-the-manager', { at: dueAt }),
      ...(index === 4 ? [deadlineEvent(DeadlineMetContract, 'an-hour-late', { at: '2026-05-26T15:00:00.000Z' })] : []),
    ];
  }

  /** Facts of the watch about one clock of a referral. */
  function eventsOf(referralId: string, dueAt: string) {
    const id = newId();
    return <Data>(contract: EventContract<Data>, example: string, more: object = {}): OutgoingMessage => {
      const known = contract.examples[example] as Data & { readonly clock: object };
      return encodeEvent(contract, {
        topic: audit.topics.notice(CSC), key: 'case', id: newId(), source: '/deadline-watch', subject: referralId, time: dueAt, correlationId: newId(),
        data: { ...known, referralId, clock: { ...known.clock, id, dueAt }, ...more },
      });
    };
  }

  it('is listed with the longest overdue first, why it was due then, and who was called last; page by page', async () => {
    const found: AuditOverduePage['items'][number][] = [];
    for (let path: string | undefined = '/v1/audit/overdue?limit=3'; path !== undefined; ) {
      const page: AuditOverduePage = await audit.json<AuditOverduePage>(path);
      expect(compileContract(AuditOverduePage).validate(page).ok).toBe(true);
      found.push(...page.items);
      path = page.next === undefined ? undefined : `/v1/audit/overdue?limit=3&cursor=${page.next}`;
    }
    expect(found.map(({ referralId }) => referralId)).toEqual(referrals.slice(0, 4).map(({ referralId }) => referralId));
    expect(found[0]).toMatchObject({ rule: 'LA_ACK', agency: CSC, calledLast: 'manager', explanation: expect.stringContaining('Mon 25 May is a bank holiday') });
    const minutes = found.map(({ minutesLate }) => minutesLate);
    expect(minutes).toEqual([0, 1, 2, 3].map((hours) => (minutes[0] ?? 0) - hours * 60));
    expect(minutes[3]).toBeGreaterThan(0);
    expect((await audit.json<AuditOverduePage>(NOTHING)).items).toEqual([]);
  });

  it.each([
    ['at the due time', 'in-time', '2026-05-26T16:00:00.000Z', 'met', undefined],
    ['a millisecond later', 'an-hour-late', '2026-05-26T16:00:00.001Z', 'met-late', 0],
  ])('judges an answer %s as the watch does', async (_when, example, at, state, minutesLate) => {
    const facts = new ReferralFacts(audit.topics);
    const deadlineEvent = eventsOf(facts.referralId, '2026-05-26T16:00:00.000Z');
    const late = example === 'in-time' ? {} : { lateSeconds: 1 };
    await audit.publish([
      facts.published([CSC]), deadlineEvent(DeadlineStartedContract, 'one-working-day'), deadlineEvent(DeadlineMetContract, example, { at, ...late }),
    ]);
    const { clocks: [clock] } = await audit.json<AuditTimeline>(`/v1/audit/referrals/${facts.referralId}/timeline`);
    expect([clock?.state, clock?.minutesLate]).toEqual([state, minutesLate]);
  });

  it('no longer lists what was answered late, but the timeline tells by how much', async () => {
    const timeline = await audit.json<AuditTimeline>(`/v1/audit/referrals/${referrals[4]?.referralId}/timeline`);
    expect(compileContract(AuditTimeline).validate(timeline).ok).toBe(true);
    expect(timeline.clocks.map(({ state, minutesLate, endedBy, calls }) => [state, minutesLate, endedBy, calls.map(({ role }) => role)])).toEqual([
      ['met-late', 60, 'accepted', ['manager']],
    ]);
  });
});
