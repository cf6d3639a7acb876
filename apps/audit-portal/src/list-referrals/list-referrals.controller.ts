import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { type AuditReferral, AuditReferralPage, type Grade, GRADES, MAX_AUDIT_PAGE } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, type PagePosition, positionAfter, ProblemException, query, type QueryOf,
} from '#libs/http-api';
import { systemClock } from '#libs/kernel';
import { type BoundStatement, Database, preparedQuery, whereEqual } from '#libs/persistence';

import { inOrder } from '../paging/in-order.js';
import { exactly } from '../paging/sql-text.js';
import { CLOCK_STATE } from '../referral-timeline/clock-state.js';
import { RECIPIENT_COLUMNS, recipientItem, type RecipientRow } from '../referral-timeline/recipient-row.js';
import { inReferralState } from '../referral-timeline/referral-state.js';
import { AuditScope, type Scope } from '../scope/audit-scope.js';
import { RecordedNames } from '../scope/recorded-names.js';
import { LONGEST_PERIOD_DAYS, whatBoundsAreMissing } from '../search-events/bounds.js';
import { caseFilters, refuseBackwards, stateFilters } from '../search-events/event-filters.js';

const filters = {
  force: query.slug('Only referrals of this force.'),
  unit: query.unit('Only referrals of this unit.'),
  agency: query.slug('Only referrals that this agency received.'),
  area: query.slug('Only referrals of this local authority area.'),
  grade: query.choice(GRADES, 'Only this risk grade.'),
  ...caseFilters,
  ...stateFilters,
  from: query.instant(`Published at this time or later; required without a case. At most ${LONGEST_PERIOD_DAYS} days before the end of the period.`),
  to: query.instant('Published before this time. Without it the period ends now.'),
};
const parameters = { ...filters, ...pageParameters(MAX_AUDIT_PAGE, 100) };

interface ReferralRow {
  readonly referral_id: string;
  readonly force: string;
  readonly area: string;
  readonly grade: Grade;
  readonly case_key: string | null;
  readonly published_at: string;
  readonly last_event_at: string;
  readonly correlation_id: string | null;
  readonly recipients: readonly RecipientRow[] | null;
}
@Controller('v1/audit/referrals')
export class ListReferralsController {
  constructor(
    private readonly database: Database,
    private readonly scope: AuditScope,
    private readonly names: RecordedNames,
  ) {}

  @Get()
  @Permits('audit.list-referrals')
  @Describes(
    'List referrals',
    `By publication, latest first, with the highest rung of each recipient. Needs a case, or a period of at most ${LONGEST_PERIOD_DAYS} days. rule and clockState find referrals with such a clock, against agency where it is given.`,
  )
  @ApiContractResponse(200, AuditReferralPage)
  @ApiProblems('AUD-001', 'AUD-008', 'AUD-010', 'GEN-017', 'GEN-010')
  async list(@ContractQuery(parameters) { cursor, limit, ...given }: QueryOf<typeof parameters>, @CurrentCaller() caller: Caller): Promise<AuditReferralPage> {
    const { scope, filters: asked } = await this.scope.narrow(caller, given);
    requirePeriod(asked);
    const after = positionAfter(cursor, asked, 1);
    const { statement, values } = pageStatement(this.database, asked, after, limit);
    const { rows } = await this.database.run<ReferralRow>(statement, values);
    const page = pageOf(rows, limit, asked, (row) => [row.published_at, row.referral_id], (row) => referralItem(row, scope));
    return { ...page, ...(await this.names.notRecorded({ unit: given.unit }, scope, { rows: rows.length, isFirst: cursor === undefined })) };
  }
}

type Asked = QueryOf<typeof filters> & { readonly caseKeys?: readonly string[] | undefined };

function requirePeriod({ from, to, caseKeys }: Asked): void {
  refuseBackwards({ from, to });
  if (whatBoundsAreMissing({ from, to, caseKeys }, systemClock.now()) === null) return;
  throw new ProblemException('AUD-001', { detail: `Add caseReference, or a period of at most ${LONGEST_PERIOD_DAYS} days with from, and to unless it ends now.` });
}

const LAST_EVENT_AT = 'GREATEST(r.last_event_at, (SELECT max(p.last_stated_at) FROM recipient_projection p WHERE p.referral_id = r.referral_id))';
/** PostgreSQL reads the recipients for the rows of the page alone, because it evaluates such columns after the LIMIT. */
const COLUMNS = `r.referral_id, r.force, r.area, r.grade, r.case_key, ${exactly('r.published_at')} AS published_at, ${exactly(LAST_EVENT_AT)} AS last_event_at,
  r.correlation_id, (
    SELECT json_agg(to_json(n) ORDER BY n.hop NULLS LAST, n.agency)
    FROM (SELECT ${RECIPIENT_COLUMNS} FROM recipient_projection p WHERE p.referral_id = r.referral_id) AS n
  ) AS recipients`;

/** A clock of the referral, by its rule and state, and against the agency that was asked for. */
function hasClock({ agency, rule, clockState }: Asked): string {
  const conditions = [
    ...(rule === undefined ? [] : ['clock.rule = :rule']), ...(agency === undefined ? [] : ['clock.agency = :agency']),
    ...(clockState === undefined ? [] : [`${CLOCK_STATE} = :clockState`]),
  ];
  return `EXISTS (SELECT FROM clock_projection clock WHERE clock.referral_id = r.referral_id AND ${conditions.join(' AND ')})`;
}

function pageStatement(database: Database, asked: Asked, after: PagePosition | null, limit: number): BoundStatement {
  const { force, unit, agency, area, grade, from, to, caseKeys, rule, clockState, referralState } = asked;
  const query = database.select().select(COLUMNS).from('referral_projection', 'r').where('r.published_at IS NOT NULL');
  whereEqual(query, 'r', { force, unit, area, grade });
  if (agency !== undefined) query.andWhere('EXISTS (SELECT FROM recipient_projection a WHERE a.referral_id = r.referral_id AND a.agency = :agency)', { agency });
  if (caseKeys !== undefined) query.andWhere('r.case_key = ANY (:caseKeys)', { caseKeys });
  if (rule !== undefined || clockState !== undefined) query.andWhere(hasClock(asked), { rule, agency, clockState });
  if (referralState !== undefined) query.andWhere(inReferralState('r', referralState));
  if (from !== undefined) query.andWhere('r.published_at >= :from', { from });
  if (to !== undefined) query.andWhere('r.published_at < :to', { to });
  return preparedQuery('portal-referrals', inOrder(query, 'DESC', ['r.published_at', 'r.referral_id'], after), limit + 1);
}

/** An agency sees no recipient but itself, and neither area nor grade, which its view may hide. */
function referralItem(row: ReferralRow, scope: Scope): AuditReferral {
  const own = scope.sees === 'own' && scope.as === 'agency' ? scope.organisation : undefined;
  return {
    referralId: row.referral_id,
    force: row.force,
    ...(own === undefined && { area: row.area, grade: row.grade, lastEventAt: row.last_event_at }),
    ...(own === undefined && row.case_key !== null && { caseKey: row.case_key }),
    publishedAt: row.published_at,
    ...(row.correlation_id !== null && { correlationId: row.correlation_id }),
    recipients: (row.recipients ?? []).filter(({ agency }) => own === undefined || agency === own).map((recipient) => recipientItem(recipient)),
  };
}
