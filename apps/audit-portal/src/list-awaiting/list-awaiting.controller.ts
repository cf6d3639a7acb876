import { Controller, Get } from '@nestjs/common';

import { RequirePerson } from '#libs/access';
import { type AuditAwaiting, AuditAwaitingPage, type Expectation, type Grade, MAX_AUDIT_PAGE, type Rung } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, type PagePosition, positionAfter, query, type QueryOf, type QueryParameter,
} from '#libs/http-api';
import { failure, sha256, success } from '#libs/kernel';
import { Database, statement } from '#libs/persistence';

import { ageOf, parseDuration } from '../ageing/age.js';
import { databaseNow } from '../ageing/database-clock.js';
import { Conditions, exactly } from '../paging/sql-text.js';

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
  readonly hop: number | null;
  readonly expectation: Expectation | null;
  readonly standing: Rung | null;
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
    'Agencies that have neither accepted, refused, redirected nor decided a referral that was published to them, the longest silence '
      + 'first. What a machine received or a person opened is no response. Ages are elapsed time since the publication to that agency: '
      + 'whether a statutory time has been missed is another question, and not answered here.',
  )
  @ApiContractResponse(200, AuditAwaitingPage)
  @ApiProblems('GEN-017', 'GEN-010')
  async list(@ContractQuery(parameters) { cursor, limit, ...asked }: QueryOf<typeof parameters>): Promise<AuditAwaitingPage> {
    const { text, values } = listSql(asked, positionAfter(cursor, asked, 2));
    const name = `portal-awaiting-${sha256(text).toString('base64url').slice(0, 16)}`;
    const asOf = await databaseNow(this.database);
    const { rows } = await this.database.run<AwaitingRow>(statement(name, text), [...values, limit + 1]);
    return { asOf, ...pageOf(rows, limit, asked, (row) => [row.since, row.referral_id, row.agency], (row) => awaitingItem(row, asOf)) };
  }
}

function listSql({ agency, olderThan }: QueryOf<typeof filters>, after: PagePosition | null): Conditions & { readonly text: string } {
  const conditions = new Conditions().add(() => 'awaiting_since IS NOT NULL').addIf(agency, (value) => `agency = ${value}`);
  if (olderThan !== undefined) conditions.add((minutes) => `awaiting_since < exchange_now() - make_interval(mins => ${minutes}::int)`, olderThan);
  if (after !== null) {
    conditions.add((at, id, name) => `(awaiting_since, referral_id, agency) > (${at}::timestamptz, ${id}::uuid, ${name})`, ...after);
  }
  const text = `
    SELECT w.referral_id, w.agency, w.hop, w.expectation, w.standing, ${exactly('w.awaiting_since')} AS since, r.force, r.area, r.grade
    FROM (
      SELECT * FROM recipient_projection ${conditions.where} ORDER BY awaiting_since, referral_id, agency LIMIT $${conditions.values.length + 1}::int
    ) AS w LEFT JOIN referral_projection r USING (referral_id)
    ORDER BY w.awaiting_since, w.referral_id, w.agency`;
  return Object.assign(conditions, { text });
}

function awaitingItem(row: AwaitingRow, asOf: string): AuditAwaiting {
  const { referral_id: referralId, agency, since, ...known } = row;
  const told = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
  return { referralId, agency, since, ...ageOf(since, asOf), ...told };
}
