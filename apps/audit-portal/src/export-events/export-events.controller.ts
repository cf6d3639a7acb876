import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { ApiMediaResponse, ApiProblems, ContractQuery, Describes, ProblemException, query, withDefault, type QueryOf } from '#libs/http-api';
import { EXPORT_FORMAT_NAMES, type AuditExportFilter, type AuditExportManifest } from '#libs/contracts';
import { newId, systemClock } from '#libs/kernel';
import { causeCode, Logger } from '#libs/observability';
import { Database } from '#libs/persistence';

import { AuditScope } from '../scope/audit-scope.js';
import { RecordedNames } from '../scope/recorded-names.js';
import { BOUNDS_DESCRIPTION, eventFilters, requireBounds, SCOPE_DESCRIPTION } from '../search-events/event-filters.js';
import { estimateStatement, exportStatement, type ScopedFilter } from '../search-events/event-query.js';
import { EXPORT_FORMATS, FORMAT_VERSION, type ExportRow } from './export-format.js';
import { ExportManifests } from './export-manifest.repository.js';
import { ExportSlots } from './export-slots.js';
import { ExportStream } from './export-stream.js';

const parameters = {
  ...eventFilters,
  format: withDefault(query.choice(EXPORT_FORMAT_NAMES, 'csv for spreadsheets; jsonl (one event a line, with its payload) for programs.'), 'csv'),
};
const BATCH_ROWS = 500;
const RETRY_AFTER_SECONDS = '30';

/** @throws Error for a caller without a person: a bug, because the operation requires one. */
function askedBy({ organisation, person }: Caller): Pick<AuditExportManifest, 'organisation' | 'person'> {
  if (person === undefined) throw new Error('an export without a person: a bug');
  return { organisation, person };
}

/** The filter with the keys of a case, and without its reference. */
function manifestFilter(asked: object): AuditExportFilter {
  return Object.fromEntries(Object.entries(asked).filter(([name]) => name !== 'caseReference' && name !== 'caseKey')) as unknown as AuditExportFilter;
}
@Controller('v1/audit/exports')
export class ExportEventsController {
  constructor(
    private readonly database: Database,
    private readonly slots: ExportSlots,
    private readonly manifests: ExportManifests,
    private readonly scope: AuditScope,
    private readonly names: RecordedNames,
    private readonly logger: Logger,
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
    const format = EXPORT_FORMATS[name];
    const giveBack = this.slots.take();
    if (giveBack === undefined) {
      const detail = `${this.slots.limit} exports are running already. Wait for one of them to end.`;
      throw new ProblemException('GEN-010', { detail, headers: { 'retry-after': RETRY_AFTER_SECONDS }, reason: 'exports-busy' });
    }
    try {
      const estimate = await this.estimate(filter);
      const { statement, values } = exportStatement(this.database, filter);
      const exportId = newId();
      const stream = await ExportStream.open(format, this.database.stream<ExportRow>(statement, values, BATCH_ROWS), async (file) => this.manifests.add({
        manifestVersion: 1, exportId, ...askedBy(caller), sees: scope.sees === 'all' ? 'all' : scope.as, askedAt: askedAt.toISOString(),
        completedAt: systemClock.now().toISOString(), format: name, formatVersion: FORMAT_VERSION, filter: manifestFilter(filters), ...file,
        ...(await this.names.notRecorded(given, scope, file)),
      }));
      stream.once('close', () => {
        giveBack();
        const { readableEnded, errored, rows } = stream;
        this.logger.info('export.ended', { outcome: readableEnded ? 'whole' : 'cut-off', count: rows, code: errored === null ? undefined : causeCode(errored) });
      });
      const day = systemClock.now().toISOString().slice(0, 10);
      void reply
        .header('content-type', format.mediaType)
        .header('content-disposition', `attachment; filename="exchange-events-${day}.${format.extension}"`)
        .header('x-export-id', exportId)
        .header('x-export-estimated-rows', String(estimate))
        .trailer('x-export-rows', () => Promise.resolve(String(stream.rows)))
        .send(stream);
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  /** The planner's estimate, because a count would cost as much as the export. */
  private async estimate(filter: ScopedFilter): Promise<number> {
    const { statement, values } = estimateStatement(this.database, filter);
    const { rows } = await this.database.run<{ 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[] }>(statement, values);
    return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
  }
}
