import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import {
  encodeEvent, MissingEpisodeRecordedV1Contract, Topics, type AuditClock, type AuditOverduePage, type SubmitReferralRequest,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { KafkaPublisher } from '#libs/messaging';
import { makeTemporaryFolder, SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';

jest.setTimeout(60_000);

const HUB = 'northshire-csc';
/** Local times in London, which is an hour ahead of these. */
const FRIDAY_EVENING = '2026-05-22T16:58:00Z';
const TUESDAY_EVENING = '2026-05-26T16:02:00Z';

const inShort = ({ rule, agency, state, dueAt = '' }: AuditClock): string => `${rule} ${agency} ${state} ${dueAt.slice(0, 16)}`;
const callsOf = ({ calls }: AuditClock): string[] => calls.map(({ kind, organisation, role, dueAt }) => `${dueAt.slice(5, 16)} ${kind} ${organisation} ${role}`);

/** A child missing from the Friday before a bank holiday; a hub whose computer takes everything and whose people take nothing. */
describe('clocks run while nobody looks', () => {
  const folder = makeTemporaryFolder('clocks');
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;
  let missing: string;
  let winter: string;
  let violence: string;
  /** By referral, what the police were told at publication: who is to answer by when, and why. */
  const promised = new Map<string, readonly string[]>();

  const startAt = async (time: string): Promise<void> => {
    const seconds = Math.round((Date.parse(time) - Date.now()) / 1_000);
    const offset = `${seconds < 0 ? '-' : ''}PT${Math.abs(seconds)}S`;
    sandbox = await SandboxUnderTest.start<SandboxDescription>({
      args: ['--no-demo'], dataDir: folder.path, environment: { EXCHANGE_MODE: 'test', EXCHANGE_CLOCK_OFFSET: offset },
    });
    desk = new ExchangeDesk(sandbox.description());
  };
  const publish = async (caseReference: string, changes: Partial<SubmitReferralRequest> = {}): Promise<string> => {
    const { status, body } = await desk.publish({ ...exampleReferral, caseReference, ...changes });
    expect([status, body.code]).toEqual([202, undefined]);
    promised.set(body.referralId, body.recipients.flatMap(({ agency, due = [] }) => due.map(({ rule, dueAt, explanation }) => `${agency} ${rule} ${dueAt} ${explanation}`)));
    return body.referralId;
  };
  const clocks = async (referralId: string, are: (clocks: readonly AuditClock[]) => boolean): Promise<readonly AuditClock[]> =>
    (await eventually(() => desk.timeline(referralId), (timeline) => 'clocks' in timeline && are(timeline.clocks))).clocks;

  beforeAll(() => startAt(FRIDAY_EVENING), 180_000);
  afterAll(async () => {
    await sandbox.stop();
    folder.remove();
  }, 90_000);

  it('on Friday evening: working days and hub hours begin after the weekend, and the interview three days after the child is found', async () => {
    missing = await publish('NP-2026-005001');
    await found(sandbox.description(), missing, '2026-05-23T03:10:00+01:00');
    const started = await clocks(missing, ({ length }) => length === 4);
    expect(started.map((clock) => inShort(clock))).toEqual([
      'RETURN_INTERVIEW northshire-csc running 2026-05-26T02:10',
      'HUB_RED northshire-csc running 2026-05-26T11:30',
      'LA_ACK northshire-csc running 2026-05-26T16:00',
      'SCHOOL_NOTICE hilltop-school running 2026-06-01T07:45',
    ]);
    expect(started.find(({ rule }) => rule === 'LA_ACK')?.explanation).toMatch(
      /^due Tue 26 May 2026 17:00: one working day after Fri 22 May 2026 1[78]:\d\d; Mon 25 May is a bank holiday$/);
  });

  it('as the police were told when they published: the same clocks, to the millisecond, now and in the evidence', async () => {
    const { clocks: counted, recipients } = await desk.timeline(missing);
    const began = counted.filter(({ rule }) => rule !== 'RETURN_INTERVIEW')
      .map(({ agency, rule, dueAt, explanation }) => `${agency} ${rule} ${dueAt?.replace('000Z', 'Z')} ${explanation}`);
    expect(began.toSorted()).toEqual([...promised.get(missing) ?? []].toSorted());
    const status = (await desk.status(missing)).recipients.flatMap(({ agency, due = [] }) => due.map(({ rule, dueAt, explanation }) => `${agency} ${rule} ${dueAt} ${explanation}`));
    expect(status).toEqual(promised.get(missing));
    expect(recipients.flatMap(({ agency, due = [] }) => due.map(({ rule }) => `${agency} ${rule}`)).toSorted())
      .toEqual([`${HUB} HUB_RED`, `${HUB} LA_ACK`, 'hilltop-school SCHOOL_NOTICE'].toSorted());
  });

  it('across the change of the clocks in spring: seventy-two real hours', async () => {
    winter = await publish('NP-2026-005002');
    await found(sandbox.description(), winter, '2026-03-27T23:00:00Z');
    const interview = (await clocks(winter, (known) => known.some(({ rule }) => rule === 'RETURN_INTERVIEW'))).find(({ rule }) => rule === 'RETURN_INTERVIEW');
    expect(interview && inShort(interview)).toBe('RETURN_INTERVIEW northshire-csc breached 2026-03-30T23:00');
  });

  it('on Tuesday after five, the hub has received it and nobody has answered: that is breached, and everyone up to the referrer was called', async () => {
    expect((await desk.rungs(missing, HUB)).at(-1)).toBe('delivered');
    await sandbox.stop();
    await startAt(TUESDAY_EVENING);
    const late = await clocks(missing, (known) => known.some(({ rule }) => rule === 'CHASE'));
    const acknowledgement = late.find(({ rule }) => rule === 'LA_ACK');
    expect(acknowledgement && [inShort(acknowledgement), ...callsOf(acknowledgement)]).toEqual([
      'LA_ACK northshire-csc breached 2026-05-26T16:00',
      expect.stringMatching(/^05-26T12:\d\d warned northshire-csc duty-contact$/),
      expect.stringMatching(/^05-26T14:\d\d warned northshire-csc duty-contact$/),
      '05-26T16:00 escalated northshire-csc duty-contact',
      '05-26T16:00 escalated northshire-csc manager',
      '05-26T16:00 escalated northshire-police referrer',
    ]);
    expect((await desk.rungs(missing, HUB)).at(-1)).toBe('delivered');
    const { body } = await desk.audit<AuditOverduePage>(`overdue?agency=${HUB}&rule=LA_ACK`);
    expect(body.items.find(({ referralId }) => referralId === missing)).toMatchObject({ dueAt: '2026-05-26T16:00:00.000000Z', calledLast: 'referrer' });
  }, 180_000);

  it('in half-term: each school by its own terms, and for a child educated at home the local authority, also where the police were late', async () => {
    const [child] = exampleReferral.children;
    if (child === undefined) throw new Error('the example is about nobody');
    const { missingEpisode: _, ...referral } = exampleReferral;
    violence = await publish('NP-2026-005003', {
      ...referral,
      caseReference: 'NP-2026-005003',
      concern: { ...exampleReferral.concern, types: ['domestic-abuse'] },
      children: [child, { ...child, name: { given: 'Theo', family: 'Testcase' }, identifiers: {}, school: { name: 'Riverside School', urn: '142002' } },
        { name: { given: 'Mila', family: 'Testcase' }, ageEstimateYears: 9, educatedAtHome: true }],
      incident: { reference: 'INC-2026-118830', occurredAt: '2026-05-24T20:40:00Z', reportedAt: '2026-05-24T20:52:00Z' },
      risk: { ...exampleReferral.risk, grade: 'amber', gradedAt: '2026-05-24T21:10:00Z' },
    });
    const notices = await clocks(violence, (known) => known.filter(({ rule, calls }) => rule === 'SCHOOL_NOTICE' && calls.length >= 0).length === 3);
    expect(notices.filter(({ rule }) => rule === 'SCHOOL_NOTICE').map((clock) => inShort(clock))).toEqual([
      'SCHOOL_NOTICE riverside-school breached 2026-05-26T07:30',
      'SCHOOL_NOTICE northshire-csc breached 2026-05-26T08:00',
      'SCHOOL_NOTICE hilltop-school running 2026-06-01T07:45',
    ]);
  });

  it('the police follow up the silent hub, which ends their own duty and not the hub\'s', async () => {
    const { status } = await desk.record(`/v1/referrals/${missing}/follow-ups`, { agency: HUB, followedUpAt: '2026-05-26T17:01:00+01:00' });
    expect(status).toBe(201);
    const known = await clocks(missing, (all) => all.some(({ rule, endedBy }) => rule === 'CHASE' && endedBy !== undefined));
    expect(known.filter(({ rule }) => ['CHASE', 'LA_ACK'].includes(rule)).map(({ rule, state, endedBy }) => [rule, state, endedBy])).toEqual(expect.arrayContaining([
      ['CHASE', 'met-late', 'referrer-followed-up'], ['LA_ACK', 'breached', undefined],
    ]));
    expect((await desk.timeline(missing)).events.map(({ type }) => type)).toContain('safeguarding.referral.followed-up.v1');
  });

  it('is met, late, by the first person who takes it, and nobody is called any more', async () => {
    await desk.open(HUB, missing);
    expect((await desk.take(HUB, missing, 'acceptance')).status).toBe(200);
    const ended = await clocks(missing, (known) => known.filter(({ state }) => state === 'met-late').length === 2);
    expect(ended.filter(({ state }) => state === 'met-late').map(({ rule, endedBy, organisation }) => [rule, endedBy, organisation])).toEqual(expect.arrayContaining([
      ['LA_ACK', 'accepted', HUB], ['CHASE', 'referrer-followed-up', 'northshire-police'],
    ]));
    const { body } = await desk.audit<AuditOverduePage>(`overdue?agency=${HUB}&rule=LA_ACK`);
    expect(body.items.map(({ referralId }) => referralId)).not.toContain(missing);
  });
});

/** As the publisher says it when a police system reports that the child came back. */
async function found({ kafka }: SandboxDescription, referralId: string, at: string): Promise<void> {
  const message = encodeEvent(MissingEpisodeRecordedV1Contract, {
    topic: new Topics(kafka.topicPrefix).lifecycle(), key: 'journey', id: newId(), source: '/test', subject: referralId, time: new Date().toISOString(),
    correlationId: newId(), data: { referralId, updateId: newId(), force: 'northshire-police', kind: 'found', at, recordedAt: at, recipients: [] },
  });
  const publisher = new KafkaPublisher({ brokers: kafka.brokers, clientId: 'journey' });
  const [outcome] = await publisher.publish([message]);
  await publisher.close();
  if (outcome?.status !== 'acknowledged') throw new Error('the fact did not reach Kafka');
}
