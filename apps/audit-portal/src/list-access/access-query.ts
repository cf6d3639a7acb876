import type { AccessRecorded, AuditAccess } from '#libs/contracts';
import type { PagePosition } from '#libs/http-api';
import { preparedQuery, statement, whereEqual, type BoundStatement, type Database, type SelectQuery } from '#libs/persistence';

import { inOrder } from '../paging/in-order.js';
import { exactly } from '../paging/sql-text.js';

export interface AccessFilters {
  readonly organisation?: string | undefined;
  readonly person?: string | undefined;
  readonly client?: string | undefined;
  readonly app?: string | undefined;
  readonly action?: string | undefined;
  readonly kind?: string | undefined;
  readonly outcome?: string | undefined;
  readonly referralId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** A row of the log of access. */
export interface AccessRow {
  readonly access_id: string;
  readonly at: string;
  readonly recorded_at: string;
  readonly record: AccessRecorded;
}

const ORDER = ['access.at', 'access.access_id'];

/** One page, latest first. Reads one row more than `limit`. */
export function accessPage(database: Database, filters: AccessFilters, after: PagePosition | null, limit: number): BoundStatement {
  return preparedQuery('portal-access', inOrder(accesses(database, filters), 'DESC', ORDER, after), limit + 1);
}

/** All records, earliest first. */
export function accessExport(database: Database, filters: AccessFilters): BoundStatement {
  return preparedQuery('portal-access-export', inOrder(accesses(database, filters), 'ASC', ORDER));
}

/** The planner's estimate of their number. */
export function accessEstimate(database: Database, filters: AccessFilters): BoundStatement {
  const { statement: { name, text }, values } = accessExport(database, filters);
  return { statement: statement(`${name}-estimate`, `EXPLAIN (FORMAT JSON) ${text}`), values };
}

function accesses(database: Database, filters: AccessFilters): SelectQuery {
  const { organisation, person, client, app, action, kind, outcome, referralId, correlationId, from, to } = filters;
  const query = database.select()
    .select(`access.access_id AS access_id, ${exactly('access.at')} AS at, ${exactly('access.recorded_at')} AS recorded_at, access.record AS record`)
    .from('access_log', 'access');
  whereEqual(query, 'access', { organisation, person, client, app, action, kind, outcome, correlation_id: correlationId });
  if (referralId !== undefined) query.andWhere('access.referral_ids @> ARRAY[:referralId]::uuid[]', { referralId });
  if (from !== undefined) query.andWhere('access.at >= :from', { from });
  if (to !== undefined) query.andWhere('access.at < :to', { to });
  return query;
}

export function accessItem({ record, recorded_at: recordedAt }: AccessRow): AuditAccess {
  return { ...record, recordedAt };
}
