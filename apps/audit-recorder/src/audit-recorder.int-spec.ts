import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { childEnvironment } from '#libs/config';
import { audienceOf, type DeadLetterList, type OutgoingMessage } from '#libs/contracts';
import { createHttpApp, type HttpApp } from '#libs/http-api';
import { KafkaPublisher, KafkaTopicAdmin } from '#libs/messaging';
import { Logger } from '#libs/observability';
import type { Database } from '#libs/persistence';
import { callerHeaders, ReferralFacts, TEST_SERVER, TestIssuer, testKafkaBrokers } from '#libs/testing';

import { auditRecorder } from './audit-recorder.js';
import { projections, query, TemporaryRecorder } from './test-support/temporary-recorder.js';

const CSC = 'northshire-csc';
const PARTNERSHIP_FILE = 'infra/partnership/northshire/partnership.yaml';
const OPERATOR = callerOf('northshire-exchange-team');

function callerOf(organisation: string): { readonly authorization: string } {
  return callerHeaders(TestIssuer.shared(), { audience: audienceOf('recorder'), organisation, person: 'ops-0031' });
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 15_000; !(await condition()); ) {
    if (Date.now() > deadline) throw new Error(`waited too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

describe('the audit recorder on Kafka', () => {
  let recorder: TemporaryRecorder;
  let database: Database;
  let publisher: KafkaPublisher;
  let app: HttpApp;
  let url: string;

  const start = async (): Promise<void> => {
    const { appUrl, schema } = recorder.definition;
    app = await createHttpApp(
      auditRecorder,
      {
        ...TestIssuer.shared().settings('recorder'), ...TEST_SERVER, databaseUrl: appUrl, databaseSchema: schema, databasePoolSize: 4,
        kafkaBrokers: testKafkaBrokers(), kafkaAuthorityFile: undefined, kafkaIdentityFile: undefined, kafkaLoginFile: undefined,
        topicPrefix: recorder.topics.lifecycle().replace(/safeguarding.*/, ''), partnershipFile: PARTNERSHIP_FILE,
      },
      { logger: Logger.to({ app: 'audit-recorder', level: 'fatal' }), processMetrics: false },
    );
    url = await app.listen();
  };
  const publish = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    const outcomes = await publisher.publish(messages);
    expect(outcomes.map(({ status }) => status)).toEqual(messages.map(() => 'acknowledged'));
  };
  const count = async (table: string): Promise<number> => (await query<{ count: number }>(database, `SELECT count(*)::int AS count FROM ${table}`)).rows[0]?.count ?? -1;

  beforeAll(async () => {
    recorder = await TemporaryRecorder.create();
    database = await recorder.open();
    publisher = new KafkaPublisher({ brokers: testKafkaBrokers(), clientId: 'test' });
    const partnership = await readPartnership(PARTNERSHIP_FILE);
    const admin = new KafkaTopicAdmin({ brokers: testKafkaBrokers(), clientId: 'test' });
    await admin.ensureTopics(recorder.topics.catalogue(partnership.ok ? agencyTopicsOf(partnership.value) : []), { replicationFactor: 1 });
    await admin.close();
    await start();
  }, 30_000);
  afterAll(async () => {
    await app.stop();
    await publisher.close();
    await recorder.remove();
  }, 20_000);

  it('is ready once it consumes', async () => {
    await until(async () => (await fetch(`${url}/health/ready`)).status === 200, 'the recorder was ready');
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({
      status: 'ok',
      components: { consumer: { status: 'ok', required: true }, database: { status: 'ok' }, 'event-partitions': { status: 'ok' } },
    });
  });

  it('records a repeated event once, in its order, and goes on where it stopped', async () => {
    const facts = new ReferralFacts(recorder.topics);
    const messages = [facts.published([CSC]), facts.receipt(CSC, 'delivered', 1), facts.receipt(CSC, 'opened', 2)];
    await publish([...messages, ...messages]);
    await until(async () => (await count('event')) === 3, 'all was recorded');
    expect(await app.stop()).toBe(true);
    const later = facts.receipt(CSC, 'accepted', 3);
    await publish([later, ...messages]);
    await start();
    await until(async () => (await count('event')) >= 4, 'what came meanwhile was recorded');
    const { rows } = await query<{ rung: string }>(database, 'SELECT rung FROM event ORDER BY occurred_at, event_id');
    expect(rows.map(({ rung }) => rung)).toEqual(['published', 'delivered', 'opened', 'accepted']);
    expect((await query(database, 'SELECT highest_rung FROM recipient_projection')).rows).toEqual([{ highest_rung: 'accepted' }]);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/exchange_delivered_total\{app="audit-recorder"\} 1\b/);
  }, 30_000);

  it('quarantines a fact from the topic of an agency; only the operators that the partnership names see or close that', async () => {
    const facts = new ReferralFacts(recorder.topics);
    const misplaced = { ...facts.published([CSC]), topic: recorder.topics.acknowledgement('hilltop-school') };
    await publish([facts.published(['hilltop-school']), misplaced, facts.receipt('hilltop-school', 'delivered', 1)]);
    await until(async () => (await count('quarantine')) === 1 && (await count('outbox')) === 0, 'it was quarantined and its notice sent');
    const list = await fetch(`${url}/v1/dead-letters`, { headers: OPERATOR });
    const { items } = (await list.json()) as DeadLetterList;
    expect(items).toMatchObject([{ reasonCode: 'wrong-topic', status: 'quarantined', topic: recorder.topics.acknowledgement('hilltop-school') }]);
    for (const organisation of [CSC, 'hilltop-school', 'northshire-police', 'northshire-inspectorate', 'no-such-team']) {
      expect((await fetch(`${url}/v1/dead-letters`, { headers: callerOf(organisation) })).status).toBe(404);
    }
    const replay = await fetch(`${url}/v1/dead-letters/${items[0]?.id}/replay`, { method: 'POST', headers: OPERATOR });
    expect([replay.status, await replay.json()]).toMatchObject([422, { code: 'ACK-006' }]);
    await until(async () => (await query(database, 'SELECT 1 FROM statement WHERE referral_id = $1', [facts.referralId])).count === 1, 'the receipt was judged');
    expect((await query(database, 'SELECT agency FROM recipient_projection WHERE referral_id = $1', [facts.referralId])).rows).toEqual([{ agency: 'hilltop-school' }]);
  });

  it('keeps a receipt that speaks for another agency on record under the agency of its topic, and counts it nowhere', async () => {
    const facts = new ReferralFacts(recorder.topics);
    await publish([facts.published([CSC]), facts.receipt(CSC, 'accepted', 5, {}, recorder.topics.acknowledgement('hilltop-school'))]);
    const judged = async () => query(database, 'SELECT agency, verdict, code FROM verdict WHERE referral_id = $1', [facts.referralId]);
    const highestRung = async () => query(database, 'SELECT agency, highest_rung FROM recipient_projection WHERE referral_id = $1', [facts.referralId]);
    await until(async () => (await judged()).count === 1 && (await highestRung()).count === 1, 'the publication was recorded and the receipt judged');
    expect((await judged()).rows).toEqual([{ agency: 'hilltop-school', verdict: 'refused', code: 'wrong-agency' }]);
    expect((await highestRung()).rows).toEqual([{ agency: CSC, highest_rung: 'published' }]);
  });

  it('has a program that makes the projections again, beside a recorder that runs', async () => {
    const before = await projections(database);
    await query(database, 'DELETE FROM recipient_projection');
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['dist/apps/audit-recorder/src/rebuild.js'], {
      env: childEnvironment({
        DATABASE_URL: recorder.definition.appUrl, DATABASE_SCHEMA: recorder.definition.schema, KAFKA_BROKERS: testKafkaBrokers().join(','), PARTNERSHIP_FILE,
      }),
    });
    expect(JSON.parse(stdout)).toMatchObject({ schema: recorder.definition.schema, events: await count('event'), eventsPerSecond: expect.any(Number) });
    expect(stderr).toMatch(/\d+ events, \d+ a second: done/);
    expect(await projections(database)).toBe(before);
  });
});
