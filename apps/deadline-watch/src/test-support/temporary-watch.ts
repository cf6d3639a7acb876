import { randomBytes } from 'node:crypto';

import { agencyTopicsOf, dueTimes, readPartnership, type ClockPolicy } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';
import { DEADLINE_CONTRACTS, decodeEvent, Topics, type IncomingMessage, type OutgoingMessage } from '#libs/contracts';
import { BatchedIntake, type IntakeSummary } from '#libs/intake';
import { isStatementEvent } from '#libs/judgement';
import { Database, exchangeNow, migrateSchema, statement, type SchemaDefinition } from '#libs/persistence';
import { asIncoming, dropSchema, ReferralFacts, testPostgresUrl, uniqueName, type ReferralFactsOptions } from '#libs/testing';

import { FOLLOWED_CONTRACTS, FoldFacts } from '../fold-facts/fold-facts.js';
import { grants } from '../grants.js';
import { migrations } from '../migrations/index.js';
import { scanDue, type ScanSummary } from '../scan/scan-due.js';
import { DERIVED_TABLES, KEPT_TABLES } from '../tables.js';

export const PARTNERSHIP_FILE = 'infra/partnership/northshire/partnership.yaml';

/** A notice in short form: its rule, kind, recipient and the time that it is about. */
export interface SentNotice {
  readonly what: string;
  readonly rule: string;
  readonly agency: string;
  /** Of a copy for an agency that was notified before: the agency that the clock runs against. */
  readonly against: string | undefined;
  readonly to: string;
  readonly role: string | undefined;
  readonly at: string | undefined;
  readonly raisedAt: string | undefined;
  /** When the statement of an end came, if that was after the due time. */
  readonly statedAt: string | undefined;
  readonly dueAt: string | undefined;
}

/** A watch with a schema of its own. Its copies get their messages without a broker, and each has a clock of its own. */
export class TemporaryWatch {
  readonly topics = new Topics(`${uniqueName('t')}.`);
  private readonly opened: Database[] = [];

  private constructor(
    readonly definition: SchemaDefinition,
    readonly policy: ClockPolicy,
    readonly agencies: readonly string[],
  ) {}

  static async create(): Promise<TemporaryWatch> {
    const adminUrl = testPostgresUrl();
    const schema = uniqueName('watch');
    const url = new URL(adminUrl);
    url.username = `${schema}_app`;
    url.password = randomBytes(12).toString('hex');
    const definition: SchemaDefinition = { adminUrl, appUrl: url.href, schema, migrations, grants, movableClock: true };
    await migrateSchema(definition);
    const partnership = await readPartnership(PARTNERSHIP_FILE);
    if (!partnership.ok) throw new Error('the demonstration partnership cannot be read');
    return new TemporaryWatch(definition, clockPolicyOf(partnership.value), agencyTopicsOf(partnership.value));
  }

  /** A referral whose facts carry the due times that the publisher would have recorded. */
  referral(options: ReferralFactsOptions): ReferralFacts {
    return new ReferralFacts(this.topics, { dueOf: (sharing, referral) => dueTimes(sharing, referral, this.policy), ...options });
  }

  /** @param now the time on these connections, from now on. */
  async open(now?: string): Promise<Database> {
    const { appUrl, schema } = this.definition;
    const clockOffsetMs = now === undefined ? 0 : Date.parse(now) - Date.now();
    const database = await Database.open({ url: appUrl, schema, poolSize: 4, applicationName: schema, clockOffsetMs });
    this.opened.push(database);
    return database;
  }

  intake(database: Database): BatchedIntake {
    const effects = new FoldFacts(this.topics, this.policy, this.agencies);
    return new BatchedIntake({ database, group: this.topics.deadlineGroup(), topics: this.topics, accepted: FOLLOWED_CONTRACTS, recognisesRepeats: isStatementEvent, effects });
  }

  /** One scan for due notices, at a given time; by default by the clock of the connection. */
  async scan(database: Database, now?: string, batch?: number): Promise<ScanSummary> {
    return scanDue(database, this.topics, this.policy, now ?? (await exchangeNow(database)), batch);
  }

  /** The messages in the outbox, in order: every notice that was sent, because no relay runs here. */
  async sentNotices(database: Database, referralId?: string): Promise<readonly SentNotice[]> {
    const { rows } = await query<OutgoingMessage>(database, 'SELECT topic, key, headers, value FROM outbox ORDER BY seq');
    return rows.flatMap((row) => {
      const decoded = decodeEvent(asIncoming(row), DEADLINE_CONTRACTS);
      if (!decoded.ok) throw new Error(`the watch published a message that breaks its contract: ${decoded.error.message}`);
      const data = decoded.value.data as SaidData;
      return referralId === undefined || data.referralId === referralId ? [inShort(decoded.value.contract.name, data)] : [];
    });
  }

  async remove(): Promise<void> {
    for (const database of this.opened) await database.close();
    await dropSchema(this.definition);
  }
}

interface SaidData {
  readonly referralId: string;
  readonly agency: string;
  readonly against?: string;
  readonly organisation: string;
  readonly clock?: { readonly rule: string; readonly dueAt: string };
  readonly rule?: string;
  readonly role?: string;
  readonly at?: string;
  readonly raisedAt?: string;
  readonly statedAt?: string;
}

function inShort(name: string, { agency, against, organisation: to, clock, rule, role, at, raisedAt, statedAt }: SaidData): SentNotice {
  return { what: name.replace('safeguarding.deadline.', ''), rule: clock?.rule ?? rule ?? '', agency, against, to, role, at, raisedAt, statedAt, dueAt: clock?.dueAt };
}

/** Takes these messages as one batch of one consumer. */
export async function take(intake: BatchedIntake, messages: readonly OutgoingMessage[]): Promise<IntakeSummary> {
  return takeIncoming(intake, messages.map((message) => asIncoming(message)));
}

/** The same for messages that have their places in Kafka already. */
export async function takeIncoming(intake: BatchedIntake, messages: readonly IncomingMessage[]): Promise<IntakeSummary> {
  return intake.take({ topic: messages[0]?.topic ?? '', partition: 0, messages });
}

/** All stored clocks, row for row, as text. A rebuild must give the same bytes again. */
export async function clocksAsText(database: Database, withNotices = true): Promise<string> {
  const tables = [...DERIVED_TABLES, ...(withNotices ? KEPT_TABLES : [])];
  const texts = await Promise.all(tables.map(async (table) =>
    (await query<{ row: string }>(database, `SELECT t::text AS row FROM ${table} AS t ORDER BY 1`)).rows.map(({ row }) => row).join('\n')));
  return texts.join('\n--\n');
}

/** A statement that only a test runs. */
export async function query<Row>(database: Database, sql: string, values: readonly unknown[] = []) {
  return database.run<Row>(statement(`t-${randomBytes(6).toString('hex')}`, sql), values as never);
}
