import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { AuditAgencyList, RUNGS, type AuditAgency } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, Describes, NoQuery } from '#libs/http-api';
import { Database, statement } from '#libs/persistence';

import { ageOf } from '../ageing/age.js';
import { databaseNow } from '../ageing/database-clock.js';
import { exactly } from '../paging/sql-text.js';
import { AuditScope } from '../scope/audit-scope.js';

/** The recorder maintains the counts. The oldest silence is one index probe per agency. */
const COUNTS = statement(
  'portal-count-agencies',
  `SELECT t.agency, json_object_agg(t.measure, t.recipients) AS counts,
     ${exactly(`(SELECT p.awaiting_since FROM recipient_projection p WHERE p.agency = t.agency AND p.awaiting_since IS NOT NULL
        ORDER BY p.awaiting_since LIMIT 1)`)} AS awaiting_since
   FROM agency_tally t WHERE t.agency = coalesce($1::text, t.agency) GROUP BY t.agency ORDER BY t.agency LIMIT 10000`,
);

interface CountsRow {
  readonly agency: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly awaiting_since: string | null;
}
@Controller('v1/audit/agencies')
export class CountAgenciesController {
  constructor(
    private readonly database: Database,
    private readonly scope: AuditScope,
  ) {}

  @Get()
  @Permits('audit.count-agencies')
  @NoQuery()
  @Describes(
    'Count by agency and rung',
    'How many recipients of each agency have reached each rung, how many it has not responded to, and since when the oldest of those waits.',
  )
  @ApiContractResponse(200, AuditAgencyList)
  @ApiProblems('AUD-008', 'AUD-010', 'GEN-010')
  async count(@CurrentCaller() caller: Caller): Promise<AuditAgencyList> {
    const scope = this.scope.of(caller);
    const asOf = await databaseNow(this.database);
    const { rows } = await this.database.run<CountsRow>(COUNTS, [scope.sees === 'own' ? scope.organisation : null]);
    return { asOf, items: rows.map((row) => agencyItem(row, asOf)) };
  }
}

function agencyItem({ agency, counts, awaiting_since: since }: CountsRow, asOf: string): AuditAgency {
  return {
    agency,
    rungs: RUNGS.flatMap((rung) => {
      const recipients = counts[rung] ?? 0;
      return recipients > 0 ? [{ rung, recipients }] : [];
    }),
    awaiting: counts['awaiting'] ?? 0,
    ...(since !== null && { awaitingSince: since, oldestAge: ageOf(since, asOf).age }),
  };
}
