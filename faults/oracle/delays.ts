import pg from 'pg';

import { agencySchema } from '../environment/plan.js';

export interface Delay {
  readonly agency: string;
  readonly publishedAt: number;
  /** Milliseconds from acceptance to delivery. */
  readonly ms: number;
}

/** How long each referral took from its acceptance to each agency's tables, without those of the idempotency keys given. */
export async function readDelays(url: string, agencies: readonly string[], withoutKeys: ReadonlySet<string> = new Set()): Promise<readonly Delay[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const delays: Delay[] = [];
    for (const agency of agencies) {
      const { rows } = await client.query<{ at: number; ms: number }>(`
        SELECT extract(epoch FROM n.published_at)::float8 * 1000 AS at,
               extract(epoch FROM d.delivered_at - n.published_at)::float8 * 1000 AS ms
        FROM referral_publisher.recipient n
        JOIN referral_publisher.referral r USING (referral_id)
        JOIN ${agencySchema(agency)}.delivery d USING (message_id)
        WHERE r.idempotency_key <> ALL ($1)`, [[...withoutKeys]]);
      delays.push(...rows.map(({ at, ms }) => ({ agency, publishedAt: at, ms })));
    }
    return delays;
  } finally {
    await client.end();
  }
}

/** Milliseconds, sorted. */
export function sortedDelays(delays: readonly Delay[]): readonly number[] {
  return delays.map(({ ms }) => ms).toSorted((left, right) => left - right);
}
