import { statement, type Database, type Transaction } from '#libs/persistence';

import { ownProjections, project } from '../record-events/projections.js';
import { recordedFact } from '../record-events/recorded-fact.js';

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
  'ethnicity_correction_projection',
].map((table) => statement(`rebuild-empty-${table}`, `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} LIMIT $1::int))`));
const EMPTY_TALLY = statement('rebuild-empty-tally', 'DELETE FROM agency_tally');
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The log in the order of its primary key; the place is text, because a JavaScript Date has no microseconds. */
const NEXT_EVENTS = statement(
  'rebuild-next-events',
  `SELECT event_id, recorded_at::text AS place, message_id, correlation_id, type, data
   FROM event WHERE (recorded_at, event_id) > ($1::text::timestamptz, $2::uuid)
   ORDER BY recorded_at, event_id LIMIT $3::int`,
);
const BEGINNING = { place: '-infinity', event_id: NO_ID };

interface LoggedEvent {
  readonly event_id: string;
  readonly place: string;
  readonly message_id: string;
  readonly correlation_id: string | null;
  readonly type: string;
  readonly data: unknown;
}

/**
 * Makes the projections again from the event log, with the fold that recording uses. It is one transaction: until it commits,
 * readers see the old projections and recording waits. It holds one batch in memory.
 *
 * @returns the number of events folded.
 */
export async function rebuildProjections(
  database: Database,
  { batchSize = 2_000, onProgress = () => undefined }: { readonly batchSize?: number; readonly onProgress?: (events: number) => void } = {},
): Promise<number> {
  return database.transaction(async (transaction) => {
    await ownProjections(transaction);
    await empty(transaction, batchSize);
    let count = 0;
    for (let { place, event_id: id } = BEGINNING; ; ) {
      const { rows } = await transaction.run<LoggedEvent>(NEXT_EVENTS, [place, id, batchSize]);
      project(transaction, rows.map((row) => recordedFact(row.type, row.message_id, row.correlation_id, row.data)));
      const last = rows.at(-1);
      count += rows.length;
      if (rows.length > 0) onProgress(count);
      if (last === undefined || rows.length < batchSize) return count;
      ({ place, event_id: id } = last);
    }
  });
}

async function empty(transaction: Transaction, pageSize: number): Promise<void> {
  await transaction.run(EMPTY_TALLY);
  for (const page of EMPTY_REST) while ((await transaction.run(page, [pageSize])).count > 0);
  let after: string | undefined = NO_ID;
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
