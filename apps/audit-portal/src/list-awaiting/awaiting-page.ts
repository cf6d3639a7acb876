import type { AuditAwaiting, Expectation, Grade, Rung } from '#libs/contracts';
import type { PagePosition } from '#libs/http-api';
import { NIL_UUID } from '#libs/kernel';
import { type BoundStatement, type Database, preparedQuery, type SelectQuery, whereEqual } from '#libs/persistence';

import { inOrder } from '../paging/in-order.js';
import { exactly } from '../paging/sql-text.js';

export interface AwaitingRow {
  readonly referral_id: string;
  readonly agency: string;
  /** {@link NIL_UUID} unless a correction is awaited. */
  readonly update_id: string;
  readonly awaits: AuditAwaiting['awaits'];
  readonly hop: number | null;
  readonly expectation: Expectation | null;
  readonly highestRung: Rung | null;
  /** With microseconds: the place of the next page. */
  readonly since: string;
  readonly children: readonly string[] | null;
  readonly force: string | null;
  readonly area: string | null;
  readonly grade: Grade | null;
}

export interface AwaitingFilters {
  readonly agency?: string | undefined;
  readonly force?: string | undefined;
  readonly unit?: string | undefined;
  readonly area?: string | undefined;
  /** Minutes. */
  readonly olderThan?: number | undefined;
}

/** A table of silences. Its columns `referral_id` and `agency` go by these names. */
interface Source {
  readonly table: string;
  readonly since: string;
  readonly updateId: string;
  readonly columns: string;
}

const RESPONSES: Source = {
  table: 'recipient_projection',
  since: 's.awaiting_since',
  updateId: `'${NIL_UUID}'::uuid`,
  columns: `CASE WHEN s.no_holder_since IS NOT NULL THEN 'holder' WHEN (s.ended).ended_at IS NOT NULL THEN 'handover' ELSE 'response' END AS awaits,
    s.hop, s.expectation, s.highest_rung AS "highestRung", s.no_holder_children AS children`,
};
const CORRECTIONS: Source = {
  table: 'update_projection',
  since: 's.awaiting_acknowledgement',
  updateId: 's.update_id',
  columns: `'correction' AS awaits, NULL::smallint AS hop, NULL AS expectation, NULL AS "highestRung", NULL::uuid[] AS children`,
};

/** The latest grading is the present grade. */
const GRADE = 'coalesce((SELECT g.grade FROM grading_projection g WHERE g.referral_id = s.referral_id ORDER BY g.graded_at DESC LIMIT 1), r.grade) AS grade';
const COLUMNS = `w.referral_id, w.agency, w.update_id, w.awaits, w.hop, w.expectation, w."highestRung", w.children, ${exactly('w.waits_since')} AS since, w.force, w.area, w.grade`;
const ORDER = ['w.waits_since', 'w.referral_id', 'w.agency', 'w.update_id'];

/**
 * A page of the answers that are awaited and of the corrections that no person has acknowledged, the longest silence first.
 * Each source gives at most a page, so that PostgreSQL reads it along its own index and ends there. It sorts the whole of both
 * sources otherwise, because no index has the columns that only one of them has.
 */
export function awaitingPage(database: Database, filters: AwaitingFilters, after: PagePosition | null, limit: number): BoundStatement {
  const parts = [RESPONSES, CORRECTIONS].map((source) => partOf(database, source, filters, after));
  const text = parts.map((part) => `(${part.getQuery()} LIMIT :most)`).join(' UNION ALL ');
  const parameters = Object.assign({ most: limit + 1 }, ...parts.map((part) => part.getParameters())) as Record<string, unknown>;
  const query = database.select().select(COLUMNS).from(`(${text})`, 'w').setParameters(parameters);
  return preparedQuery('portal-awaiting', inOrder(query, 'ASC', ORDER), limit + 1);
}

function partOf(database: Database, { table, since, updateId, columns }: Source, { agency, olderThan, ...ofReferral }: AwaitingFilters, after: PagePosition | null): SelectQuery {
  const query = database.select()
    .select(`${since} AS waits_since, s.referral_id, s.agency, ${updateId} AS update_id, ${columns}, r.force, r.area, ${GRADE}`)
    .from(table, 's').where(`${since} IS NOT NULL`);
  query.leftJoin('referral_projection', 'r', 'r.referral_id = s.referral_id');
  whereEqual(query, 's', { agency });
  whereEqual(query, 'r', { ...ofReferral });
  if (olderThan !== undefined) query.andWhere(`${since} < exchange_now() - make_interval(mins => :olderThan)`, { olderThan });
  return inOrder(query, 'ASC', [since, 's.referral_id', 's.agency', updateId], after);
}
