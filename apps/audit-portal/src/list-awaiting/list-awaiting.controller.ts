import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { type AuditAwaiting, AuditAwaitingPage, type AuditClock, MAX_AUDIT_PAGE } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, positionAfter, query, type QueryOf, type QueryParameter,
} from '#libs/http-api';
import { failure, NIL_UUID, success } from '#libs/kernel';
import { Database } from '#libs/persistence';

import { ageOf, parseDuration } from '../ageing/age.js';
import { databaseNow } from '../ageing/database-clock.js';
import { openClocksOf, placeOf } from '../referral-timeline/referral-clocks.js';
import { AuditScope, type Scope } from '../scope/audit-scope.js';
import { RecordedNames } from '../scope/recorded-names.js';
import { awaitingPage, type AwaitingRow } from './awaiting-page.js';

const duration: QueryParameter<number | undefined> = {
  description: 'Only silences longer than this: an ISO 8601 duration in weeks, days, hours and minutes, or a number of minutes.',
  expected: 'a duration such as P1D or PT4H, or a number of minutes',
  required: false,
  absent: undefined,
  schema: { type: 'string', examples: ['PT24H', 'P1D', '90'] },
  parse: (text) => {
    const minutes = parseDuration(text);
    return minutes === undefined ? failure('invalid') : success(minutes);
  },
};
const filters = {
  agency: query.slug('Only this agency.'),
  force: query.slug('Only referrals of this force.'),
  unit: query.unit('Only referrals of this unit.'),
  area: query.slug('Only referrals of this local authority area.'),
  olderThan: duration,
};
const parameters = { ...filters, ...pageParameters(MAX_AUDIT_PAGE, 100) };
@Controller('v1/audit/awaiting')
export class ListAwaitingController {
  constructor(
    private readonly database: Database,
    private readonly scope: AuditScope,
    private readonly names: RecordedNames,
  ) {}

  @Get()
  @Permits('audit.list-awaiting')
  @Describes(
    'List who has not responded',
    'Agencies that have neither accepted, refused, redirected nor decided a referral that was published to them, agencies that were '
      + 'asked to take a child whom no agency has, agencies that have ended without an answer and whose successor does not have the referral yet, and corrections that no person at an agency has acknowledged, the longest silence first. What a machine received or a person opened is no response. Ages are elapsed time since the publication to that agency. '
      + 'Whether a due time has passed is in its clocks.',
  )
  @ApiContractResponse(200, AuditAwaitingPage)
  @ApiProblems('AUD-008', 'AUD-010', 'GEN-017', 'GEN-010')
  async list(@ContractQuery(parameters) { cursor, limit, ...given }: QueryOf<typeof parameters>, @CurrentCaller() caller: Caller): Promise<AuditAwaitingPage> {
    const { scope, filters: asked } = await this.scope.narrow(caller, given);
    const { statement, values } = awaitingPage(this.database, asked, positionAfter(cursor, asked, 3), limit);
    const asOf = await databaseNow(this.database);
    const { rows } = await this.database.run<AwaitingRow>(statement, values);
    const clocks = await openClocksOf(this.database, [...new Set(rows.map(({ referral_id: id }) => id))], asOf);
    const toItem = (row: AwaitingRow): AuditAwaiting => awaitingItem(row, clocks, asOf, scope);
    const page = pageOf(rows, limit, asked, (row) => [row.since, row.referral_id, row.agency, row.update_id], toItem);
    return { asOf, ...page, ...(await this.names.notRecorded({ unit: given.unit }, scope, { rows: rows.length, isFirst: cursor === undefined })) };
  }
}

/** The view of an agency may hide area and grade, so its list leaves them out. */
const HIDDEN_FROM_AGENCIES: ReadonlySet<string> = new Set(['area', 'grade']);

function awaitingItem(row: AwaitingRow, clocks: ReadonlyMap<string, readonly AuditClock[]>, asOf: string, scope: Scope): AuditAwaiting {
  const { referral_id: referralId, agency, update_id: updateId, awaits, since, ...known } = row;
  const open = clocks.get(placeOf(referralId, agency));
  const isAgency = scope.sees === 'own' && scope.as === 'agency';
  const present = Object.fromEntries(Object.entries(known).filter(([name, value]) => value !== null && !(isAgency && HIDDEN_FROM_AGENCIES.has(name))));
  return {
    referralId, agency, awaits, since, ...ageOf(since, asOf), ...present,
    ...(updateId !== NIL_UUID && { updateId }), ...(open !== undefined && { clocks: open }),
  };
}
