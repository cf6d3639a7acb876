import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { EXPORT_FORMAT_NAMES } from '#libs/contracts';
import { ApiMediaResponse, ApiProblems, ContractQuery, Describes, query, withDefault, type QueryOf } from '#libs/http-api';
import { systemClock } from '#libs/kernel';
import { Database } from '#libs/persistence';

import { SendExport } from '../export-events/send-export.js';
import { refuseBackwards } from '../search-events/event-filters.js';
import { accessFilters } from './access-filters.js';
import { ACCESS_FORMATS } from './access-format.js';
import { accessEstimate, accessExport } from './access-query.js';

const parameters = {
  ...accessFilters,
  format: withDefault(query.choice(EXPORT_FORMAT_NAMES, 'csv for spreadsheets; jsonl (one record a line) for programs.'), 'csv'),
};

@Controller('v1/audit/exports')
export class ExportAccessController {
  constructor(
    private readonly database: Database,
    private readonly exports: SendExport,
  ) {}

  @Get('access')
  @Permits('audit.export-access')
  @Describes(
    'Export the records of access',
    'Earliest first, of one moment, as a stream of any length, for auditors and for the Information Commissioner. Headers, trailer and manifest are those of an export of the event log. The export is recorded as well.',
  )
  @ApiMediaResponse(200, 'text/csv', 'CSV: RFC 4180, with a header line.', {
    headers: { 'x-export-estimated-rows': 'How many records the database expects, for a progress display.', 'x-export-id': 'Id of the export, which its manifest has.' },
  })
  @ApiMediaResponse(200, 'application/jsonl', 'JSON Lines: one record a line.')
  @ApiProblems('GEN-010')
  async export(
    @ContractQuery(parameters) { format: name, ...asked }: QueryOf<typeof parameters>, @CurrentCaller() caller: Caller, @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseBackwards(asked);
    await this.exports.send(reply, {
      of: 'access', name, format: ACCESS_FORMATS[name], rows: accessExport(this.database, asked), estimate: accessEstimate(this.database, asked), caller, sees: 'all', askedAt: systemClock.now(),
      filter: { ...asked, by: 'occurred' },
    });
  }
}
