import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import type {
  AuditAwaitingPage, AuditClock, AuditOverduePage, ChangeRecorded, OpenedReferral, SubmitReferralRequest,
} from '#libs/contracts';
import { makeTemporaryFolder, SandboxUnderTest } from '#libs/testing';

import { atOnce, inShort, progressOf } from '../support/clocks-in-short.js';
import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';
import { dump } from '../support/table-dump.js';
import { recordedTimes } from '../support/moved-times.js';
import { expectOneJudgement } from '../support/one-judgement.js';
import { expectSameClocks } from '../support/same-clocks.js';

jest.setTimeout(60_000);

const HUB = 'northshire-csc';
const NEIGHBOUR = 'northmoor-csc';
/** Local times in London are an hour ahead of these. */
const FRIDAY_EVENING = '2026-05-22T17:00:00Z';
const SUNDAY_EVENING = '2026-05-24T21:15:00Z';
const TUESDAY_EVENING = '2026-05-26T16:02:00Z';

/** The weekend of the spring bank holiday, from Friday evening to Tuesday after five; between the days the exchange is off. */
describe('clocks run without any request', () => {
  const folder = makeTemporaryFolder('clocks');
  const command = (...words: readonly string[]) => promisify(execFile)(process.execPath, ['dist/apps/cli/src/main.js', ...words, '--sandbox', join(folder.path, 'sandbox.json')]);
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;
  let missing: string;
  let redirected: string;
  let violence: string;
  let neighbours: string;
  /** By referral, the answer that the police got at publication: who is to answer by when, and why. */
  const promised = new Map<string, readonly string[]>();

  const startAt = async (time: string): Promise<void> => {
    const seconds = Math.round((Date.parse(time) - Date.now()) / 1_000);
    const offset = `${seconds < 0 ? '-' : ''}PT${Math.abs(seconds)}S`;
    sandbox = await SandboxUnderTest.start<SandboxDescription>({
      args: ['--no-demo'], dataDir: folder.path, environment: { EXCHANGE_MODE: 'test', EXCHANGE_CLOCK_OFFSET: offset },
    });
    desk = new ExchangeDesk(sandbox.description());
  };
  const [rosa] = exampleReferral.children;
  if (rosa === undefined) throw new Error('the example has no child');
  const publish = async (caseReference: string, changes: Partial<SubmitReferralRequest> = {}): Promise<string> => {
    const { status, body } = await desk.publish({ ...exampleReferral, caseReference, ...changes });
    expect([status, body.code]).toEqual([202, undefined]);
    for (const { agency } of body.recipients) await eventually(() => desk.rungs(body.referralId, agency), (rungs) => rungs.includes('delivered'));
    promised.set(body.referralId, body.recipients.flatMap(({ agency, due = [] }) => due.map(({ rule, dueAt, explanation }) => `${agency} ${rule} ${dueAt} ${explanation}`)));
    return body.referralId;
  };
  const found = async (referralId: string, at: string): Promise<void> => {
    const answer = await desk.record<ChangeRecorded>(`/v1/referrals/${referralId}/missing-episode-events`, { kind: 'found', at });
    expect(answer.status).toBe(201);
  };
  const clocks = async (referralId: string, are: (clocks: readonly AuditClock[]) => boolean): Promise<readonly AuditClock[]> =>
    (await desk.timelineOnce(referralId, (timeline) => are(timeline.clocks))).clocks;
  /** The clock of one rule once it has made so many calls. */
  const clock = async (referralId: string, rule: string, calls: number, agency?: string): Promise<AuditClock | undefined> => {
    const is = (each: AuditClock): boolean => each.rule === rule && (agency === undefined || each.agency === agency);
    return (await clocks(referralId, (known) => known.some((each) => is(each) && each.calls.length >= calls))).find((each) => is(each));
  };

  const schoolNotices = async (referralId: string, count: number): Promise<string[]> =>
    (await clocks(referralId, (known) => known.filter(({ rule }) => rule === 'SCHOOL_NOTICE').length >= count))
      .filter(({ rule }) => rule === 'SCHOOL_NOTICE').map((each) => inShort(each));
  /** As the watch knows it at this moment; the audit learns of another agency with the next event. */
  const watched = async (referralId: string) => (await desk.watched(`referralId=${referralId}`)).items;

  beforeAll(() => startAt(FRIDAY_EVENING), 180_000);
  afterAll(async () => {
    try {
      await expectOneJudgement(sandbox.description());
    } finally {
      await sandbox.stop();
    }
    folder.remove();
  }, 90_000);

  it('Scenario 1: a high-risk missing child on the Friday before a bank holiday; the hub is alerted at once, and has until Tuesday', async () => {
    missing = await publish('NP-2026-005001');
    const started = await clocks(missing, ({ length }) => length === 3);
    expect(started.map((each) => inShort(each))).toEqual([
      'HUB_RED northshire-csc running 2026-05-26T11:30',
      'LA_ACK northshire-csc running 2026-05-26T16:00',
      'SCHOOL_NOTICE hilltop-school running 2026-06-01T07:45',
    ]);
    expect(started.find(({ rule }) => rule === 'LA_ACK')?.explanation).toMatch(
      /^due Tue 26 May 2026 17:00 BST: one working day after Fri 22 May 2026 18:\d\d BST; Mon 25 May is a bank holiday$/);
    const { publishedAt = '', publication, alert, delivery } = atOnce(
      await desk.timelineOnce(missing, (known) => Object.values(atOnce(known, HUB)).every((fact) => fact !== undefined)), HUB);
    expect(Date.parse(delivery?.occurredAt ?? '') - Date.parse(publishedAt)).toBeLessThan(60_000);
    expect(Date.parse(alert?.recordedAt ?? '') - Date.parse(publication?.recordedAt ?? '')).toBeLessThan(60_000);
  });

  it('as the police were answered when they published: the same clocks, to the millisecond, now and in the evidence', async () => {
    const { clocks: counted, recipients } = await desk.timeline(missing);
    const began = counted.filter(({ rule }) => rule !== 'RETURN_INTERVIEW')
      .map(({ agency, rule, dueAt, explanation }) => `${agency} ${rule} ${dueAt?.replace('000Z', 'Z')} ${explanation}`);
    expect(began.toSorted()).toEqual([...promised.get(missing) ?? []].toSorted());
    const status = (await desk.status(missing)).recipients.flatMap(({ agency, due = [] }) => due.map(({ rule, dueAt, explanation }) => `${agency} ${rule} ${dueAt} ${explanation}`));
    expect(status).toEqual(promised.get(missing));
    expect(recipients.flatMap(({ agency, due = [] }) => due.map(({ rule }) => `${agency} ${rule}`)).toSorted())
      .toEqual([`${HUB} HUB_RED`, `${HUB} LA_ACK`, 'hilltop-school SCHOOL_NOTICE'].toSorted());
  });

  it('Scenario 3: the hub\'s consumer takes the referral, and dies; it stays delivered', async () => {
    process.kill(sandbox.description().pids[`agency-node ${HUB}`] ?? 0, 'SIGKILL');
    expect((await desk.rungs(missing, HUB)).at(-1)).toBe('delivered');
  });

  it('Scenario 6: a child of the neighbouring authority; the hub redirects it with the reason, and the first clock runs on against the right one', async () => {
    redirected = await publish('NP-2026-005006');
    await desk.open(HUB, redirected);
    expect((await desk.take(HUB, redirected, 'redirection', { agency: NEIGHBOUR, reason: 'not-our-area' })).status).toBe(200);
    await eventually(() => desk.rungs(redirected, NEIGHBOUR), (rungs) => rungs.includes('delivered'));
    const running = await eventually(() => watched(redirected), (known) => known.filter(({ rule }) => rule === 'LA_ACK').length === 2);
    // Of the two hops: the one that began at the first hub, and the neighbour's own. Neither due time is later than the first.
    expect(running.filter(({ rule }) => rule === 'LA_ACK').map(({ agency, state, dueAt }) => [agency, state, dueAt])).toEqual([
      [NEIGHBOUR, 'running', '2026-05-26T16:00:00.000Z'], [NEIGHBOUR, 'running', '2026-05-26T16:00:00.000Z'],
    ]);
    // Each agency's receipts come by themselves, and so does the news that there is a second hop.
    await desk.timelineOnce(redirected, ({ recipients }) => {
      const hops = recipients.filter(({ agency }) => [HUB, NEIGHBOUR].includes(agency)).map(({ agency, hop, highestRung }) => `${agency} ${hop} ${highestRung}`);
      return hops.join() === [`${HUB} 1 redirected`, `${NEIGHBOUR} 2 delivered`].join();
    });
  });

  it('Scenario 1: found on Saturday at 03:10; the interview is due seventy-two real hours later, which is no working-day date', async () => {
    await sandbox.stop();
    await startAt(SUNDAY_EVENING);
    await found(missing, '2026-05-23T03:10:00+01:00');
    expect(progressOf(await clock(missing, 'RETURN_INTERVIEW', 1))).toEqual([
      'RETURN_INTERVIEW northshire-csc running 2026-05-26T02:10',
      '05-24T14:10 warned northshire-csc duty-contact',
    ]);
  }, 180_000);

  it('Scenario 2: found before the change of the clocks in spring; seventy-two real hours end at midnight by the new time', async () => {
    const winter = await publish('NP-2026-005002', {
      children: [{ ...rosa, missingEpisodes: [{ missingSince: '2026-03-27T17:30:00Z', reportedAt: '2026-03-27T18:05:00Z', riskLevel: 'high' }] }],
      incident: { reference: 'INC-2026-117001', occurredAt: '2026-03-27T17:20:00Z', reportedAt: '2026-03-27T18:05:00Z' },
      risk: { ...exampleReferral.risk, gradedAt: '2026-03-27T18:40:00Z' },
    });
    await found(winter, '2026-03-27T23:00:00Z');
    const interview = await clock(winter, 'RETURN_INTERVIEW', 5);
    expect(interview?.explanation).toMatch(/^due Tue 31 Mar 2026 00:00 BST/);
    expect(progressOf(interview)).toEqual([
      'RETURN_INTERVIEW northshire-csc breached 2026-03-30T23:00',
      '03-29T11:00 warned northshire-csc duty-contact', '03-30T08:36 warned northshire-csc duty-contact',
      '03-30T23:00 escalated northshire-csc duty-contact', '03-31T23:00 escalated northshire-csc manager', '04-02T23:00 escalated northshire partnership-lead',
    ]);
  });

  it('Scenario 5: domestic abuse on the Sunday of half-term; each school is notified by its own terms, the authority of the child educated at home', async () => {
    const { missingEpisodes: _, ...child } = rosa;
    const { school: __, ...atHome } = { ...child, name: { given: 'Theo', family: 'Testcase' }, identifiers: {}, educatedAtHome: true };
    const sunday: Partial<SubmitReferralRequest> = {
      concern: { types: ['domestic-abuse'] },
      incident: { reference: 'INC-2026-118830', occurredAt: '2026-05-24T20:40:00Z', reportedAt: '2026-05-24T20:52:00Z' },
      risk: { ...exampleReferral.risk, grade: 'amber', gradedAt: '2026-05-24T21:10:00Z' },
    };
    const absent = { ...child, relationshipToIncident: 'not-present' };
    violence = await publish('NP-2026-005005', { ...sunday, children: [absent, { ...atHome, relationshipToIncident: 'present' }] });
    neighbours = await publish('NP-2026-005015', { ...sunday, children: [{ ...absent, school: { name: 'Riverside School', urn: '142002' } }] });
    expect(await schoolNotices(violence, 2)).toEqual([
      'SCHOOL_NOTICE northshire-csc running 2026-05-26T08:00', 'SCHOOL_NOTICE hilltop-school running 2026-06-01T07:45',
    ]);
    expect(await schoolNotices(neighbours, 1)).toEqual(['SCHOOL_NOTICE riverside-school running 2026-05-26T07:30']);
    const seen = async (agency: string) => (await desk.open<OpenedReferral>(agency, violence)).body.view.children?.map(({ name }) => name?.given);
    expect(await seen('hilltop-school')).toEqual([child.name?.given]);
    expect(await seen(HUB)).toEqual([child.name?.given, 'Theo']);
  });

  it('Scenario 1: the interview was not held by Tuesday 03:10: everyone up to the duty contact is called, at the times that were right', async () => {
    await sandbox.stop();
    await startAt(TUESDAY_EVENING);
    expect(progressOf(await clock(missing, 'RETURN_INTERVIEW', 3))).toEqual([
      'RETURN_INTERVIEW northshire-csc breached 2026-05-26T02:10',
      '05-24T14:10 warned northshire-csc duty-contact', '05-25T11:46 warned northshire-csc duty-contact', '05-26T02:10 escalated northshire-csc duty-contact',
    ]);
    expect(progressOf(await clock(missing, 'HUB_RED', 4))).toEqual([
      'HUB_RED northshire-csc breached 2026-05-26T11:30',
      '05-26T09:30 warned northshire-csc duty-contact', '05-26T10:42 warned northshire-csc duty-contact',
      '05-26T11:30 escalated northshire-csc duty-contact', '05-26T12:30 escalated northshire-csc manager',
    ]);
  }, 180_000);

  it('Scenario 3: on Tuesday after five it is still only delivered: it is breached, everyone up to the referrer is called, and nothing shows green', async () => {
    const late = await clocks(missing, (known) => known.some(({ rule }) => rule === 'CHASE'));
    expect(progressOf(late.find(({ rule }) => rule === 'LA_ACK'))).toEqual([
      'LA_ACK northshire-csc breached 2026-05-26T16:00',
      '05-26T12:00 warned northshire-csc duty-contact', '05-26T14:24 warned northshire-csc duty-contact',
      '05-26T16:00 escalated northshire-csc duty-contact', '05-26T16:00 escalated northshire-csc manager', '05-26T16:00 escalated northshire-police referrer',
    ]);
    expect(late.find(({ rule }) => rule === 'CHASE')).toMatchObject({ organisation: 'northshire-police', dueAt: '2026-05-26T16:00:00.000000Z' });
    expect(await desk.rungs(missing, HUB)).toEqual(['published', 'delivered']);
    const { recipients, awaiting } = await desk.timeline(missing);
    expect(recipients.find(({ agency }) => agency === HUB)).toMatchObject({ highestRung: 'delivered' });
    expect(recipients.find(({ agency }) => agency === HUB)).not.toHaveProperty('respondedAt');
    expect(awaiting.find(({ agency }) => agency === HUB)).toMatchObject({ awaits: 'response', highestRung: 'delivered' });
    const overdue = (await desk.audit<AuditOverduePage>(`overdue?agency=${HUB}&rule=LA_ACK`)).body.items;
    expect(overdue.find(({ referralId }) => referralId === missing)).toMatchObject({ dueAt: '2026-05-26T16:00:00.000000Z', calledLast: 'referrer' });
    const silent = (await desk.audit<AuditAwaitingPage>(`awaiting?agency=${HUB}`)).body.items;
    expect(silent.map(({ referralId }) => referralId)).toContain(missing);
  });

  it('Scenario 6: the neighbouring hub let it pass; its own people are called for the clock that began at the first hub, at its first due time', async () => {
    const late = await clocks(redirected, (known) => known.filter(({ rule, calls }) => rule === 'LA_ACK' && calls.length >= 5).length === 2);
    for (const each of late.filter(({ rule }) => rule === 'LA_ACK')) {
      expect(progressOf(each).filter((line) => !line.includes('warned'))).toEqual([
        'LA_ACK northmoor-csc breached 2026-05-26T16:00',
        '05-26T16:00 escalated northmoor-csc duty-contact', '05-26T16:00 escalated northmoor-csc manager', '05-26T16:00 escalated northshire-police referrer',
      ]);
    }
  });

  it('Scenario 5: the school that was back on Tuesday had not looked: its duty contact and the referrer are called; half-term goes on for the other', async () => {
    const notice = await clock(neighbours, 'SCHOOL_NOTICE', 2);
    expect(progressOf(notice).filter((line) => !line.includes('warned'))).toEqual([
      'SCHOOL_NOTICE riverside-school breached 2026-05-26T07:30',
      '05-26T07:30 escalated riverside-school duty-contact', '05-26T07:30 escalated northshire-police referrer',
    ]);
    // A member of its staff opened it on Sunday, and the notice is the whole duty.
    expect(progressOf(await clock(violence, 'SCHOOL_NOTICE', 0, 'hilltop-school'))).toEqual(['SCHOOL_NOTICE hilltop-school met 2026-06-01T07:45']);
  });

  it('Scenario 3: the police follow up the silent hub, which ends their own duty and not the hub\'s', async () => {
    const { stdout } = await command('referral', 'follow-up', missing, '--agency', HUB, '--json');
    // Without --at the command takes the present time, which is the exchange's: Tuesday after five.
    expect(JSON.parse(stdout)).toMatchObject({ followedUpAt: expect.stringMatching(/^2026-05-26T16:/) });
    const known = await clocks(missing, (all) => all.some(({ rule, endedBy }) => rule === 'CHASE' && endedBy !== undefined));
    expect(known.filter(({ rule }) => ['CHASE', 'LA_ACK'].includes(rule)).map(({ rule, state, endedBy }) => [rule, state, endedBy])).toEqual(expect.arrayContaining([
      ['CHASE', 'met-late', 'referrer-followed-up'], ['LA_ACK', 'breached', undefined],
    ]));
    const { events } = await desk.timelineOnce(missing, (timeline) => timeline.events.some(({ type }) => type === 'safeguarding.referral.followed-up.v1'));
    expect(events.map(({ recordedAt }) => recordedAt).filter((time) => time < '2026-05-22T17:00' || time > '2026-05-27')).toEqual([]);
  });

  it('Scenario 3: is met, late, by the first person who takes it, and no further call is made', async () => {
    await desk.open(HUB, missing);
    expect((await desk.take(HUB, missing, 'acceptance')).status).toBe(200);
    const ended = await clocks(missing, (known) => known.some(({ rule, state }) => rule === 'LA_ACK' && state === 'met-late'));
    expect(ended.find(({ rule }) => rule === 'LA_ACK')).toMatchObject({ state: 'met-late', minutesLate: expect.any(Number) });
    const { body } = await eventually(() => desk.audit<AuditOverduePage>(`overdue?agency=${HUB}&rule=LA_ACK`), (page) =>
      page.body.items.every(({ referralId }) => referralId !== missing));
    expect(body.items.map(({ referralId }) => referralId)).not.toContain(missing);
  });

  it('the police see in the status which duties are overdue and which are met: the marks of the publisher are the clocks of the watch', async () => {
    const states = await expectSameClocks(desk);
    expect(new Set(states.map((state) => state.split(' ').slice(0, 2).join(' ')))).toEqual(new Set(['breached', 'met opened', 'met-late accepted', 'running']));
    const { stdout } = await command('referral', 'status', missing);
    expect(stdout).toMatch(/LA_ACK of northshire-csc: met late .* with the acceptance, was due 2026-05-26 17:00:00 BST, late by/);
    expect(stdout).toMatch(/HUB_RED of northshire-csc: OVERDUE, was due 2026-05-26 12:30:00 BST, breached by/);
  });

  it('every recorded time is of that weekend: no row of any app has the date on which this runs, and neither has a line of a log', async () => {
    expect(await recordedTimes(sandbox.description(), join(folder.path, 'logs'))).toEqual({ rows: expect.any(Number), tablesOfToday: [], months: ['2026-05'] });
  });

  it('all of it is made again from what is kept, byte for byte, beside programs that run: with the commands of an operator', async () => {
    const { environments } = sandbox.description();
    const tables = async (): Promise<readonly (readonly [string, string])[]> =>
      (await Promise.all(['audit-recorder', 'deadline-watch'].map((app) => dump(sandbox.description(), environments[app]?.['DATABASE_SCHEMA'] ?? '')))).flat();
    // The last events have reached the audit.
    const before = await eventually(async () => [await tables(), await tables()] as const, ([first, second]) => JSON.stringify(first) === JSON.stringify(second));
    expect(before[0].length).toBeGreaterThan(10);
    for (const _ of [1, 2]) {
      const { stdout, stderr } = await command('rebuild', '--json');
      const [schemaOf, ms] = [(app: string) => environments[app]?.['DATABASE_SCHEMA'], expect.any(Number)];
      expect(JSON.parse(stdout)).toEqual({ failed: 0, apps: [
        {
          app: 'referral-publisher', ok: true, schema: schemaOf('referral-publisher'), messages: expect.any(Number),
          copies: 0, recipients: 0, withdrawals: 0, lostChanges: [], lostReferrals: [],
        },
        { app: 'audit-recorder', ok: true, schema: schemaOf('audit-recorder'), events: expect.any(Number), ms, eventsPerSecond: expect.any(Number) },
        { app: 'deadline-watch', ok: true, schema: schemaOf('deadline-watch'), messages: expect.any(Number), skipped: 0, ms, messagesPerSecond: expect.any(Number) },
      ] });
      expect(stderr).toMatch(/audit-recorder: \d+ events, \d+ a second: done[\s\S]*deadline-watch: \d+ messages, \d+ a second: done/);
      expect(await tables()).toEqual(before[0]);
    }
  }, 120_000);
});
