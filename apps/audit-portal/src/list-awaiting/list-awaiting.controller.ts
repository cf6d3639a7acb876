import { Controller, Get } from '@nestjs/common';

import { RequirePerson } from '#libs/access';
import { type AuditAwaiting, AuditAwaitingPage, type Expectation, type Grade, MAX_AUDIT_PAGE, type Rung } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, type PagePosition, positionAfter, query, type QueryOf, type QueryParameter,
} from '#libs/http-api';
import { failure, success } from '#libs/kernel';
import { type BoundStatement, Database, preparedQuery, whereEqual } from '#libs/persistence';

import { ageOf, parseDuration } from '../ageing/age.js';
import { databaseNow } from '../ageing/database-clock.js';
import { inOrder } from '../paging/in-order.js';
import { exactly } from '../paging/sql-text.js';

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
const filters = { agency: query.slug('Only this agency.'), olderThan: duration };
const parameters = { ...filters, ...pageParameters(MAX_AUDIT_PAGE, 100) };

interface AwaitingRow {
  readonly referral_id: string;
  readonly agency: string;
  readonly awaits: AuditAwaiting['awaits'];
  readonly hop: number | null;
  readonly expectation: Expectation | null;
  readonly highestRung: Rung | null;
  readonly since: string;
  readonly force: string | null;
  readonly area: string | null;
  readonly grade: Grade | null;
}

@RequirePerson()
@Controller('v1/audit/awaiting')
export class ListAwaitingController {
  constructor(private readonly database: Database) {}

  @Get()
  @Describes(
    'List who has not responded',
    'Agencies that have neither accepted, refused, redirected nor decided a referral that was published to them, and agencies that were '
      + 'asked to take a child whom no agency has, the longest silence first. What a machine received or a person opened is no response. Ages are elapsed time since the publication to that agency: '
      + 'whether a statutory time has been missed is another question, and not answered here.',
  )
  @ApiContractResponse(200, AuditAwaitingPage)
  @ApiProblems('GEN-017', 'GEN-010')
  async list(@ContractQuery(parameters) { cursor, limit, ...asked }: QueryOf<typeof parameters>): Promise<AuditAwaitingPage> {
    const { statement, values } = pageStatement(this.database, asked, positionAfter(cursor, asked, 2), limit);
    const asOf = await databaseNow(this.database);
    const { rows } = await this.database.run<AwaitingRow>(statement, values);
    return { asOf, ...pageOf(rows, limit, asked, (row) => [row.since, row.referral_id, row.agency], (row) => awaitingItem(row, asOf)) };
  }
}

const COLUMNS = `w.referral_id, w.agency, CASE WHEN w.no_holder_since IS NULL THEN 'response' ELSE 'holder' END AS awaits, w.hop, w.expectation, w.highest_rung AS "highestRung", ${exactly('w.awaiting_since')} AS since, r.force, r.area, r.grade`;

function pageStatement(database: Database, { agency, olderThan }: QueryOf<typeof filters>, after: PagePosition | null, limit: number): BoundStatement {
  const query = database.select().select(COLUMNS).from('recipient_projection', 'w').where('w.awaiting_since IS NOT NULL');
  query.leftJoin('referral_projection', 'r', 'r.referral_id = w.referral_id');
  whereEqual(query, 'w', { agency });
  if (olderThan !== undefined) query.andWhere('w.awaiting_since < exchange_now() - make_interval(mins => :olderThan)', { olderThan });
  return preparedQuery('portal-awaiting', inOrder(query, 'ASC', ['w.awaiting_since', 'w.referral_id', 'w.agency'], after), limit + 1);
}

function awaitingItem(row: AwaitingRow, asOf: string): AuditAwaiting {
  const { referral_id: referralId, agency, awaits, since, ...known } = row;
  const present = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
  return { referralId, agency, awaits, since, ...ageOf(since, asOf), ...present };
}
