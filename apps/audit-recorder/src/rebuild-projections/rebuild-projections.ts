import { NIL_UUID } from '#libs/kernel';
import { statement, type Database, type Transaction } from '#libs/persistence';

import { ownProjections, project } from '../record-events/projections.js';
import { recordedFact } from '../record-events/recorded-fact.js';
import { checkUnattached, judgeLog } from './judge-log.js';

/** Referrals are deleted in pages, because one DELETE of all rows would exceed the time limit of a statement. */
const PAGE_END = statement(
  'rebuild-page-end',
  `SELECT referral_id FROM referral_projection WHERE referral_id > $1::uuid ORDER BY referral_id OFFSET $2::int LIMIT 1`,
);
const EMPTY_PAGE = ['recipient_projection', 'referral_projection'].map((table) =>
  statement(`rebuild-empty-${table}`, `DELETE FROM ${table} WHERE referral_id > $1::uuid AND ($2::uuid IS NULL OR referral_id <= $2::uuid)`),
);
/** Rows that can exist before their referral's own facts have been recorded, or without any referral. */
const EMPTY_REST = [
  'clock_call', 'clock_projection', 'update_projection', 'grading_projection', 'incident_projection', 'ethnicity_conflict_projection',
  'ethnicity_correction_projection', 'children_projection',
].map((table) => statement(`rebuild-empty-${table}`, `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} LIMIT $1::int))`));
const EMPTY_TALLY = statement('rebuild-empty-tally', 'DELETE FROM agency_tally');

/** The facts of the log in the order of its primary key; the place is text, because a JavaScript Date has no microseconds. */
const NEXT_FACTS = statement(
  'rebuild-next-facts',
  `SELECT event_id, recorded_at::text AS place, message_id, correlation_id, type, data
   FROM event WHERE statement_id IS NULL AND (recorded_at, event_id) > ($1::text::timestamptz, $2::uuid)
   ORDER BY recorded_at, event_id LIMIT $3::int`,
);
/** Statements are read by referral, because the verdict on one depends on the others and on the copies. */
const NEXT_REFERRALS = statement(
  'rebuild-next-referrals',
  'SELECT DISTINCT referral_id FROM event WHERE referral_id > $1::uuid AND statement_id IS NOT NULL ORDER BY referral_id LIMIT $2::int',
);
const UNATTACHED = statement('rebuild-unattached', 'SELECT count(*)::int AS count FROM event WHERE referral_id IS NULL AND statement_id IS NOT NULL');
/** Events of one referral with statements, about. */
const EVENTS_PER_REFERRAL = 20;
const BEGINNING = { place: '-infinity', event_id: NIL_UUID };

interface LoggedEvent {
  readonly event_id: string;
  readonly place: string;
  readonly message_id: string;
  readonly correlation_id: string | null;
  readonly type: string;
  readonly data: unknown;
}

interface Options {
  /** Events that are held in memory, about. */
  readonly batchSize?: number;
  readonly onProgress?: (events: number) => void;
}

/**
 * Makes the projections again from the event log, with the fold that recording uses. It judges the statements of agencies again, and
 * checks that the stored verdicts are the same. It is one transaction: until it commits, readers see the old projections and recording
 * waits.
 *
 * @returns the number of events read.
 * @throws VerdictsDiffer where the log gives other verdicts than the stored ones. Then nothing has changed.
 */
export async function rebuildProjections(database: Database, { batchSize = 2_000, onProgress = () => undefined }: Options = {}): Promise<number> {
  return database.transaction(async (transaction) => {
    await ownProjections(transaction);
    await empty(transaction, batchSize);
    const facts = await projectFacts(transaction, batchSize, onProgress);
    const attached = await projectStatements(transaction, Math.ceil(batchSize / EVENTS_PER_REFERRAL), (statements) => onProgress(facts + statements));
    await checkUnattached(transaction);
    const { rows: [unattached] } = await transaction.run<{ count: number }>(UNATTACHED);
    const count = facts + attached + (unattached?.count ?? 0);
    onProgress(count);
    return count;
  });
}

async function projectFacts(transaction: Transaction, batchSize: number, onProgress: (facts: number) => void): Promise<number> {
  let count = 0;
  for (let { place, event_id: id } = BEGINNING; ; ) {
    const { rows } = await transaction.run<LoggedEvent>(NEXT_FACTS, [place, id, batchSize]);
    project(transaction, rows.map(({ type, message_id: id, correlation_id: correlationId, data }) => recordedFact({ type, id, correlationId, data })));
    const last = rows.at(-1);
    count += rows.length;
    if (rows.length > 0) onProgress(count);
    if (last === undefined || rows.length < batchSize) return count;
    ({ place, event_id: id } = last);
  }
}

async function projectStatements(transaction: Transaction, pageSize: number, onProgress: (statements: number) => void): Promise<number> {
  let count = 0;
  for (let after: string | undefined = NIL_UUID; after !== undefined; ) {
    const { rows }: { readonly rows: readonly { readonly referral_id: string }[] } = await transaction.run(NEXT_REFERRALS, [after, pageSize]);
    const { counted, statements } = await judgeLog(transaction, rows.map(({ referral_id: referralId }) => referralId));
    project(transaction, counted);
    count += statements;
    if (statements > 0) onProgress(count);
    after = rows.length < pageSize ? undefined : rows.at(-1)?.referral_id;
  }
  return count;
}

async function empty(transaction: Transaction, pageSize: number): Promise<void> {
  await transaction.run(EMPTY_TALLY);
  for (const page of EMPTY_REST) while ((await transaction.run(page, [pageSize])).count > 0);
  let after: string | undefined = NIL_UUID;
  while (after !== undefined) {
    const last: string | undefined = await pageEnd(transaction, after, pageSize);
    for (const page of EMPTY_PAGE) await transaction.run(page, [after, last ?? null]);
    after = last;
  }
}

async function pageEnd(transaction: Transaction, after: string, pageSize: number): Promise<string | undefined> {
  const { rows } = await transaction.run<{ referral_id: string }>(PAGE_END, [after, pageSize]);
  return rows[0]?.referral_id;
}
