import { Controller, Get } from '@nestjs/common';

import { Permits } from '#libs/access';
import { ACCESS_ACTION, ACCESS_KINDS, ACCESS_OUTCOMES, APPS, AuditAccessPage, MAX_AUDIT_PAGE } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, positionAfter, query, type QueryOf,
} from '#libs/http-api';
import { Database } from '#libs/persistence';

import { refuseBackwards } from '../search-events/event-filters.js';
import { accessItem, accessPage, type AccessRow } from './access-query.js';

const STAFF = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const accessFilters = {
  organisation: query.slug('Only callers of this organisation.'),
  person: query.text(STAFF, 'an opaque staff reference such as sw-0142', 'Only this person, by the staff reference.'),
  client: query.text(/^[A-Za-z0-9][A-Za-z0-9.:_-]{0,255}$/, 'the id of a client', 'Only tokens of this client.'),
  app: query.choice(APPS.map(({ name }) => name), 'Only answers of this app.'),
  action: query.text(new RegExp(ACCESS_ACTION.pattern), ACCESS_ACTION.expected, 'Only this action of the table of rights.'),
  kind: query.choice(ACCESS_KINDS, 'Only content, exports, or answers of the audit.'),
  outcome: query.choice(ACCESS_OUTCOMES, 'Only what was granted, or what was denied.'),
  referralId: query.uuid('Only requests and answers that name this referral.'),
  correlationId: query.uuid('Only this request.'),
  from: query.instant('Begin of the period, included.'),
  to: query.instant('End of the period, not included.'),
};
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
