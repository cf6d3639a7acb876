import { Pool } from 'pg';

import type { Receipt } from './contestant.js';

/**
 * Reads an audit table from outside. The time of a receipt is the commit time that PostgreSQL itself keeps
 * (`track_commit_timestamp`): nobody has to watch the table while it is measured, and every contestant is timed alike.
 */
export class AuditTable {
  private readonly pool: Pool;

  /** @param receipts SQL of a table or subquery with `referral_id, agency, recorded_at, xmin`. */
  constructor(url: string, private readonly receipts: string) {
    this.pool = new Pool({ connectionString: url, max: 1 });
    // The server is stopped at the end; an idle connection that breaks then is no news.
    this.pool.on('error', () => undefined);
  }

  async countSince(since: number): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${this.receipts} WHERE recorded_at >= to_timestamp($1)`, [since / 1_000]);
    return rows[0]?.count ?? 0;
  }

  async receiptsSince(since: number): Promise<readonly Receipt[]> {
    const { rows } = await this.pool.query<{ id: string; agency: string; at: number }>(
      `SELECT referral_id::text AS id, agency, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS at
       FROM ${this.receipts} WHERE recorded_at >= to_timestamp($1)`, [since / 1_000]);
    return rows.map(({ id, agency, at }) => ({ referralId: id, agency, committedAt: at }));
  }

  /** @param question SQL whose one row says `holds`. */
  async holds(question: string): Promise<boolean> {
    const { rows } = await this.pool.query<{ holds: boolean }>(question);
    return rows[0]?.holds === true;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
