import { statement, type Database } from '#libs/persistence';

import { ownProjections, project } from '../record-events/projections.js';
import { recordedFact } from '../record-events/recorded-fact.js';

const EMPTY = ['recipient_projection', 'agency_tally', 'referral_projection'].map((table) =>
  statement(`rebuild-empty-${table}`, `DELETE FROM ${table}`),
);

/** The log in the order of its primary key; the place is text, because a JavaScript Date has no microseconds. */
const NEXT_EVENTS = statement(
  'rebuild-next-events',
  `SELECT event_id, recorded_at::text AS place, message_id, correlation_id, type, data
   FROM event WHERE (recorded_at, event_id) > ($1::text::timestamptz, $2::uuid)
   ORDER BY recorded_at, event_id LIMIT $3::int`,
);
const BEGINNING = { place: '-infinity', event_id: '00000000-0000-0000-0000-000000000000' };

interface LoggedEvent {
  readonly event_id: string;
  readonly place: string;
  readonly message_id: string;
  readonly correlation_id: string | null;
  readonly type: string;
  readonly data: unknown;
}

/**
 * Makes the projections again from the event log, with the fold that recording uses. One transaction: until it commits,
 * everyone reads the old ones, and recording waits. Memory is that of one batch.
 *
 * @returns the number of events folded.
 */
export async function rebuildProjections(
  database: Database,
  { batchSize = 2_000, onProgress = () => undefined }: { readonly batchSize?: number; readonly onProgress?: (events: number) => void } = {},
): Promise<number> {
  return database.transaction(async (transaction) => {
    await ownProjections(transaction);
    for (const empty of EMPTY) await transaction.run(empty);
    let count = 0;
    for (let { place, event_id: id } = BEGINNING; ; ) {
      const { rows } = await transaction.run<LoggedEvent>(NEXT_EVENTS, [place, id, batchSize]);
      await project(transaction, rows.map((row) => recordedFact(row.type, row.message_id, row.correlation_id, row.data)));
      const last = rows.at(-1);
      count += rows.length;
      if (rows.length > 0) onProgress(count);
      if (last === undefined || rows.length < batchSize) return count;
      ({ place, event_id: id } = last);
    }
  });
}
