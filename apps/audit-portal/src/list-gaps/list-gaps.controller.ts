import { Controller, Get } from '@nestjs/common';

import { RequirePerson } from '#libs/access';
import { type AuditGap, AuditGapPage, AuditUnitGapsList, GAP_STATES, type IncidentType, MAX_AUDIT_PAGE } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, type PagePosition, positionAfter, query, type QueryOf, withDefault,
} from '#libs/http-api';
import { sha256 } from '#libs/kernel';
import { Database, statement } from '#libs/persistence';

import { ageOf } from '../ageing/age.js';
import { databaseNow } from '../ageing/database-clock.js';
import { Conditions, exactly } from '../paging/sql-text.js';

const filters = {
  state: withDefault(query.choice(GAP_STATES, 'open: no referral yet, and the agreed time is over. closed: a referral came, later than agreed.'), 'open'),
  force: query.slug('Only incidents of this force.'),
  unit: query.text(/^[A-Z0-9][A-Z0-9-]{0,11}$/, 'the code of a unit', 'Only incidents that this unit dealt with.'),
  area: query.slug('Only this local authority area.'),
};
const parameters = { ...filters, ...pageParameters(MAX_AUDIT_PAGE, 100) };

const UNITS = statement(
  'portal-gaps-of-units',
  `SELECT force, unit, count(*)::int AS open, ${exactly('min(reported_at)')} AS oldest FROM incident_projection
   WHERE due_at IS NOT NULL AND referred_at IS NULL AND due_at < exchange_now()
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

@RequirePerson()
@Controller('v1/audit/gaps')
export class ListGapsController {
  constructor(private readonly database: Database) {}

  @Get()
  @Describes(
    'List what was never referred',
    'Incidents with a child present and no referral within the time agreed in the partnership, the earliest report first. A referral that comes later closes '
      + 'the gap and leaves the delay on the record (state=closed).',
  )
  @ApiContractResponse(200, AuditGapPage)
  @ApiProblems('GEN-017', 'GEN-010')
  async list(@ContractQuery(parameters) { cursor, limit, ...asked }: QueryOf<typeof parameters>): Promise<AuditGapPage> {
    const { text, values } = listSql(asked, positionAfter(cursor, asked, 1));
    const name = `portal-gaps-${sha256(text).toString('base64url').slice(0, 16)}`;
    const asOf = await databaseNow(this.database);
    const { rows } = await this.database.run<GapRow>(statement(name, text), [...values, limit + 1]);
    return { asOf, ...pageOf(rows, limit, asked, (row) => [row.reported_at, row.incident_id], (row) => gapItem(row, asOf)) };
  }

  @Get('units')
  @Describes('Count open gaps by unit', 'The unit with the most first, and since when its oldest gap is open.')
  @ApiContractResponse(200, AuditUnitGapsList)
  @ApiProblems('GEN-010')
  async count(): Promise<AuditUnitGapsList> {
    const asOf = await databaseNow(this.database);
    const { rows } = await this.database.run<{ force: string; unit: string; open: number; oldest: string }>(UNITS);
    return { asOf, items: rows.map(({ force, unit, open, oldest }) => ({ force, unit, open, oldestReportedAt: oldest, oldestAge: ageOf(oldest, asOf).age })) };
  }
}

/** Both states have an index of their own that holds nothing else. */
function listSql({ state, force, unit, area }: QueryOf<typeof filters>, after: PagePosition | null): Conditions & { readonly text: string } {
  const conditions = new Conditions()
    .add(() => (state === 'open' ? 'due_at IS NOT NULL AND referred_at IS NULL AND due_at < exchange_now()' : 'referred_at > due_at'))
    .addIf(force, (value) => `force = ${value}`)
    .addIf(unit, (value) => `unit = ${value}`)
    .addIf(area, (value) => `area = ${value}`);
  if (after !== null) conditions.add((at, id) => `(reported_at, incident_id) > (${at}::timestamptz, ${id}::uuid)`, ...after);
  const text = `
    SELECT incident_id, force, (notified).reference, unit, area, (notified).type, ${exactly('i.reported_at')} AS reported_at, ${exactly('due_at')} AS due_at,
      (referral).referral_id, ${exactly('referred_at')} AS referred_at, (referral).minutes
    FROM incident_projection i ${conditions.where} ORDER BY i.reported_at, incident_id LIMIT $${conditions.values.length + 1}::int`;
  return Object.assign(conditions, { text });
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
