import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { exampleEnvironment, loadSettings } from '#libs/config';
import { audienceOf, type AppId } from '#libs/contracts';
import { createHttpApp, type HttpApp, type HttpAppDefinition, type ServerSettings } from '#libs/http-api';
import { Logger } from '#libs/observability';
import { migrateSchema, type SchemaDefinition } from '#libs/persistence';
import { dropSchema, TestIssuer, testKafkaBrokers, testPostgresUrl, uniqueName } from '#libs/testing';

import { agencyNode } from '../../apps/agency-node/src/agency-node.js';
import { grants as nodeGrants } from '../../apps/agency-node/src/grants.js';
import { migrations as nodeMigrations } from '../../apps/agency-node/src/migrations/index.js';
import { auditPortal } from '../../apps/audit-portal/src/audit-portal.js';
import { auditRecorder } from '../../apps/audit-recorder/src/audit-recorder.js';
import { grants as recorderGrants, readerGrants } from '../../apps/audit-recorder/src/grants.js';
import { migrations as recorderMigrations } from '../../apps/audit-recorder/src/migrations/index.js';
import { deadlineWatch } from '../../apps/deadline-watch/src/deadline-watch.js';
import { grants as watchGrants } from '../../apps/deadline-watch/src/grants.js';
import { migrations as watchMigrations } from '../../apps/deadline-watch/src/migrations/index.js';
import { grants as publisherGrants } from '../../apps/referral-publisher/src/grants.js';
import { migrations as publisherMigrations } from '../../apps/referral-publisher/src/migrations/index.js';
import { publisherApp } from '../../apps/referral-publisher/src/publisher-app.js';

/** The agency whose node answers. */
export const AGENCY = 'northshire-csc';
const DEMO = 'infra/partnership/northshire';

type Schema = Pick<SchemaDefinition, 'schema' | 'migrations' | 'grants'>;

/** Every app of one partnership in this process, each started as its program starts it. No message passes between them. */
export class AppsUnderTest {
  private readonly running = new Map<AppId, { readonly app: HttpApp; readonly url: string }>();
  private readonly schemas: SchemaDefinition[] = [];
  private readonly prefix = `${uniqueName('all')}.`;

  private constructor(private readonly folder: string) {}

  static async start(): Promise<AppsUnderTest> {
    const apps = new AppsUnderTest(await mkdtemp(join(tmpdir(), 'authorisation-')));
    await apps.writePartnership();
    await apps.run('publisher', publisherApp, of('publisher', { migrations: publisherMigrations, grants: publisherGrants }));
    await apps.run('recorder', auditRecorder, of('recorder', { migrations: recorderMigrations, grants: recorderGrants }));
    await apps.run('watch', deadlineWatch, of('watch', { migrations: watchMigrations, grants: watchGrants }));
    await apps.run('node', agencyNode, of('node', { migrations: nodeMigrations, grants: nodeGrants }), { AGENCY_ID: AGENCY, TOKEN_AUDIENCE: audienceOf('node', AGENCY) });
    await apps.runPortal();
    return apps;
  }

  urlOf(app: AppId): string {
    return this.running.get(app)?.url ?? '';
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ app }) => app.stop()));
    for (const schema of this.schemas) await dropSchema(schema);
    await rm(this.folder, { recursive: true });
  }

  /** Two forces, for which the referrals of the other do not exist, and an agency whose system may name persons. */
  private async writePartnership(): Promise<void> {
    await cp(DEMO, this.folder, { recursive: true });
    const text = await readFile(this.partnershipFile, 'utf8');
    const changed = text
      .replace('\nagencies:\n', '\n  - id: southshire-police\n    name: Southshire Police\n    code: "22"\n\nagencies:\n')
      .replace(`  - id: ${AGENCY}\n`, `  - id: ${AGENCY}\n    assertsPersons: [${AGENCY}-records]\n`);
    await writeFile(this.partnershipFile, changed);
  }

  private get partnershipFile(): string {
    return join(this.folder, 'partnership.yaml');
  }

  private async run<Settings extends ServerSettings>(id: AppId, definition: HttpAppDefinition<Settings>, schema: Schema, more: Readonly<Record<string, string>> = {}): Promise<void> {
    const adminUrl = testPostgresUrl();
    const reader = id === 'recorder' ? { readers: [{ url: urlFor(`${schema.schema}_reader`), grants: readerGrants }] } : {};
    const whole: SchemaDefinition = { ...schema, ...reader, adminUrl, appUrl: urlFor(`${schema.schema}_app`) };
    await migrateSchema(whole);
    this.schemas.push(whole);
    await this.listen(id, definition, { DATABASE_URL: whole.appUrl, DATABASE_SCHEMA: whole.schema, ...more });
  }

  /** It reads the schema of the recorder. */
  private async runPortal(): Promise<void> {
    const recorder = this.schemas.find(({ readers }) => readers !== undefined);
    await this.listen('portal', auditPortal, { DATABASE_URL: recorder?.readers?.[0]?.url ?? '', DATABASE_SCHEMA: recorder?.schema ?? '' });
  }

  private async listen<Settings extends ServerSettings>(id: AppId, definition: HttpAppDefinition<Settings>, more: Readonly<Record<string, string>>): Promise<void> {
    const settings = loadSettings(definition.settings, {
      ...exampleEnvironment(definition.settings), ...TestIssuer.shared().environment(), PORT: '0', KAFKA_BROKERS: testKafkaBrokers().join(','), TOPIC_PREFIX: this.prefix,
      PARTNERSHIP_FILE: this.partnershipFile, CASE_KEY_SECRET: 'a secret of thirty-two characters', ...more,
    });
    if (!settings.ok) throw new Error(settings.error.map(({ message }) => message).join(' '));
    const app = await createHttpApp(definition, settings.value, { logger: Logger.to({ app: definition.name, level: 'fatal' }), processMetrics: false });
    this.running.set(id, { app, url: await app.listen() });
  }
}

function of(schema: string, more: Omit<Schema, 'schema'>): Schema {
  return { schema: uniqueName(schema), ...more };
}

function urlFor(role: string): string {
  const url = new URL(testPostgresUrl());
  url.username = role;
  url.password = 'for-one-test';
  return url.href;
}
