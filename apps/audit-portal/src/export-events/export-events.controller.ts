import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { ApiMediaResponse, ApiProblems, ContractQuery, Describes, query, withDefault, type QueryOf } from '#libs/http-api';
import { EXPORT_FORMAT_NAMES } from '#libs/contracts';
import { systemClock } from '#libs/kernel';
import { Database } from '#libs/persistence';

import { AuditScope } from '../scope/audit-scope.js';
import { RecordedNames } from '../scope/recorded-names.js';
import { BOUNDS_DESCRIPTION, eventFilters, requireBounds, SCOPE_DESCRIPTION } from '../search-events/event-filters.js';
import { estimateStatement, exportStatement, type ScopedFilter } from '../search-events/event-query.js';
import { EXPORT_FORMATS } from './export-format.js';
import { SendExport } from './send-export.js';

const parameters = {
  ...eventFilters,
  format: withDefault(query.choice(EXPORT_FORMAT_NAMES, 'csv for spreadsheets; jsonl (one event a line, with its payload) for programs.'), 'csv'),
};

@Controller('v1/audit/exports')
export class ExportEventsController {
  constructor(
    private readonly database: Database,
    private readonly exports: SendExport,
    private readonly scope: AuditScope,
    private readonly names: RecordedNames,
  ) {}

  @Get('events')
  @Permits('audit.export-events')
  @Describes(
    'Export the event log',
    `Earliest first, of one moment, as a stream of any length. ${BOUNDS_DESCRIPTION} ${SCOPE_DESCRIPTION} The header x-export-estimated-rows is the database's `
      + 'estimate, for a progress display; the HTTP trailer x-export-rows is the number of events sent. Its manifest, with the digest of the file, and with the filters that name nothing on record where the file is empty, is at '
      + '/v1/audit/exports/{x-export-id}/manifest once the export is whole. A connection that breaks before '
      + 'the end of the chunked body means that the file is not whole, and it has no manifest. Cells that a spreadsheet could take for a formula begin with an '
      + 'apostrophe. Text is UTF-8 without byte order mark; what the log holds is ASCII.',
  )
  @ApiMediaResponse(200, 'text/csv', 'CSV: RFC 4180, with a header line.', {
    headers: { 'x-export-estimated-rows': 'How many events the database expects, for a progress display.', 'x-export-id': 'Id of the export, which its manifest has.' },
  })
  @ApiMediaResponse(200, 'application/jsonl', 'JSON Lines: one event a line, with its payload.')
  @ApiProblems('AUD-001', 'AUD-008', 'AUD-010', 'GEN-010')
  async export(
    @ContractQuery(parameters) { format: name, ...given }: QueryOf<typeof parameters>, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply,
  ): Promise<void> {
    const { scope, filters } = await this.scope.narrow(caller, given);
    const filter: ScopedFilter = { ...filters, scope };
    const askedAt = systemClock.now();
    requireBounds(filter, askedAt);
    const estimated = estimateStatement(this.database, filter);
    await this.exports.send(reply, {
      of: 'events', name, format: EXPORT_FORMATS[name], rows: exportStatement(this.database, filter), estimate: estimated, caller, sees: scope.sees === 'all' ? 'all' : scope.as, askedAt,
      filter: filters, more: (file) => this.names.notRecorded(given, scope, file),
    });
  }
}
