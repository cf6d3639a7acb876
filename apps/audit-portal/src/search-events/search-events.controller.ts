import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { AuditEventPage, MAX_AUDIT_PAGE } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, positionAfter, type QueryOf,
} from '#libs/http-api';
import { systemClock } from '#libs/kernel';
import { Database } from '#libs/persistence';

import { AuditScope } from '../scope/audit-scope.js';
import { RecordedNames } from '../scope/recorded-names.js';
import { BOUNDS_DESCRIPTION, eventFilters, requireBounds, SCOPE_DESCRIPTION } from './event-filters.js';
import { eventItem } from './event-item.js';
import { pageStatement, type EventRow } from './event-query.js';

const parameters = { ...eventFilters, ...pageParameters(MAX_AUDIT_PAGE, 100) };
@Controller('v1/audit/events')
export class SearchEventsController {
  constructor(
    private readonly database: Database,
    private readonly scope: AuditScope,
    private readonly names: RecordedNames,
  ) {}

  @Get()
  @Permits('audit.search-events')
  @Describes(
    'Search the event log',
    `Latest first, in pages: each event that was recorded before the first page was read comes exactly once, also while more are recorded. ${BOUNDS_DESCRIPTION} ${SCOPE_DESCRIPTION}`,
  )
  @ApiContractResponse(200, AuditEventPage)
  @ApiProblems('AUD-001', 'AUD-008', 'AUD-010', 'GEN-017', 'GEN-010')
  async search(@ContractQuery(parameters) { cursor, limit, ...asked }: QueryOf<typeof parameters>, @CurrentCaller() caller: Caller): Promise<AuditEventPage> {
    const { scope, filters: filter } = await this.scope.narrow(caller, asked);
    requireBounds(filter, systemClock.now());
    const { statement, values } = pageStatement(this.database, { ...filter, scope }, positionAfter(cursor, filter, 1), limit);
    const { rows } = await this.database.run<EventRow>(statement, values);
    const time = filter.by === 'recorded' ? 'recorded_at' : 'occurred_at';
    const page = pageOf(rows, limit, filter, (row) => [row[time], row.event_id], eventItem);
    return { ...page, ...(await this.names.notRecorded(asked, scope, { rows: rows.length, isFirst: cursor === undefined })) };
  }
}
