import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';

import type { IncomingMessage, OutgoingMessage } from '#libs/contracts';
import type { Database } from '#libs/persistence';
import { asIncoming, type ReferralFacts } from '#libs/testing';

import { clocksAsText, query, take, takeIncoming, TemporaryWatch, type SentNotice } from '../test-support/temporary-watch.js';

const CSC = 'northshire-csc';
const NORTHMOOR = 'northmoor-csc';
const ICB = 'northshire-icb';
const POLICE = 'northshire-police';
const MINUTE_MS = 60_000;
/** Friday before the bank holiday, 18:00 in London. */
const FRIDAY_EVENING = new Date('2026-05-22T17:00:00.000Z');
const DUE = '2026-05-26T16:00:00.000Z';

const inWords = ({ what, rule, to, role, at }: SentNotice): string => [rule, what, role === undefined ? '' : `${to} ${role}`, at?.slice(0, 16)].filter(Boolean).join(' ');

function minutesUntil(at: string): number {
  return (Date.parse(at) - FRIDAY_EVENING.getTime()) / MINUTE_MS;
}

/** The message as the broker stored it at this time. */
function storedAt(message: OutgoingMessage, at: string): IncomingMessage {
  return { ...asIncoming(message), timestamp: String(Date.parse(at)) };
}

