import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { type AuditOverdue, AuditOverduePage, MAX_AUDIT_PAGE } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, type PagePosition, positionAfter, query, type QueryOf,
} from '#libs/http-api';
import { type BoundStatement, Database, preparedQuery, whereEqual } from '#libs/persistence';
import { CLOCK_RULE_IDS } from '#libs/safeguarding';

import { ageOf } from '../ageing/age.js';
import { databaseNow } from '../ageing/database-clock.js';
import { inOrder } from '../paging/in-order.js';
import { exactly } from '../paging/sql-text.js';
import { REFERRALS_OF_CASES } from '../referral-timeline/referral-state.js';
import { AuditScope } from '../scope/audit-scope.js';
import { RecordedNames } from '../scope/recorded-names.js';
import { caseFilters } from '../search-events/event-filters.js';

const filters = {
  agency: query.slug('Only clocks that run against this agency.'),
  rule: query.choice(CLOCK_RULE_IDS, 'Only clocks of this rule.'),
  force: query.slug('Only referrals of this force.'),
  unit: query.unit('Only referrals of this unit.'),
  area: query.slug('Only referrals of this local authority area.'),
  ...caseFilters,
};
const parameters = { ...filters, ...pageParameters(MAX_AUDIT_PAGE, 100) };

interface OverdueRow {
  readonly clock_id: string;
  readonly referral_id: string;
  readonly rule: string;
  readonly anchor: string;
  readonly child_id: string | null;
  readonly episode_id: string | null;
  readonly agency: string;
  readonly organisation: string;
  readonly due_at: string;
  readonly explanation: string;
  readonly called_last: string | null;
  readonly called_last_at: string | null;
}
@Controller('v1/audit/overdue')
export class ListOverdueController {
  constructor(
    private readonly database: Database,
    private readonly scope: AuditScope,
    private readonly names: RecordedNames,
  ) {}

  @Get()
  @Permits('audit.list-overdue')
  @Describes(
    'List what is overdue',
    'Due times that have passed without an answer, the longest overdue first: by which rule, against whom, by how long, and '
      + 'why it was due then. What was answered late is in the timeline of its referral.',
  )
  @ApiContractResponse(200, AuditOverduePage)
  @ApiProblems('AUD-008', 'AUD-010', 'GEN-017', 'GEN-010')
  async list(@ContractQuery(parameters) { cursor, limit, ...given }: QueryOf<typeof parameters>, @CurrentCaller() caller: Caller): Promise<AuditOverduePage> {
    const { scope, filters: asked } = await this.scope.narrow(caller, given);
    const asOf = await databaseNow(this.database);
    const { statement, values } = pageStatement(this.database, asked, { asOf, after: positionAfter(cursor, asked, 1), limit });
    const { rows } = await this.database.run<OverdueRow>(statement, values);
    const page = pageOf(rows, limit, asked, (row) => [row.due_at, row.clock_id], (row) => overdueItem(row, asOf));
    return { asOf, ...page, ...(await this.names.notRecorded({ unit: given.unit }, scope, { rows: rows.length, isFirst: cursor === undefined })) };
  }
}

const LAST_CALL = "clock_call WHERE clock_call.clock_id = c.clock_id AND kind = 'escalated' ORDER BY step DESC LIMIT 1";
const COLUMNS = `c.clock_id, c.referral_id, c.rule, c.anchor, c.agency, c.organisation, ${exactly('c.due_at')} AS due_at, c.explanation, c.child_id, c.episode_id,
  (SELECT role FROM ${LAST_CALL}) AS called_last, (SELECT ${exactly('raised_at')} FROM ${LAST_CALL}) AS called_last_at`;

type AskedClocks = QueryOf<typeof filters> & { readonly caseKeys?: readonly string[] | undefined };

interface PageBounds {
  readonly asOf: string;
  readonly after: PagePosition | null;
  readonly limit: number;
}

function pageStatement(database: Database, { agency, rule, force, unit, area, caseKeys }: AskedClocks, { asOf, after, limit }: PageBounds): BoundStatement {
  const query = database.select().select(COLUMNS).from('clock_projection', 'c').where('c.ended_at IS NULL AND c.due_at < :asOf', { asOf });
  whereEqual(query, 'c', { agency, rule });
  const ofReferral = { force, unit, area };
  if (Object.values(ofReferral).some((value) => value !== undefined)) query.innerJoin('referral_projection', 'r', 'r.referral_id = c.referral_id');
  whereEqual(query, 'r', ofReferral);
  if (caseKeys !== undefined) query.andWhere(`c.referral_id = ANY (${REFERRALS_OF_CASES})`, { caseKeys });
  return preparedQuery('portal-overdue', inOrder(query, 'ASC', ['c.due_at', 'c.clock_id'], after), limit + 1);
}

function overdueItem(row: OverdueRow, asOf: string): AuditOverdue {
  const { age: overdueBy, ageMinutes: minutesLate } = ageOf(row.due_at, asOf);
  return {
    clockId: row.clock_id,
    referralId: row.referral_id,
    rule: row.rule,
    anchor: row.anchor,
    ...(row.child_id !== null && { childId: row.child_id }),
    ...(row.episode_id !== null && { episodeId: row.episode_id }),
    agency: row.agency,
    organisation: row.organisation,
    dueAt: row.due_at,
    explanation: row.explanation,
    overdueBy,
    minutesLate,
    ...(row.called_last !== null && { calledLast: row.called_last }),
    ...(row.called_last_at !== null && { calledLastAt: row.called_last_at }),
  };
}
