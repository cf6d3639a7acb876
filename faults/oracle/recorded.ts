import pg from 'pg';

import type { Ledger } from '../load/submissions.js';

/** When every receipt of delivery was committed to the audit. */
export interface Recorded {
  /** Milliseconds from the first request to the last of a referral's receipts in the audit, sorted. Without all of them: left out. */
  readonly untilRecorded: readonly number[];
  /** When the last of all was committed, milliseconds since 1970. */
  readonly lastAt: number;
}

/**
 * Takes the times of rows in the audit from PostgreSQL's commit timestamps (`track_commit_timestamp`), because then the load
 * need not watch the table, and no row is timed before others can read it.
 */
export async function readRecorded(url: string, ledger: Ledger, fromMs = 0, toMs = Number.POSITIVE_INFINITY): Promise<Recorded> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ referral_id: string; receipts: number; at: number }>(`
      SELECT referral_id, count(*)::int AS receipts, max(extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS at
      FROM audit_recorder.event WHERE rung = 'delivered' GROUP BY referral_id`);
    const recorded = new Map(rows.map((row) => [row.referral_id, row]));
    const untilRecorded = ledger.accepted.flatMap(({ answer, firstSentAt }) => {
      const row = recorded.get(answer?.referralId ?? '');
      if (row === undefined || row.receipts !== answer?.agencies.length || firstSentAt < fromMs || firstSentAt >= toMs) return [];
      return [row.at - firstSentAt];
    });
    return {
      untilRecorded: untilRecorded.toSorted((left, right) => left - right),
      lastAt: rows.reduce((last, { at }) => Math.max(last, at), 0),
    };
  } finally {
    await client.end();
  }
}
