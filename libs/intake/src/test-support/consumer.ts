import { randomBytes } from 'node:crypto';
import {
  encodeEvent, ReferralAcknowledged, ReferralAcknowledgedContract, Topics,
  type IncomingMessage, type OutgoingMessage, type ReceivedEvent,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import {
  batchJson, Database, migrateSchema, OUTBOX_GRANTS, outboxTables, statement,
  type Migration, type SchemaDefinition, type Transaction,
} from '#libs/persistence';
import { dropSchema } from '#libs/testing';
import type { IntakeEffects, IntakeOptions, QuarantinedMessage, Refusal } from '../effects.js';
import { INTAKE_GRANTS, intakeTables } from '../tables.js';

export const TOPICS = new Topics('t.');
export const TOPIC = TOPICS.acknowledgement('northshire-csc');
const GROUP = TOPICS.publisherGroup();

/** Acts as an app's table: it refuses one actor's rows, and its unique key refuses a second copy of a receipt. */
const RECEIPT = `
CREATE TABLE receipt (
  place int GENERATED ALWAYS AS IDENTITY, receipt_id uuid PRIMARY KEY, actor text CHECK (actor <> 'sw-unstorable')
)`;
const CONSUMER: Migration = { name: 'Consumer1700000000000', statements: [outboxTables(), intakeTables(), RECEIPT] };

const STORE = statement(
  'receipt-store',
  `INSERT INTO receipt (receipt_id, actor)
   SELECT receipt_id, actor FROM json_to_recordset($1::json) AS r(receipt_id uuid, actor text)`,
);
const STORED = statement('receipt-list', 'SELECT receipt_id, actor FROM receipt ORDER BY place');
const OUTBOX = statement('outbox-list', 'SELECT topic, key, headers, value FROM outbox ORDER BY seq');
const WAITS = statement(
  'waits-for-lock',
  `SELECT 1 FROM pg_stat_activity WHERE usename = current_user AND wait_event_type = 'Lock'`,
);
const CLEAR = statement('clear-all', 'WITH a AS (DELETE FROM outbox), b AS (DELETE FROM inbox_message) DELETE FROM receipt');

/** A consumer of receipts on real PostgreSQL. It stores receipts, and refuses those of an agency that it does not follow. */
export class TestConsumer implements IntakeEffects {
  readonly rejections: QuarantinedMessage[] = [];
  beforeApply: (transaction: Transaction) => Promise<void> = async () => undefined;
  beforeRejected: (transaction: Transaction) => Promise<void> = async () => undefined;
  commits = 0;

  private constructor(
    readonly definition: SchemaDefinition,
    readonly database: Database,
  ) {}

  static async create(adminUrl: string): Promise<TestConsumer> {
    const schema = `t_${randomBytes(6).toString('hex')}`;
    const url = new URL(adminUrl);
    url.username = `${schema}_app`;
    url.password = randomBytes(12).toString('hex');
    const grants = [...OUTBOX_GRANTS, ...INTAKE_GRANTS, { table: 'receipt', rights: ['SELECT', 'INSERT', 'DELETE'] } as const];
    const definition: SchemaDefinition = { adminUrl, appUrl: url.href, schema, migrations: [CONSUMER], grants };
    await migrateSchema(definition);
    return new TestConsumer(definition, await Database.open({ url: url.href, schema, poolSize: 6, applicationName: schema }));
  }

  get options(): IntakeOptions {
    const { database } = this;
    const accepted = [ReferralAcknowledgedContract];
    return { database, group: GROUP, topics: TOPICS, accepted, effects: this, onCommitted: () => (this.commits += 1) };
  }

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<readonly Refusal[]> {
    await this.beforeApply(transaction);
    const receipts = events.map((event) => ({ event, data: event.data as ReferralAcknowledged }));
    const refused = receipts.filter(({ data }) => data.agency === 'hilltop-school');
    const taken = receipts.filter(({ data }) => data.agency !== 'hilltop-school');
    const rows = taken.map(({ data: { receiptId, actor } }) => ({ receipt_id: receiptId, actor }));
    await transaction.run(STORE, [batchJson(rows)]);
    const reason = 'The agency is not followed here.';
    return refused.map(({ event }) => ({ event, code: 'not-followed', reason }));
  }

  async rejected(transaction: Transaction, quarantined: readonly QuarantinedMessage[]): Promise<void> {
    await this.beforeRejected(transaction);
    this.rejections.push(...quarantined);
  }

  async stored(): Promise<readonly string[]> {
    return (await this.database.run<{ receipt_id: string }>(STORED)).rows.map(({ receipt_id: id }) => id);
  }

  async outbox(): Promise<readonly OutgoingMessage[]> {
    return (await this.database.run<OutgoingMessage>(OUTBOX)).rows;
  }

  /** True while one of its transactions waits for another. */
  async waitsForLock(): Promise<boolean> {
    return (await this.database.run(WAITS)).count > 0;
  }

  async clear(): Promise<void> {
    await this.database.run(CLEAR);
    this.rejections.length = 0;
    this.commits = 0;
    this.beforeApply = async () => undefined;
    this.beforeRejected = async () => undefined;
  }

  async remove(): Promise<void> {
    await this.database.close();
    await dropSchema(this.definition);
  }
}

interface TestReceipt extends IncomingMessage {
  readonly receiptId: string;
}

let offset = 0;

/** Makes an incoming message at the next offset of the partition. */
export function incoming({ key, headers, value }: Pick<IncomingMessage, 'key' | 'headers' | 'value'>): IncomingMessage {
  offset += 1;
  return { topic: TOPIC, partition: 0, offset: String(offset), timestamp: '1779469201120', key, headers, value };
}

/** A valid receipt; `changes` to its data, `id` to send the same message id again. */
export function receipt(changes: Partial<ReferralAcknowledged> = {}, id = newId()): TestReceipt {
  const example = ReferralAcknowledgedContract.examples['opened'];
  const data = Object.assign(new ReferralAcknowledged(), example, { receiptId: newId() }, changes);
  const event = encodeEvent(ReferralAcknowledgedContract, {
    topic: TOPIC,
    key: 'case-key-1',
    id,
    source: '/agencies/northshire-csc',
    ...(data.referralId !== undefined && { subject: data.referralId }),
    time: '2026-05-22T17:31:09.000Z',
    correlationId: newId(),
    data,
  });
  return { ...incoming(event), receiptId: data.receiptId };
}

/** Makes the same message at another offset, as when its sender sends it again. */
export function again(message: IncomingMessage): IncomingMessage {
  return incoming(message);
}

/** Lets one part of a test wait for a fact that another part brings about. */
export class Signal {
  give: () => void = () => undefined;
  readonly given = new Promise<void>((resolve) => (this.give = resolve));
}

/** Waits until the condition holds. @throws Error that names `what` after the time limit. */
export async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 15_000; !(await condition()); ) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
