import type { ConcernType, Expectation, Grade, InboxOmitted, Marking, Rung } from '#libs/contracts';
import type { PagePosition } from '#libs/http-api';
import { statement, type StatementRunner } from '#libs/persistence';

/** The visible part of a referral before a person has opened it: enough to choose, without identifying the child. */
export interface InboxRow {
  readonly referralId: string;
  readonly receivedAt: Date;
  readonly rung: Rung;
  readonly hop: number;
  readonly force: string;
  readonly expectation: Expectation;
  readonly marking: Marking | null;
  readonly grade: Grade | null;
  readonly concernTypes: readonly ConcernType[] | null;
  readonly withdrawnAt: Date | null;
  readonly correctionsToAcknowledge: number;
}

export interface InboxFilter {
  readonly rungs: readonly Rung[];
  readonly receivedFrom: Date | null;
  readonly receivedBefore: Date | null;
}

/**
 * Newest first. One index scan of at most a page for each rung, regardless of the planner's statistics. With all rungs in one
 * condition, PostgreSQL would look for a rare rung (the new referrals) among all that was ever received.
 */
const LIST = statement(
  'node-list-inbox',
  `SELECT r.referral_id AS "referralId", r.received_at AS "receivedAt", r.rung, r.hop, r.force, r.expectation,
     c.marking, c.grade, c.concern_types AS "concernTypes", u."withdrawnAt", u."correctionsToAcknowledge"
   FROM (
     SELECT found.* FROM unnest($1::text[]) AS wanted (rung) CROSS JOIN LATERAL (
       SELECT referral_id, received_at, rung, hop, force, expectation FROM referral
       WHERE rung = wanted.rung
         AND received_at >= coalesce($2::timestamptz, '-infinity') AND received_at < coalesce($3::timestamptz, 'infinity')
         AND (received_at, referral_id)
           < (coalesce($4::timestamptz, 'infinity'), coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
       ORDER BY received_at DESC, referral_id DESC LIMIT $6::int
     ) found
     ORDER BY received_at DESC, referral_id DESC LIMIT $6::int
   ) r LEFT JOIN referral_content c USING (referral_id)
   CROSS JOIN LATERAL (
     SELECT least(min(issued_at) FILTER (WHERE kind = 'withdrawal'), (SELECT w.withdrawn_at FROM notified_withdrawal w WHERE w.referral_id = r.referral_id)) AS "withdrawnAt",
       count(*) FILTER (WHERE kind = 'correction' AND NOT EXISTS (
         SELECT FROM correction_acknowledgement a WHERE a.update_id = referral_update.update_id
       ))::int AS "correctionsToAcknowledge"
     FROM referral_update WHERE referral_update.referral_id = r.referral_id
   ) u
   ORDER BY r.received_at DESC, r.referral_id DESC`,
);

const OMITTED = statement('node-omitted-statements', 'SELECT sum(statements) AS statements, max(judged_at) AS "lastAt" FROM omitted_statements');

const COUNT = statement('node-count-inbox', 'SELECT rung, referrals FROM rung_count');

export async function listInbox(
  database: StatementRunner,
  { rungs, receivedFrom, receivedBefore }: InboxFilter,
  after: PagePosition | null,
  limit: number,
): Promise<readonly InboxRow[]> {
  const [receivedAt = null, referralId = null] = after ?? [];
  const { rows } = await database.run<InboxRow>(LIST, [rungs, receivedFrom, receivedBefore, receivedAt, referralId, limit]);
  return rows;
}

/** The statements that do not count and that no notice named; undefined where there are none. */
export async function omittedStatements(database: StatementRunner): Promise<InboxOmitted | undefined> {
  const { rows: [row] } = await database.run<{ statements: string | null; lastAt: Date | null }>(OMITTED);
  const { statements, lastAt } = row ?? { statements: null, lastAt: null };
  return statements === null || lastAt === null ? undefined : { statements: Number(statements), lastAt: lastAt.toISOString() };
}

/** The number of referrals at each rung. */
export async function countInbox(database: StatementRunner): Promise<ReadonlyMap<Rung, number>> {
  const { rows } = await database.run<{ rung: Rung; referrals: string }>(COUNT);
  return new Map(rows.map(({ rung, referrals }) => [rung, Number(referrals)]));
}
