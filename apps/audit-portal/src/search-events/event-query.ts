import {
  AUDIT_EVENT_TYPES, ReferralAcknowledgedContract, ReferralForwardedContract, ReferralPublishedContract, ReferralRecipientAddedContract,
} from '#libs/contracts';
import type { PagePosition } from '#libs/http-api';
import { sha256 } from '#libs/kernel';
import { statement, type Statement, type StatementValue } from '#libs/persistence';

import { Conditions, exactly } from '../paging/sql-text.js';

export interface EventFilter {
  readonly agency?: string | undefined;
  readonly rung?: string | undefined;
  readonly type?: string | undefined;
  readonly referralId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Which time the period is about, and the order. */
  readonly by: 'occurred' | 'recorded';
}

/** A row of the log as both the pages and the exports read it. */
export interface EventRow {
  readonly event_id: string;
  readonly recorded_at: string;
  readonly occurred_at: string;
  readonly message_id: string;
  readonly type: string;
  readonly referral_id: string | null;
  readonly agency: string | null;
  readonly hop: number | null;
  readonly rung: string | null;
  readonly actor: string | null;
  readonly reason_code: string | null;
  readonly decision: string | null;
  readonly feedback: string | null;
  readonly redirected_to: string | null;
  readonly force: string | null;
  readonly change_id: string | null;
  readonly code: string | null;
  readonly correlation_id: string | null;
  readonly envelope_digest: string | null;
  readonly value_digest: string;
  readonly kafka_topic: string;
  readonly kafka_partition: number;
  readonly kafka_offset: string;
}

export const EVENT_COLUMNS = `event_id, ${exactly('recorded_at')} AS recorded_at, ${exactly('occurred_at')} AS occurred_at, message_id, type,
  referral_id, agency, hop, rung, actor, reason_code, decision, feedback, redirected_to, force, change_id, code, correlation_id, envelope_digest, value_digest,
  kafka_topic, kafka_partition, kafka_offset`;

/**
 * Every type is tied to rungs, and what is no rung of anybody to none: with the rung in the condition, the index on rungs
 * finds rare types without searching through the receipts.
 */
const RUNGS_OF_TYPE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(AUDIT_EVENT_TYPES.map((type) => [type, 'rung IS NULL'])),
  [ReferralPublishedContract.type]: `rung = 'published'`,
  [ReferralForwardedContract.type]: `rung = 'published'`,
  [ReferralRecipientAddedContract.type]: `rung = 'published'`,
  [ReferralAcknowledgedContract.type]: `rung IS NOT NULL AND rung <> 'published'`,
};

/** SQL with the values it takes. */
export interface BoundStatement {
  readonly statement: Statement;
  readonly values: readonly StatementValue[];
}

/** One page, latest first. Reads one row more than `limit`. */
export function pageStatement(filter: EventFilter, after: PagePosition | null, limit: number): BoundStatement {
  const time = timeColumn(filter);
  const conditions = conditionsOf(filter);
  if (after !== null) conditions.add((at, id) => `(event.${time}, event.event_id) < (${at}::timestamptz, ${id}::uuid)`, ...after);
  const count = `$${conditions.values.length + 1}::int`;
  const text = `SELECT ${EVENT_COLUMNS} FROM event ${conditions.where} ORDER BY event.${time} DESC, event.event_id DESC LIMIT ${count}`;
  return { statement: named(text), values: [...conditions.values, limit + 1] };
}

/** Everything, earliest first, with the payload as it was sent. */
export function exportStatement(filter: EventFilter): BoundStatement {
  const conditions = conditionsOf(filter);
  const text = `SELECT ${EVENT_COLUMNS}, data::text AS data FROM event ${conditions.where} ORDER BY event.${timeColumn(filter)}, event.event_id`;
  return { statement: named(text), values: conditions.values };
}

/** How many rows the planner expects. */
export function estimateStatement(filter: EventFilter): BoundStatement {
  const { statement: { text }, values } = exportStatement(filter);
  return { statement: named(`EXPLAIN (FORMAT JSON) ${text}`), values };
}

function timeColumn({ by }: EventFilter): 'occurred_at' | 'recorded_at' {
  return by === 'recorded' ? 'recorded_at' : 'occurred_at';
}

function conditionsOf(filter: EventFilter): Conditions {
  const time = timeColumn(filter);
  const conditions = new Conditions()
    .addIf(filter.referralId, (id) => `referral_id = ${id}::uuid`)
    .addIf(filter.correlationId, (id) => `correlation_id = ${id}::uuid`)
    .addIf(filter.agency, (agency) => `agency = ${agency}`)
    .addIf(filter.rung, (rung) => `rung = ${rung}`)
    .addIf(filter.type, (type) => `type = ${type}`)
    .addIf(filter.from, (from) => `event.${time} >= ${from}::timestamptz`)
    .addIf(filter.to, (to) => `event.${time} < ${to}::timestamptz`);
  const rungs = filter.type === undefined ? undefined : RUNGS_OF_TYPE[filter.type];
  return rungs === undefined ? conditions : conditions.add(() => rungs);
}

/** A name of its own for each combination of filters, of which there are some hundreds: PostgreSQL prepares by name. */
function named(text: string): Statement {
  return statement(`portal-events-${sha256(text).toString('base64url').slice(0, 16)}`, text);
}
