import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { type AuditGap, AuditGapPage, AuditUnitGapsList, GAP_STATES, type IncidentType, MAX_AUDIT_PAGE } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, NoQuery, pageOf, pageParameters, type PagePosition, positionAfter, query, type QueryOf, withDefault,
} from '#libs/http-api';
import { type BoundStatement, Database, preparedQuery, statement, whereEqual } from '#libs/persistence';

import { ageOf } from '../ageing/age.js';
import { databaseNow } from '../ageing/database-clock.js';
import { inOrder } from '../paging/in-order.js';
import { exactly } from '../paging/sql-text.js';
import { AuditScope } from '../scope/audit-scope.js';
import { RecordedNames } from '../scope/recorded-names.js';

const filters = {
  state: withDefault(query.choice(GAP_STATES, 'open: no referral yet, and the agreed time is over. closed: a referral came, later than agreed.'), 'open'),
  force: query.slug('Only incidents of this force.'),
  unit: query.unit('Only incidents that this unit dealt with.'),
  area: query.slug('Only this local authority area.'),
};
const parameters = { ...filters, ...pageParameters(MAX_AUDIT_PAGE, 100) };

const UNITS = statement(
  'portal-gaps-of-units',
  `SELECT force, unit, count(*)::int AS open, ${exactly('min(reported_at)')} AS oldest FROM incident_projection
   WHERE due_at IS NOT NULL AND referred_at IS NULL AND due_at < exchange_now() AND force = coalesce($1::text, force)
   GROUP BY force, unit ORDER BY count(*) DESC, force, unit LIMIT 1000`,
);

interface GapRow {
  readonly incident_id: string;
  readonly force: string;
  readonly reference: string;
  readonly unit: string;
  readonly area: string;
  readonly type: IncidentType;
  readonly reported_at: string;
  readonly due_at: string;
  readonly referral_id: string | null;
  readonly referred_at: string | null;
  readonly minutes: number | null;
}
@Controller('v1/audit/gaps')
export class ListGapsController {
  constructor(
    private readonly database: Database,
    private readonly scope: AuditScope,
    private readonly names: RecordedNames,
  ) {}

  @Get()
  @Permits('audit.list-gaps')
  @Describes(
    'List what was never referred',
    'Incidents with a child present and no referral within the time agreed in the partnership, the earliest report first. A referral that comes later closes '
      + 'the gap and leaves the delay on the record (state=closed).',
  )
  @ApiContractResponse(200, AuditGapPage)
  @ApiProblems('AUD-008', 'AUD-010', 'GEN-017', 'GEN-010')
  async list(@ContractQuery(parameters) { cursor, limit, ...given }: QueryOf<typeof parameters>, @CurrentCaller() caller: Caller): Promise<AuditGapPage> {
    const { scope, filters: asked } = await this.scope.narrow(caller, given);
    const page = pageStatement(this.database, asked, positionAfter(cursor, asked, 1), limit);
    const asOf = await databaseNow(this.database);
    const { rows } = await this.database.run<GapRow>(page.statement, page.values);
    const gaps = pageOf(rows, limit, asked, (row) => [row.reported_at, row.incident_id], (row) => gapItem(row, asOf));
    return { asOf, ...gaps, ...(await this.names.notRecorded({ unit: given.unit }, scope, { rows: rows.length, isFirst: cursor === undefined })) };
  }

  @Get('units')
  @Permits('audit.count-gaps')
  @NoQuery()
  @Describes('Count open gaps by unit', 'The unit with the most first, and since when its oldest gap is open.')
  @ApiContractResponse(200, AuditUnitGapsList)
  @ApiProblems('AUD-008', 'AUD-010', 'GEN-010')
  async count(@CurrentCaller() caller: Caller): Promise<AuditUnitGapsList> {
    const { filters: { force: own } } = await this.scope.narrow(caller, {});
    const asOf = await databaseNow(this.database);
    const { rows } = await this.database.run<{ force: string; unit: string; open: number; oldest: string }>(UNITS, [own ?? null]);
    return { asOf, items: rows.map(({ force, unit, open, oldest }) => ({ force, unit, open, oldestReportedAt: oldest, oldestAge: ageOf(oldest, asOf).age })) };
  }
}

const COLUMNS = `i.incident_id, i.force, (i.notified).reference, i.unit, i.area, (i.notified).type, ${exactly('i.reported_at')} AS reported_at,
  ${exactly('i.due_at')} AS due_at, (i.referral).referral_id, ${exactly('i.referred_at')} AS referred_at, (i.referral).minutes`;

/** Each state has an index that holds its rows alone. */
const CONDITION_OF_STATE = {
  open: 'i.due_at IS NOT NULL AND i.referred_at IS NULL AND i.due_at < exchange_now()',
  closed: 'i.referred_at > i.due_at',
} as const;

function pageStatement(database: Database, { state, ...equal }: QueryOf<typeof filters>, after: PagePosition | null, limit: number): BoundStatement {
  const query = database.select().select(COLUMNS).from('incident_projection', 'i').where(CONDITION_OF_STATE[state]);
  whereEqual(query, 'i', equal);
  return preparedQuery('portal-gaps', inOrder(query, 'ASC', ['i.reported_at', 'i.incident_id'], after), limit + 1);
}

function gapItem(row: GapRow, asOf: string): AuditGap {
  const { incident_id: incidentId, force, reference, unit, area, type, reported_at: reportedAt, due_at: referralDueAt } = row;
  return {
    incidentId, force, reference, unit, area, type, reportedAt, referralDueAt,
    state: row.referred_at === null ? 'open' : 'closed',
    ...ageOf(reportedAt, row.referred_at ?? asOf),
    ...(row.referral_id !== null && { referralId: row.referral_id }),
    ...(row.minutes !== null && { minutesToReferral: row.minutes }),
  };
}
