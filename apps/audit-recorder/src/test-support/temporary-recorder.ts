import { randomBytes } from 'node:crypto';

import { ACCESS_CONTRACTS, ACKNOWLEDGEMENT_CONTRACTS, LIFECYCLE_CONTRACTS, NOTICE_CONTRACTS, Topics, type IncomingMessage, type OutgoingMessage } from '#libs/contracts';
import { BatchedIntake, type IntakeSummary } from '#libs/intake';
import { isStatementEvent } from '#libs/judgement';
import { Database, migrateSchema, statement, type SchemaDefinition } from '#libs/persistence';
import { asIncoming, dropSchema, testPostgresUrl, uniqueName } from '#libs/testing';

import { grants, PROJECTIONS, readerGrants } from '../grants.js';
import { migrations } from '../migrations/index.js';
import { isAccess, RecordAccess } from '../record-access/record-access.js';
import { RecordEvents } from '../record-events/record-events.js';

/** Agencies with topics. */
const AGENCIES = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'riverside-school', 'northmoor-csc'];

/** A recorder's schema with its roles. Its recorders get their messages without a broker. */
export class TemporaryRecorder {
  readonly topics = new Topics(`${uniqueName('t')}.`);
  private readonly opened: Database[] = [];

  private constructor(
    readonly definition: SchemaDefinition,
    private readonly readerUrl: string,
  ) {}

  static async create(): Promise<TemporaryRecorder> {
    const adminUrl = testPostgresUrl();
    const schema = uniqueName('audit');
    const readerUrl = urlFor(adminUrl, `${schema}_reader`);
    const definition: SchemaDefinition = {
      adminUrl, appUrl: urlFor(adminUrl, `${schema}_app`), schema, migrations, grants, readers: [{ url: readerUrl, grants: readerGrants }],
    };
    await migrateSchema(definition);
    return new TemporaryRecorder(definition, readerUrl);
  }

  async open(as: 'app' | 'reader' | 'admin' = 'app'): Promise<Database> {
    const { appUrl, adminUrl, schema } = this.definition;
    const url = as === 'app' ? appUrl : as === 'reader' ? this.readerUrl : adminUrl;
    const database = await Database.open({ url, schema, poolSize: 4, applicationName: schema });
    this.opened.push(database);
    return database;
  }

  intake(database: Database): BatchedIntake {
    const accepted = [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS, ...NOTICE_CONTRACTS, ...ACCESS_CONTRACTS];
    return new BatchedIntake({ database, group: this.topics.recorderGroup(), topics: this.topics, accepted, effects: new RecordAccess(this.topics, new RecordEvents(this.topics, AGENCIES)), recognisesRepeats: (event) => isStatementEvent(event) || isAccess(event) });
  }

  /**
   * Empties all tables that events fill, as if none had been recorded. An administrator of the test does it: the triggers that refuse it
   * are off afterwards.
   */
  async empty(): Promise<void> {
    const { adminUrl: url, schema } = this.definition;
    const admin = await Database.open({ url, schema, poolSize: 1, applicationName: schema });
    const { rows } = await query<{ name: string }>(admin, "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent IN ('event'::regclass, 'verdict'::regclass)");
    for (const name of [...rows.map((row) => row.name), 'event', 'verdict']) await query(admin, `ALTER TABLE ${name} DISABLE TRIGGER ALL`);
    await query(admin, `TRUNCATE event, verdict, statement, sent_copy, declined_redirect, judged_referral, inbox_message, quarantine, ${PROJECTIONS.join(', ')}`);
    await admin.close();
  }

  async remove(): Promise<void> {
    for (const database of this.opened) await database.close();
    await dropSchema(this.definition);
  }
}

/** A recorder with a database and an intake, for the tests of one suite, which removes it afterwards. */
export async function startRecorder(): Promise<{ readonly recorder: TemporaryRecorder; readonly app: Database; readonly intake: BatchedIntake }> {
  const recorder = await TemporaryRecorder.create();
  const app = await recorder.open();
  return { recorder, app, intake: recorder.intake(app) };
}

/** Messages with their places in Kafka, in this order. A message without a place gets the next one whenever it is recorded. */
export function placed(messages: readonly OutgoingMessage[]): readonly IncomingMessage[] {
  return messages.map((message) => asIncoming(message));
}

/** Records these messages as one batch of one consumer. */
export async function record(intake: BatchedIntake, messages: readonly (OutgoingMessage | IncomingMessage)[]): Promise<IntakeSummary> {
  const incoming = messages.map((message) => ('offset' in message ? message : asIncoming(message)));
  return intake.take({ topic: messages[0]?.topic ?? '', partition: 0, messages: incoming });
}

const PER_REFERRAL = [
  'referral_projection', 'recipient_projection', 'clock_projection', 'clock_call', 'update_projection', 'grading_projection',
  'ethnicity_conflict_projection', 'ethnicity_correction_projection', 'children_projection',
];

/** The present verdicts, one row for each statement, as text. */
export async function verdicts(database: Database, referralIds?: readonly string[]): Promise<string> {
  return rowsAsText(
    database,
    'SELECT s::text AS row FROM statement AS s WHERE $1::uuid[] IS NULL OR referral_id = ANY ($1::uuid[]) ORDER BY 1', [referralIds ?? null],
  );
}

/** All projections, row for row, as text. A rebuild must give the same bytes again. */
export async function projections(database: Database, referralIds?: readonly string[]): Promise<string> {
  const texts = await Promise.all(
    PER_REFERRAL.map((table) =>
      rowsAsText(database, `SELECT t::text AS row FROM ${table} AS t WHERE $1::uuid[] IS NULL OR referral_id = ANY ($1::uuid[]) ORDER BY 1`, [referralIds ?? null]),
    ),
  );
  const tally = referralIds === undefined ? await rowsAsText(database, 'SELECT t::text AS row FROM agency_tally AS t WHERE recipients <> 0 ORDER BY 1') : '';
  const incidents = referralIds === undefined ? await rowsAsText(database, 'SELECT t::text AS row FROM incident_projection AS t ORDER BY 1') : '';
  return [...texts, tally, incidents].join('\n--\n');
}

async function rowsAsText(database: Database, sql: string, values: readonly unknown[] = []): Promise<string> {
  const { rows } = await query<{ row: string }>(database, sql, values);
  return rows.map(({ row }) => row).join('\n');
}

/** A statement that only a test runs. */
export async function query<Row>(database: Database, sql: string, values: readonly unknown[] = []) {
  return database.run<Row>(statement(`t-${randomBytes(6).toString('hex')}`, sql), values as never);
}

function urlFor(adminUrl: string, role: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = randomBytes(12).toString('hex');
  return url.href;
}
