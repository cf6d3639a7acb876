import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { Caller } from '#libs/access';
import type { AuditExportFilter, AuditExportManifest, ExportedLog, ExportFormatName } from '#libs/contracts';
import { ProblemException, ROWS_TRAILER } from '#libs/http-api';
import { newId, systemClock } from '#libs/kernel';
import { causeCode, Logger } from '#libs/observability';
import { Database, type BoundStatement } from '#libs/persistence';

import { FORMAT_VERSION, type ExportFormat } from './export-format.js';
import { ExportManifests } from './export-manifest.repository.js';
import { ExportSlots } from './export-slots.js';
import { ExportStream, type SentFile } from './export-stream.js';

const BATCH_ROWS = 500;
const RETRY_AFTER_SECONDS = '30';

interface Export<Row> extends Pick<AuditExportManifest, 'sees'> {
  readonly of: ExportedLog;
  readonly name: ExportFormatName;
  readonly format: ExportFormat<Row>;
  /** All rows, earliest first. */
  readonly rows: BoundStatement;
  /** The planner's estimate of their number, because a count would cost as much as the export. */
  readonly estimate: BoundStatement;
  readonly caller: Caller;
  readonly askedAt: Date;
  /** The filters as they were asked for. The manifest has the key of a case and never its reference. */
  readonly filter: object;
  /** Further fields of the manifest, known at the end. */
  readonly more?: (file: SentFile) => Promise<Pick<AuditExportManifest, 'notRecorded'>>;
}

/** @throws Error for a caller without a person: a bug, because the operation requires one. */
function askedBy({ organisation, person }: Caller): Pick<AuditExportManifest, 'organisation' | 'person'> {
  if (person === undefined) throw new Error('an export without a person: a bug');
  return { organisation, person };
}

/** The filter with the keys of a case, and without its reference. */
function manifestFilter(asked: object): AuditExportFilter {
  return Object.fromEntries(Object.entries(asked).filter(([name]) => name !== 'caseReference' && name !== 'caseKey')) as unknown as AuditExportFilter;
}

/** Sends a log as a stream, and records its manifest before the last byte. */
@Injectable()
export class SendExport {
  constructor(
    private readonly database: Database,
    private readonly slots: ExportSlots,
    private readonly manifests: ExportManifests,
    private readonly logger: Logger,
  ) {}

  /** @throws ProblemException GEN-010 while too many exports run. */
  async send<Row>(reply: FastifyReply, { of, name, format, rows, estimate, caller, sees, askedAt, filter, more }: Export<Row>): Promise<void> {
    const giveBack = this.slots.take();
    if (giveBack === undefined) {
      const detail = `${this.slots.limit} exports are running already. Wait for one of them to end.`;
      throw new ProblemException('GEN-010', { detail, headers: { 'retry-after': RETRY_AFTER_SECONDS }, reason: 'exports-busy' });
    }
    try {
      const estimated = await this.estimate(estimate);
      const exportId = newId();
      const stream = await ExportStream.open(format, this.database.stream<Row>(rows.statement, rows.values, BATCH_ROWS), async (file) => this.manifests.add({
        manifestVersion: 1, exportId, ...askedBy(caller), sees, askedAt: askedAt.toISOString(), completedAt: systemClock.now().toISOString(), of, format: name, formatVersion: FORMAT_VERSION,
        filter: manifestFilter(filter), ...file, ...(await more?.(file)),
      }));
      stream.once('close', () => {
        giveBack();
        const { readableEnded, errored, rows: count } = stream;
        this.logger.info('export.ended', { outcome: readableEnded ? 'whole' : 'cut-off', count, code: errored === null ? undefined : causeCode(errored) });
      });
      const day = systemClock.now().toISOString().slice(0, 10);
      void reply
        .header('content-type', format.mediaType)
        .header('content-disposition', `attachment; filename="exchange-${of}-${day}.${format.extension}"`)
        .header('x-export-id', exportId)
        .header('x-export-estimated-rows', String(estimated))
        .trailer(ROWS_TRAILER, () => Promise.resolve(String(stream.rows)))
        .send(stream);
    } catch (error) {
      giveBack();
      throw error;
    }
  }

  private async estimate({ statement, values }: BoundStatement): Promise<number> {
    const { rows } = await this.database.run<{ 'QUERY PLAN': readonly { readonly Plan: { readonly 'Plan Rows': number } }[] }>(statement, values);
    return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
  }
}
