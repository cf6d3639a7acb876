import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { AuditExportManifest } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, Describes, NoQuery, ProblemException, UuidParam } from '#libs/http-api';

import { AuditScope } from '../scope/audit-scope.js';
import { ExportManifests } from './export-manifest.repository.js';
@Controller('v1/audit/exports')
export class ReadManifestController {
  constructor(
    private readonly manifests: ExportManifests,
    private readonly scope: AuditScope,
  ) {}

  @Get(':exportId/manifest')
  @Permits('audit.read-manifest')
  @NoQuery()
  @Describes(
    'Read the manifest of an export',
    'Who asked for which part of the record when, the number of events, and the SHA-256 of the bytes as they were sent. It is recorded before the last byte is sent, and never changes. An '
      + 'export that was interrupted has none. The organisation that asked, and auditors, may read it.',
  )
  @ApiContractResponse(200, AuditExportManifest)
  @ApiProblems('AUD-010', 'AUD-011', 'GEN-010')
  async read(@UuidParam('exportId') exportId: string, @CurrentCaller() caller: Caller): Promise<AuditExportManifest> {
    const manifest = await this.manifests.find(exportId, this.scope.of(caller));
    if (manifest === undefined) throw new ProblemException('AUD-011');
    return manifest;
  }
}
