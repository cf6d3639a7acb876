import { Controller, Get } from '@nestjs/common';

import { Permits } from '#libs/access';
import { AuditAccessPage, MAX_AUDIT_PAGE } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, positionAfter, type QueryOf,
} from '#libs/http-api';
import { Database } from '#libs/persistence';

import { refuseBackwards } from '../search-events/event-filters.js';
import { accessFilters } from './access-filters.js';
import { accessItem, accessPage, type AccessRow } from './access-query.js';

const parameters = { ...accessFilters, ...pageParameters(MAX_AUDIT_PAGE, 100) };

@Controller('v1/audit/access')
export class ListAccessController {
  constructor(private readonly database: Database) {}

  @Get()
  @Permits('audit.list-access')
  @Describes(
    'List who was given or denied what',
    'Records of access of every app, latest first: each answer with content or a part of the audit, and each denial of a known caller. For auditors, because the records '
      + 'serve the check of access, and no measure of work (Data Protection Act 2018, section 62). This question is recorded as well.',
  )
  @ApiContractResponse(200, AuditAccessPage)
  @ApiProblems('GEN-017', 'GEN-010')
  async list(@ContractQuery(parameters) { cursor, limit, ...asked }: QueryOf<typeof parameters>): Promise<AuditAccessPage> {
    refuseBackwards(asked);
    const { statement, values } = accessPage(this.database, asked, positionAfter(cursor, asked, 1), limit);
    const { rows } = await this.database.run<AccessRow>(statement, values);
    return pageOf(rows, limit, asked, (row) => [row.at, row.access_id], accessItem);
  }
}
