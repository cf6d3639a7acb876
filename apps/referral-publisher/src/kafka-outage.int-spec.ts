import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestKafka, testPostgresUrl, type TestKafka } from '#libs/testing';

import { eventually } from './test-support/eventually.js';
import type { PublisherCopy } from './test-support/publisher-copy.js';
import { PublisherUnderTest } from './test-support/publisher-under-test.js';
import { exampleReferral } from './test-support/referrals.js';

const RECIPIENTS = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'];
const OUTAGE_MS = 5_000;

/** Submits one referral of each of three cases, each after the one before of its case was accepted. */
async function submitRound(copy: PublisherCopy, sent: Map<string, string[]>): Promise<void> {
  await Promise.all([1, 2, 3].map(async (number) => {
    const caseReference = `NP-outage-${number}`;
    const { status, body } = await copy.submit(exampleReferral({ caseReference }));
    expect(status).toBe(202);
    sent.set(caseReference, [...(sent.get(caseReference) ?? []), body.referralId]);
  }));
}

/** The number of outbox messages that failed because no broker could be reached, from a scrape of the metrics. */
async function failedMessages(copy: PublisherCopy): Promise<number> {
  const { text } = await copy.get('/metrics');
  const line = text.split('\n').find((each) => each.startsWith('exchange_publish_failures_total{') && each.includes('code="broker-unavailable"'));
  return Number(line?.split(' ').at(-1) ?? 0);
}

describe('Kafka is away while police refer', () => {
  let kafka: TestKafka;
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    kafka = await startTestKafka();
    exchange = await PublisherUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: kafka.brokers });
    publisher = await exchange.start();
  }, 60_000);

  afterAll(async () => {
    await exchange.remove();
    await kafka.stop();
  }, 30_000);

  it('every referral is accepted, health names the missing part, and when it is back each agency has each once, in the order of its case', async () => {
    const sent = new Map<string, string[]>();
    await submitRound(publisher, sent);
    await exchange.sharedWith(sent.get('NP-outage-1')?.[0] ?? '', RECIPIENTS);

    const [broker] = kafka.nodes;
    await broker?.stop();
    const stopped = performance.now();
    await submitRound(publisher, sent);
    const ready = await eventually('health that says so', async () => {
      const health = await publisher.get('/health/ready');
      return health.body.components['outbox-relay'].status === 'degraded' && health;
    });
    expect(ready).toMatchObject({ status: 200, body: { status: 'degraded', components: { database: { status: 'ok' }, 'outbox-relay': { required: false } } } });
    // The metrics and the log name the cause by a code.
    await eventually('the count of failed messages', async () => (await failedMessages(publisher)) > 0);
    expect(exchange.logged('relay.rows-kept').map(({ code }) => code)).toContain('broker-unavailable');
    // A copy that starts during the outage serves as well.
    const late = await exchange.start();
    while (performance.now() - stopped < OUTAGE_MS) {
      await submitRound(publisher, sent);
      await submitRound(late, sent);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const waiting = await exchange.count('outbox');
    expect(waiting).toBeGreaterThan(0);
    await broker?.start();
    exchange.listen();

    const ids = [...sent.values()].flat();
    const arrived = (): string[] => exchange.shared.map(({ data }) => `${data.recipient} ${data.referralId}`);
    await eventually('every copy', () => new Set(arrived()).size >= ids.length * RECIPIENTS.length, 30_000);
    await eventually('an empty outbox', async () => (await exchange.count('outbox')) === 0);
    // The relay sends a message again when the outage swallowed the broker's answer. Its message id is the same, so inboxes
    // recognise it.
    const messages = new Map(exchange.shared.map((shared) => [shared.attributes.id, shared]));
    expect(messages.size).toBe(ids.length * RECIPIENTS.length);
    for (const agency of RECIPIENTS) {
      for (const inOrder of sent.values()) {
        const got = [...messages.values()].filter(({ data }) => data.recipient === agency && inOrder.includes(data.referralId));
        expect(got.map(({ data }) => data.referralId)).toEqual(inOrder);
      }
    }
    // The consumer joins its group again after its old session has timed out. The police wait only for the relay.
    await eventually('a relay that is well again', async () => (await publisher.get('/health/ready')).body.components['outbox-relay'].status === 'ok');
  }, 90_000);
});
