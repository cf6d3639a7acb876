import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import {
  encodeEvent, partitionFor, ReferralSharedContract, ReferralWithdrawnContract, Topics, type AuditAwaitingPage, type AuditEventPage, type AuditTimeline,
  type DeadLetterList, type DeadLetterClosed, type OpenedReferral, type OutgoingMessage, type ProblemDocument, type ReferralShared,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { KafkaPublisher, KafkaTopicAdmin } from '#libs/messaging';
import { SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';
import { expectOneJudgement } from '../support/one-judgement.js';

jest.setTimeout(60_000);

const HEALTH = 'northshire-icb';

/** Rosa is missing after a violent argument at home. Four agencies receive it, a fifth by redirect; each does something else. */
describe('a referral travels from the police to the audit', () => {
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;
  let referralId: string;

  beforeAll(async () => {
    sandbox = await SandboxUnderTest.start<SandboxDescription>({ args: ['--no-demo'] });
    desk = new ExchangeDesk(sandbox.description());
  }, 180_000);
  afterAll(async () => {
    try {
      await expectOneJudgement(sandbox.description());
    } finally {
      await sandbox.stop();
    }
  }, 90_000);

  const rungsOf = (agency: string, last: string) =>
    eventually(() => desk.rungs(referralId, agency), (rungs) => rungs.at(-1) === last);

  it('is accepted, with the recipients and the expectation of each', async () => {
    const answer = await desk.publish(exampleReferral, 'rosa-1');
    expect(answer.status).toBe(202);
    referralId = answer.body.referralId;
    expect(answer.headers.get('location')).toBe(`/v1/referrals/${referralId}`);
    expect(answer.body.recipients.map(({ agency, expectation }) => [agency, expectation])).toEqual([
      ['northshire-csc', 'acknowledge-and-decide'],
      ['northshire-icb', 'acknowledge'],
      ['hilltop-school', 'acknowledge'],
      ['northshire-probation', 'acknowledge'],
    ]);
  });

  it('is one referral, however often the police system asks', async () => {
    const again = await Promise.all([1, 2].map(() => desk.publish(exampleReferral, 'rosa-1')));
    for (const { status, body } of again) expect([status, body.referralId ?? body.code]).toEqual(status === 202 ? [202, referralId] : [409, 'REF-002']);
    expect((await desk.publish(exampleReferral, 'rosa-1')).body.referralId).toBe(referralId);
  });

  it('is delivered to each of them by machine, which does not mean that a person has read it', async () => {
    for (const agency of ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation']) {
      expect(await rungsOf(agency, 'delivered')).toEqual(['published', 'delivered']);
    }
  });

  it('shows each agency its own view and no more', async () => {
    const hub = JSON.stringify((await desk.open('northshire-csc', referralId)).body);
    const school = JSON.stringify((await desk.open('hilltop-school', referralId)).body);
    expect(hub).toContain(exampleReferral.narrative);
    expect(school).toContain('Rosa');
    for (const hidden of [exampleReferral.narrative, '9111231114', 'Example Street', 'W3']) expect(school).not.toContain(hidden);
    const elsewhere = await desk.open('riverside-school', referralId);
    expect([elsewhere.status, JSON.stringify(elsewhere.body).includes('Rosa')]).toEqual([404, false]);
  });

  it('refuses steps in the wrong order, and names the step that must come first', async () => {
    const early = await desk.take('northshire-csc', referralId, 'decision', { decision: 'section-47-enquiry' });
    expect([early.status, early.body.code]).toEqual([409, 'ACK-002']);
    const unread = await desk.take('northshire-icb', referralId, 'acceptance');
    expect([unread.status, unread.body.code]).toEqual([409, 'ACK-002']);
  });

  it('is accepted, decided and fed back by health', async () => {
    await desk.open('northshire-icb', referralId);
    for (const [step, body] of [['acceptance', {}], ['decision', { decision: 'early-help' }], ['feedback', { outcome: 'support-in-place' }]] as const) {
      expect((await desk.take('northshire-icb', referralId, step, body)).status).toBe(200);
    }
    expect(await rungsOf('northshire-icb', 'fed_back')).toEqual(['published', 'delivered', 'opened', 'accepted', 'decided', 'fed_back']);
  });

  it('is refused by the school, and the refusal is not turned into a redirect', async () => {
    expect((await desk.take('hilltop-school', referralId, 'refusal', { reason: 'child-not-known-to-us' })).status).toBe(200);
    const late = await desk.take('hilltop-school', referralId, 'redirection', { agency: 'riverside-school', reason: 'moved-area' });
    expect([late.status, late.body.code]).toEqual([409, 'ACK-004']);
    expect(await rungsOf('hilltop-school', 'refused')).toEqual(['published', 'delivered', 'opened', 'refused']);
  });

  it('is redirected to the hub of the neighbouring authority, as a second hop of the same referral', async () => {
    const step = await desk.take('northshire-csc', referralId, 'redirection', { agency: 'northmoor-csc', reason: 'moved-area' });
    expect(step.status).toBe(200);
    await rungsOf('northmoor-csc', 'delivered');
    await desk.open('northmoor-csc', referralId);
    await desk.take('northmoor-csc', referralId, 'acceptance');
    await desk.take('northmoor-csc', referralId, 'decision', { decision: 'strategy-discussion' });
    expect(await rungsOf('northmoor-csc', 'decided')).toEqual(['published', 'delivered', 'opened', 'accepted', 'decided']);
    const { recipients } = await desk.status(referralId);
    expect(recipients.find(({ agency }) => agency === 'northmoor-csc')?.hop).toBe(2);
  });

  it('Scenario 4: an invalid referral on every partition is quarantined, its owner gets a dead letter, and the next one is delivered all the same', async () => {
    const poison = await sendPoison(sandbox.description());
    const next = await desk.publish({ ...exampleReferral, caseReference: 'NP-2026-004418' });
    await eventually(() => desk.rungs(next.body.referralId, HEALTH), (rungs) => rungs.includes('delivered'));
    for (const { referralId: unreadable } of poison) {
      const { events } = await desk.timelineOnce(unreadable, ({ events: found }) => found.length > 0);
      expect(events.map(({ agency, rung, reasonCode }) => [agency, rung, reasonCode])).toEqual([[HEALTH, 'rejected', 'invalid-payload']]);
    }
    const quarantined = (await desk.operate<DeadLetterList>(HEALTH, 'GET', '/v1/dead-letters?status=quarantined')).body.items;
    const known = quarantined.map(({ referralId: id, reasonCode }) => `${id} ${reasonCode}`);
    expect(known.toSorted()).toEqual(poison.map(({ referralId: id }) => `${id} invalid-payload`).toSorted());
    expect(new Set(quarantined.map(({ partition }) => partition)).size).toBe(poison.length);
    const still = await desk.operate<ProblemDocument>(HEALTH, 'POST', `/v1/dead-letters/${quarantined[0]?.id}/replay`);
    expect(still.status).toBe(422);
  });

  it('Scenario 4: what can be read once its cause is mended has one effect, however often it is replayed', async () => {
    const early = newId();
    const [withdrawn, shared] = [aboutNoReferral(sandbox.description(), early, 'withdrawn'), aboutNoReferral(sandbox.description(), early, 'shared')];
    await send(sandbox.description(), [withdrawn]);
    const letters = () => desk.operate<DeadLetterList>(HEALTH, 'GET', `/v1/dead-letters?referralId=${early}`);
    const { body } = await eventually(letters, ({ body: { items } }) => items.length === 1);
    expect(body.items).toMatchObject([{ reasonCode: 'unknown-referral', status: 'quarantined' }]);
    await send(sandbox.description(), [shared]);
    await eventually(() => desk.open(HEALTH, early), ({ status }) => status === 200);
    const replay = () => desk.operate<DeadLetterClosed>(HEALTH, 'POST', `/v1/dead-letters/${body.items[0]?.id}/replay`);
    const results = (await Promise.all([replay(), replay(), replay()])).map(({ body: { result } }) => result).toSorted();
    expect(results).toEqual(['already-replayed', 'already-replayed', 'replayed']);
    expect((await desk.open<OpenedReferral>(HEALTH, early)).body.updates?.map(({ kind }) => kind)).toEqual(['withdrawal']);
    const { events } = await desk.timelineOnce(early, (timeline) => timeline.events.some((event) => isDeliveryOfChange(event)));
    expect(events.filter((event) => isDeliveryOfChange(event))).toHaveLength(1);
  });

  it('has one timeline in the audit across agencies, with the silence of the one that did nothing', async () => {
    const { recipients, events, awaiting } = await desk.timelineOnce(referralId, (timeline) => ladderEvents(timeline.events).length === 18);
    expect(Object.fromEntries(recipients.map(({ agency, highestRung }) => [agency, highestRung]))).toEqual({
      'northshire-csc': 'redirected', 'northshire-icb': 'fed_back', 'hilltop-school': 'refused', 'northshire-probation': 'delivered', 'northmoor-csc': 'decided',
    });
    expect(awaiting.map(({ agency, awaits }) => [agency, awaits])).toEqual([['northshire-probation', 'response']]);
    const times = events.map(({ occurredAt }) => occurredAt);
    expect(times).toEqual(times.toSorted());
    expect(JSON.stringify(events)).not.toMatch(/Rosa|Testcase|Example Street|9111231114/);
  });

  it('names the one who has not answered, and for how long', async () => {
    const { body } = await desk.audit<AuditAwaitingPage>('awaiting?agency=northshire-probation');
    expect(body.items.map((item) => item.referralId)).toContain(referralId);
  });

  it('is found again by its events, page by page, and exported whole', async () => {
    const found: string[] = [];
    let path = `events?referralId=${referralId}&limit=7`;
    for (let next: string | undefined = path; next !== undefined; next = path) {
      const { body } = await desk.audit<AuditEventPage>(next);
      found.push(...body.items.map(({ eventId }) => eventId));
      if (body.next === undefined) break;
      path = `events?referralId=${referralId}&limit=7&cursor=${encodeURIComponent(body.next)}`;
    }
    const { events } = await desk.timeline(referralId);
    expect(new Set(found)).toEqual(new Set(events.map(({ eventId }) => eventId)));
    expect(found).toHaveLength(events.length);
    const lines = (await desk.exported(`format=jsonl&referralId=${referralId}`)).trim().split('\n');
    const rows = (await desk.exported(`format=csv&referralId=${referralId}`)).trim().split('\n');
    expect([lines.length, rows.length - 1]).toEqual([events.length, events.length]);
  });

  it('refuses to search without bounds, and names the missing parameter', async () => {
    const { status, body } = await desk.audit<{ code: string }>('events');
    expect([status, body.code]).toEqual([400, 'AUD-001']);
  });
});

/** A referral without its view on each partition of health's topic, so that the next referral is behind one of them. */
async function sendPoison(sandbox: SandboxDescription): Promise<readonly { readonly referralId: string }[]> {
  const admin = new KafkaTopicAdmin({ ...sandbox.kafka, clientId: 'journey' });
  const topic = new Topics(sandbox.kafka.topicPrefix).referral(HEALTH);
  const [{ partitions } = { partitions: 0 }] = await admin.describe([topic]);
  await admin.close();
  expect(partitions).toBeGreaterThan(0);
  const poison = Array.from({ length: partitions }, (_, partition) => {
    let key = newId();
    while (partitionFor(key, partitions) !== partition) key = newId();
    const referralId = newId();
    const message = aboutNoReferral(sandbox, referralId, 'shared', key);
    const { view: _view, ...rest } = JSON.parse(Buffer.from(message.value ?? new Uint8Array()).toString()) as Record<string, unknown>;
    return { referralId, message: { ...message, value: Buffer.from(JSON.stringify(rest)) } };
  });
  await send(sandbox, poison.map(({ message }) => message));
  return poison;
}

/** What some other system sends to health: a referral that this exchange never published, or its withdrawal. */
function aboutNoReferral({ kafka }: SandboxDescription, referralId: string, what: 'shared' | 'withdrawn', key = 'journey'): OutgoingMessage {
  const about = {
    topic: new Topics(kafka.topicPrefix).referral(HEALTH), key, id: newId(), source: '/test', subject: referralId, time: new Date().toISOString(), correlationId: newId(),
  };
  if (what === 'shared') {
    const example = ReferralSharedContract.examples['to-social-care'] as ReferralShared;
    return encodeEvent(ReferralSharedContract, { ...about, data: { ...example, referralId, recipient: HEALTH } });
  }
  const data = { referralId, updateId: newId(), force: 'northshire-police', recipient: HEALTH, reason: 'wrong-child', issuedAt: new Date().toISOString() } as const;
  return encodeEvent(ReferralWithdrawnContract, { ...about, data });
}

async function send({ kafka }: SandboxDescription, messages: readonly OutgoingMessage[]): Promise<void> {
  const publisher = new KafkaPublisher({ ...kafka, clientId: 'journey' });
  const outcomes = await publisher.publish(messages);
  await publisher.close();
  expect(outcomes.map(({ status }) => status)).toEqual(messages.map(() => 'acknowledged'));
}

/** The clocks add facts of their own, which are not part of how a referral travels. */
function ladderEvents(events: AuditTimeline['events']): AuditTimeline['events'] {
  return events.filter(({ type, rung }) => type.startsWith('safeguarding.referral.') || (type === 'safeguarding.machine.stated.v1' && rung !== undefined));
}

function isDeliveryOfChange({ type, changeId }: AuditTimeline['events'][number]): boolean {
  return type === 'safeguarding.machine.stated.v1' && changeId !== undefined;
}