describe('looking for what is due', () => {
  let watch: TemporaryWatch;
  let database: Database;

  beforeAll(async () => {
    watch = await TemporaryWatch.create();
    database = await watch.open();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    for (const table of ['outbox', 'referral', 'fact', 'sent_copy', 'statement', 'clock', 'inbox_message']) await query(database, `DELETE FROM ${table}`);
  });
  afterAll(() => watch.remove());

  const green = () => watch.referral({ publishedAt: FRIDAY_EVENING, grade: 'green' });
  const noticesSent = async (facts: ReferralFacts, rule?: string) =>
    (await watch.sentNotices(database, facts.referralId)).filter((sent) => rule === undefined || sent.rule === rule).map((sent) => inWords(sent));

  it('warns, breaches and walks up to the partnership lead without an answer; each at its own time, to the minute', async () => {
    const facts = green();
    await take(watch.intake(database), [facts.published([CSC, ICB]), facts.receipt(CSC, 'delivered', 1), facts.receipt(CSC, 'opened', 2)]);
    const seen: string[] = [];
    for (const now of ['2026-05-22T17:05:00.000Z', '2026-05-26T12:00:00.000Z', '2026-05-26T12:00:00.001Z', DUE, '2026-05-26T16:00:00.001Z', '2026-05-26T20:00:00.001Z']) {
      await watch.scan(database, now);
      const all = await noticesSent(facts, 'LA_ACK');
      seen.push(...all.slice(seen.length).map((text) => `${now.slice(5, 16)} ${text}`));
    }
    expect(seen).toEqual([
      '05-22T17:05 LA_ACK started',
      '05-26T12:00 LA_ACK warned northshire-csc duty-contact 2026-05-26T12:00',
      '05-26T16:00 LA_ACK warned northshire-csc duty-contact 2026-05-26T14:24',
      '05-26T16:00 LA_ACK breached 2026-05-26T16:00',
      '05-26T16:00 LA_ACK escalated northshire-csc duty-contact 2026-05-26T16:00',
      '05-26T16:00 LA_ACK escalated northshire-csc manager 2026-05-26T16:00',
      '05-26T16:00 LA_ACK escalated northshire-police referrer 2026-05-26T16:00',
      '05-26T20:00 LA_ACK escalated northshire partnership-lead 2026-05-26T20:00',
    ]);
    const chase = (await watch.sentNotices(database, facts.referralId)).filter(({ rule }) => rule === 'CHASE');
    expect(chase.map(({ what, to, dueAt }) => [what, to, dueAt])).toEqual([['started', POLICE, DUE]]);
  });

  it('keeps the breach that it saw when an answer claims to have been in time and comes later, and reports when it came', async () => {
    const facts = green();
    const intake = watch.intake(database);
    await take(intake, [facts.published([CSC])]);
    await takeIncoming(intake, [storedAt(facts.receipt(CSC, 'opened', 5), '2026-05-22T17:06:00Z')]);
    await watch.scan(database, '2026-05-26T16:00:00.001Z');
    await takeIncoming(intake, [storedAt(facts.receipt(CSC, 'accepted', minutesUntil('2026-05-26T15:30:00Z')), '2026-05-26T16:20:00Z')]);
    await watch.scan(database, '2026-05-26T17:00:00.000Z');
    const ofClock = (await watch.sentNotices(database, facts.referralId)).filter(({ rule }) => rule === 'LA_ACK');
    expect(ofClock.map(({ what, at, statedAt }) => [what, at, statedAt]).filter(([what]) => what === 'breached' || what === 'met')).toEqual([
      ['breached', DUE, undefined], ['met', '2026-05-26T15:30:00.000Z', '2026-05-26T16:20:00.000Z'],
    ]);
    // The stored clock is the one that is worked out again from the facts.
    const before = await clocksAsText(database);
    await takeIncoming(intake, [storedAt(facts.receipt(CSC, 'opened', 6), '2026-05-22T17:07:00Z')]);
    expect((await query(database, "SELECT 1 FROM clock WHERE rule_id = 'LA_ACK' AND stated_at = '2026-05-26T16:20:00Z'")).count).toBe(1);
    expect(before).toContain('2026-05-26 16:20:00');
  });

  it('makes no call once it was answered, and reports that it was met', async () => {
    const facts = green();
    const intake = watch.intake(database);
    await take(intake, [facts.published([CSC])]);
    await watch.scan(database, '2026-05-26T16:00:00.001Z');
    await take(intake, [facts.receipt(CSC, 'opened', 5), facts.receipt(CSC, 'accepted', minutesUntil('2026-05-26T17:00:00Z'))]);
    await watch.scan(database, '2026-06-30T09:00:00.000Z');
    const last = await noticesSent(facts);
    expect(last.filter((text) => text.startsWith('LA_ACK')).slice(-2)).toEqual([
      'LA_ACK escalated northshire-police referrer 2026-05-26T16:00', 'LA_ACK met 2026-05-26T17:00',
    ]);
    expect(last).toContain('CHASE met 2026-05-26T17:00');
    expect(last.some((text) => text.includes('partnership-lead') && text.startsWith('LA_ACK'))).toBe(false);
  });

  it('after a day without a scan, sends each missed notice once, with its due time', async () => {
    const facts = green();
    await take(watch.intake(database), [facts.published([CSC])]);
    const { notices } = await watch.scan(database, '2026-05-27T16:30:00.000Z');
    expect((await watch.scan(database, '2026-05-27T16:30:01.000Z')).notices).toBe(0);
    const sent = await watch.sentNotices(database, facts.referralId);
    expect(sent).toHaveLength(notices);
    expect(sent.filter(({ rule, what }) => rule === 'LA_ACK' && what !== 'started').map((each) => [inWords(each), each.raisedAt])).toEqual([
      'LA_ACK warned northshire-csc duty-contact 2026-05-26T12:00',
      'LA_ACK warned northshire-csc duty-contact 2026-05-26T14:24',
      'LA_ACK breached 2026-05-26T16:00',
      'LA_ACK escalated northshire-csc duty-contact 2026-05-26T16:00',
      'LA_ACK escalated northshire-csc manager 2026-05-26T16:00',
      'LA_ACK escalated northshire-police referrer 2026-05-26T16:00',
      'LA_ACK escalated northshire partnership-lead 2026-05-26T20:00',
    ].map((text) => [text, '2026-05-27T16:30:00.000Z']));
  });

  it('lets the first clock run on after a redirect, against the right hub, which gets one of its own', async () => {
    const facts = green();
    const toMonday = (Date.parse('2026-05-26T08:00:00Z') - FRIDAY_EVENING.getTime()) / MINUTE_MS;
    const intake = watch.intake(database);
    await take(intake, [facts.published([CSC]), facts.receipt(CSC, 'opened', toMonday - 1), facts.receipt(CSC, 'redirected', toMonday, { redirectedTo: NORTHMOOR }), facts.forwarded(CSC, NORTHMOOR, toMonday + 1)]);
    await watch.scan(database, '2026-05-26T16:00:00.001Z');
    const acks = (await watch.sentNotices(database, facts.referralId)).filter(({ rule }) => rule === 'LA_ACK');
    expect(acks.filter(({ what }) => what === 'started').map(({ agency, dueAt }) => `${agency} ${dueAt}`).toSorted()).toEqual([
      `${NORTHMOOR} 2026-05-27T16:00:00.000Z`, `${CSC} ${DUE}`,
    ]);
    expect(acks.filter(({ role }) => role === 'manager').map(({ agency, to }) => [agency, to])).toEqual([[NORTHMOOR, NORTHMOOR]]);
    await take(intake, [facts.receipt(NORTHMOOR, 'opened', toMonday + 590, { hop: 2 }), facts.receipt(NORTHMOOR, 'accepted', toMonday + 600, { hop: 2 })]);
    const { rows } = await query(database, "SELECT agency, against, outcome, ended_at > due_at AS late FROM clock WHERE rule_id = 'LA_ACK' ORDER BY due_at");
    expect(rows).toEqual([
      { agency: CSC, against: NORTHMOOR, outcome: 'met', late: true },
      { agency: NORTHMOOR, against: NORTHMOOR, outcome: 'met', late: false },
    ]);
    // The hub that was notified of the start of its clock learns of the breach and of the end, although another agency has the duty.
    await watch.scan(database, '2026-05-26T18:00:00.000Z');
    const ofFirst = (await watch.sentNotices(database, facts.referralId)).filter(({ rule, dueAt, what }) => rule === 'LA_ACK' && dueAt === DUE && what !== 'escalated' && what !== 'warned');
    expect(ofFirst.map(({ what, agency, against, to }) => [what, agency, against, to])).toEqual([
      ['started', CSC, undefined, CSC], ['breached', NORTHMOOR, undefined, NORTHMOOR], ['breached', CSC, NORTHMOOR, NORTHMOOR],
      ['met', NORTHMOOR, undefined, NORTHMOOR], ['met', CSC, NORTHMOOR, NORTHMOOR],
    ]);
  });

  it('sends each notice once, however many copies scan at the same time', async () => {
    const many = Array.from({ length: 60 }, () => green());
    await take(watch.intake(database), many.map((facts) => facts.published([CSC])));
    const copies = await Promise.all([watch.open(), watch.open(), watch.open()]);
    const found = await Promise.all([...copies, ...copies].map((copy) => watch.scan(copy, '2026-05-27T16:30:00.000Z', 7)));
    const { rows } = await query<{ count: number }>(database, 'SELECT count(*)::int AS count, count(DISTINCT message_id)::int AS ids FROM outbox');
    const expected = found.reduce((sum, { notices }) => sum + notices, 0);
    expect(rows).toEqual([{ count: expected, ids: expected }]);
    // For each referral: eight about the acknowledgement, one about the referrer's duty that follows, seven about the hub's
    // decision.
    expect(expected).toBe(60 * (8 + 1 + 7));
    expect((await watch.scan(database, '2026-05-27T16:30:00.000Z')).notices).toBe(0);
  });

  it.each([-24, 24])('does not care that the clock of its process is %s hours wrong', async (hours) => {
    const facts = green();
    await take(watch.intake(database), [facts.published([CSC])]);
    const real = Date.now.bind(Date);
    const moved = await watch.open('2026-05-26T16:30:00.000Z');
    jest.spyOn(Date, 'now').mockImplementation(() => real() + hours * 3_600_000);
    expect(Date.now() - real()).toBeGreaterThan(hours > 0 ? 86_000_000 : -87_000_000);
    await watch.scan(moved);
    const all = (await watch.sentNotices(database, facts.referralId)).filter(({ rule }) => rule === 'LA_ACK');
    expect(all.map(({ what }) => what)).toEqual(['started', 'warned', 'warned', 'breached', 'escalated', 'escalated', 'escalated']);
    for (const { raisedAt } of all.slice(1)) expect(raisedAt?.slice(0, 15)).toBe('2026-05-26T16:3');
  });

  it('has the same clocks for facts in any order, in any batches, with any repetition', async () => {
    const facts = green();
    // Each message has one place in Kafka, wherever it comes in the order of arrival.
    const messages: IncomingMessage[] = [
      facts.published([CSC, ICB]),
      facts.receipt(CSC, 'opened', 5),
      facts.receipt(CSC, 'redirected', 9, { redirectedTo: NORTHMOOR }),
      facts.forwarded(CSC, NORTHMOOR, 10),
      facts.receipt(NORTHMOOR, 'opened', 20, { hop: 2 }),
      facts.receipt(NORTHMOOR, 'accepted', 21, { hop: 2 }),
      facts.receipt(NORTHMOOR, 'decided', 50, { hop: 2, decision: 'section-17-assessment' }),
      facts.receipt(NORTHMOOR, 'decided', 60, { hop: 2, decision: 'section-47-enquiry' }),
      facts.receipt(ICB, 'accepted', 30),
    ].map((message) => asIncoming(message));
    const intake = watch.intake(database);
    await takeIncoming(intake, messages);
    const expected = await clocksAsText(database, false);
    expect(expected).toContain('ASSESSMENT');
    const arrivals = fc.tuple(
      fc.shuffledSubarray(messages, { minLength: messages.length }),
      fc.array(fc.integer({ min: 0, max: messages.length - 1 }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 5 }),
    );
    await fc.assert(fc.asyncProperty(arrivals, async ([order, repeats, batch]) => {
      for (const table of ['referral', 'fact', 'sent_copy', 'statement', 'clock', 'inbox_message']) await query(database, `DELETE FROM ${table}`);
      const all = [...order, ...repeats.flatMap((index) => messages[index] ?? [])];
      for (let first = 0; first < all.length; first += batch) await takeIncoming(intake, all.slice(first, first + batch));
      expect(await clocksAsText(database, false)).toBe(expected);
    }), { numRuns: 25 });
  });

  it('keeps what a clock began with, and starts one that no calendar reached as soon as one does', async () => {
    const facts = watch.referral({ publishedAt: new Date('2029-03-01T10:00:00Z'), grade: 'green' });
    await take(watch.intake(database), [facts.published([CSC])]);
    await watch.scan(database, '2029-03-01T10:00:01.000Z');
    expect((await watch.sentNotices(database, facts.referralId)).filter(({ rule }) => rule === 'LA_ACK').map(({ what, dueAt }) => [what, dueAt])).toEqual([['not-started', undefined]]);
    const { rows } = await query<{ explanation: string }>(database, "SELECT explanation FROM clock WHERE rule_id = 'LA_ACK'");
    expect(rows[0]?.explanation).toContain('covers 2019-01-01 to 2028-12-31');
  });

  it('stops no clock by a statement that is refused or waits: forged, or out of its order', async () => {
    const facts = green();
    const asIf = watch.referral({ publishedAt: FRIDAY_EVENING, grade: 'green' });
    const intake = watch.intake(database);
    const { quarantined } = await take(intake, [
      facts.published([CSC, ICB]), facts.receipt(CSC, 'accepted', 5, {}, watch.topics.acknowledgement(ICB)),
      facts.receipt(CSC, 'accepted', 5), facts.receipt(CSC, 'decided', 6), facts.receipt(ICB, 'opened', 7, { hop: 2 }), asIf.receipt(CSC, 'accepted', 8),
    ]);
    expect(quarantined).toEqual({});
    const verdicts = 'SELECT agency, verdict, code FROM statement ORDER BY kafka_offset';
    expect((await query(database, verdicts)).rows).toEqual([
      { agency: ICB, verdict: 'refused', code: 'wrong-agency' }, { agency: CSC, verdict: 'waiting', code: 'opened' }, { agency: CSC, verdict: 'waiting', code: 'accepted' },
      { agency: ICB, verdict: 'refused', code: 'other-hop' }, { agency: CSC, verdict: 'waiting', code: 'copy' },
    ]);
    const clock = `SELECT outcome, ended_at AS at FROM clock WHERE rule_id = 'LA_ACK' AND referral_id = '${facts.referralId}'`;
    expect((await query(database, clock)).rows).toEqual([{ outcome: null, at: null }]);

    // The reading comes after all, and the acceptance counts from its own time.
    await take(intake, [facts.receipt(CSC, 'opened', 4)]);
    expect((await query(database, clock)).rows).toEqual([{ outcome: 'met', at: new Date(facts.at(5)) }]);
  });
});
