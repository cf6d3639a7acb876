import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';

import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { childEnvironment } from '#libs/config';
import { audienceOf, Topics, type OutgoingMessage } from '#libs/contracts';
import { createHttpApp, type HttpApp } from '#libs/http-api';
import { KafkaPublisher, KafkaTopicAdmin } from '#libs/messaging';
import { Logger } from '#libs/observability';
import { Database, statement } from '#libs/persistence';
import { callerHeaders, dropSchema, TestIssuer, testKafkaBrokers, testPostgresUrl, uniqueName } from '#libs/testing';

import { auditPortal } from '../audit-portal.js';

const PARTNERSHIP_FILE = 'infra/partnership/northshire/partnership.yaml';
/** The secret of the portal under test; a test makes the key of a case with it. */
export const CASE_KEY_SECRET = 'k'.repeat(32);
const RECORDER = 'dist/apps/audit-recorder/src';
const START_LIMIT_MS = 20_000;

/** The recorder as users start it (its migrate program, then its process, on a real Kafka), and the portal beside it. */
export class AuditUnderTest {
  private constructor(
    readonly topics: Topics,
    readonly portal: HttpApp,
    readonly url: string,
    readonly admin: Database,
    private readonly publisher: KafkaPublisher,
    private readonly recorder: ChildProcess,
    private readonly roles: { readonly adminUrl: string; readonly appUrl: string; readonly readerUrl: string; readonly schema: string },
  ) {}

  /** @param partnershipFile of the demonstration partnership by default. */
  static async start(partnershipFile = PARTNERSHIP_FILE): Promise<AuditUnderTest> {
    const topics = new Topics(`${uniqueName('t')}.`);
    const schema = uniqueName('audit');
    const adminUrl = testPostgresUrl();
    const roles = { adminUrl, schema, appUrl: urlFor(adminUrl, `${schema}_app`), readerUrl: urlFor(adminUrl, `${schema}_reader`) };
    const environment = {
      ...TestIssuer.shared().environment(),
      DATABASE_ADMIN_URL: adminUrl, DATABASE_URL: roles.appUrl, READER_DATABASE_URL: roles.readerUrl, DATABASE_SCHEMA: schema,
      KAFKA_BROKERS: testKafkaBrokers().join(','), TOPIC_PREFIX: topics.lifecycle().replace(/safeguarding.*/, ''), PARTNERSHIP_FILE: partnershipFile, PORT: '0',
    };
    await createTopics(topics, partnershipFile);
    await runToEnd('migrate.js', environment);
    const recorder = await startRecorder(environment);
    const portal = await createHttpApp(
      auditPortal,
      {
        ...TestIssuer.shared().settings('portal'), host: '127.0.0.1', port: 0, httpIdentityFile: undefined, securityContact: undefined, logLevel: 'fatal', databaseUrl: roles.readerUrl, databaseSchema: schema,
        databasePoolSize: 4, partnershipFile, caseKeySecret: CASE_KEY_SECRET,
      },
      { logger: Logger.to({ app: 'audit-portal', level: 'fatal' }), processMetrics: false },
    );
    const admin = await Database.open({ url: adminUrl, schema, poolSize: 2, applicationName: schema });
    const publisher = new KafkaPublisher({ brokers: testKafkaBrokers(), clientId: schema });
    return new AuditUnderTest(topics, portal, await portal.listen(), admin, publisher, recorder, roles);
  }

  get recorderPid(): number {
    return this.recorder.pid ?? 0;
  }

  /** Publishes messages, and waits until the recorder has recorded all of them. */
  async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    const before = await this.logSize();
    for (let start = 0; start < messages.length; start += 5_000) {
      const outcomes = await this.publisher.publish(messages.slice(start, start + 5_000));
      if (outcomes.some(({ status }) => status !== 'acknowledged')) throw new Error('Kafka did not take everything');
    }
    const deadline = Date.now() + 60_000;
    while ((await this.logSize()) < before + messages.length) {
      if (Date.now() > deadline) throw new Error('the recorder did not write everything down in time');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async get(path: string, headers: Record<string, string> = AUDITOR): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers });
  }

  /** The body of an answer that must be a success. */
  async json<Body>(path: string): Promise<Body> {
    const response = await this.get(path);
    if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
    return (await response.json()) as Body;
  }

  async query<Row>(sql: string, values: readonly string[] = []): Promise<readonly Row[]> {
    return (await this.admin.run<Row>(statement(`t-${randomBytes(6).toString('hex')}`, sql), values)).rows;
  }

  async stop(): Promise<void> {
    await this.portal.stop();
    await this.publisher.close();
    await this.admin.close();
    if (this.recorder.exitCode === null) {
      this.recorder.kill('SIGTERM');
      await once(this.recorder, 'exit');
    }
    const { adminUrl, appUrl, readerUrl, schema } = this.roles;
    await dropSchema({ adminUrl, appUrl, schema, readers: [{ url: readerUrl, grants: [] }] });
  }

  private async logSize(): Promise<number> {
    const [row] = await this.query<{ count: number }>('SELECT count(*)::int AS count FROM event');
    return row?.count ?? 0;
  }
}

const INSPECTORATE = 'northshire-inspectorate';

/** @param person of the inspectorate an auditor, of another organisation a practitioner; without one, the caller is a system of the organisation. */
export function callerOf(organisation: string, person?: string): { readonly authorization: string } {
  const named = person === undefined ? {} : { person, roles: [organisation === INSPECTORATE ? 'auditor' : 'practitioner'] };
  return callerHeaders(TestIssuer.shared(), { audience: audienceOf('portal'), organisation, ...named });
}

export const AUDITOR = callerOf(INSPECTORATE, 'insp-0007');

async function createTopics(topics: Topics, partnershipFile: string): Promise<void> {
  const partnership = await readPartnership(partnershipFile);
  if (!partnership.ok) throw new Error('the partnership of the test is not valid');
  const admin = new KafkaTopicAdmin({ brokers: testKafkaBrokers(), clientId: 'test' });
  await admin.ensureTopics(topics.catalogue(agencyTopicsOf(partnership.value)), { replicationFactor: 1 });
  await admin.close();
}

async function runToEnd(program: string, environment: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [`${RECORDER}/${program}`], { env: childEnvironment(environment), stdio: ['ignore', 'ignore', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (text: Buffer) => errors.push(text.toString()));
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`${program} ended with ${exitCode}: ${errors.join('')}`);
}

async function startRecorder(environment: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [`${RECORDER}/main.js`], { env: childEnvironment(environment), stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.on('data', (text: Buffer) => errors.push(text.toString()));
  const started = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(reject, START_LIMIT_MS, new Error('the recorder did not start in time'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.includes('"app.started"')) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`the recorder ended with ${code}: ${errors.join('')}`)));
  });
  await started;
  return child;
}

function urlFor(adminUrl: string, role: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = randomBytes(12).toString('hex');
  return url.href;
}
