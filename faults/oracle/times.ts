import { query } from '../../harness/environment/database.js';
import { agencySchema } from '../../harness/environment/plan.js';
import type { Ledger } from '../../harness/load/ledger.js';
import type { Environment } from '../environment/environment.js';

export interface Delay {
  readonly agency: string;
  readonly publishedAt: number;
  /** Milliseconds from acceptance to delivery. */
  readonly ms: number;
}

/** The time of each referral from its acceptance to each agency's tables, without the referrals of the given idempotency keys. */
export function readDelays({ postgres, agencies }: Environment, withoutKeys: ReadonlySet<string> = new Set()): Promise<readonly Delay[]> {
  return query<Delay>(postgres.url, agencies.map((agency) => `
    SELECT '${agency}' AS agency, extract(epoch FROM n.published_at)::float8 * 1000 AS "publishedAt",
      extract(epoch FROM d.delivered_at - n.published_at)::float8 * 1000 AS ms
    FROM referral_publisher.recipient n
    JOIN referral_publisher.referral r USING (referral_id)
    JOIN ${agencySchema(agency)}.delivery d USING (message_id)
    WHERE r.idempotency_key <> ALL ($1)`).join(' UNION ALL '), [[...withoutKeys]]);
}

/** A referral with the receipts of all its agencies in the audit. */
export interface Recorded {
  readonly sentAt: number;
  /** The commit of the last receipt, in milliseconds since 1970. */
  readonly at: number;
}

/** Times of rows in the audit are PostgreSQL's commit times, so that no row is timed before others can read it. */
export async function readRecorded({ postgres }: Environment, ledger: Ledger): Promise<readonly Recorded[]> {
  const rows = await query<{ referral_id: string; receipts: number; at: number }>(postgres.url, `
    SELECT referral_id, count(*)::int AS receipts, max(extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS at
    FROM audit_recorder.event WHERE rung = 'delivered' GROUP BY referral_id`);
  const recorded = new Map(rows.map((row) => [row.referral_id, row]));
  return ledger.accepted.flatMap(({ answer, firstSentAt }) => {
    const row = recorded.get(answer?.referralId ?? '');
    return row === undefined || row.receipts !== answer?.agencies.length ? [] : [{ sentAt: firstSentAt, at: row.at }];
  });
}
