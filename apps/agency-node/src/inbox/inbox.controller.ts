import { Controller, Get } from '@nestjs/common';
import { Permits } from '#libs/access';
import { InboxCount, InboxPage } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, pageOf, pageParameters, positionAfter, query, withDefault, type QueryOf,
} from '#libs/http-api';

import { INBOX_RUNGS, INBOX_STATES } from './inbox-query.js';
import { Inbox } from './inbox.js';

const filters = {
  state: withDefault(query.choice(INBOX_STATES, 'new: not opened yet; opened: not answered yet; answered: every later rung.'), 'all'),
  rung: query.choice(INBOX_RUNGS, 'Only referrals whose highest rung this is.'),
  receivedFrom: query.instant('Received at this time or later.'),
  receivedBefore: query.instant('Received before this time.'),
};
const parameters = { ...filters, ...pageParameters(200, 50) };
@Controller('v1/inbox')
export class InboxController {
  constructor(private readonly inbox: Inbox) {}

  @Get()
  @Permits('inbox.list')
  @Describes(
    'List the inbox',
    'Newest first. Shows what is needed to choose what to open: no names and no narrative, which come only to a named person who opens it.',
  )
  @ApiContractResponse(200, InboxPage)
  @ApiProblems('GEN-003', 'GEN-010', 'GEN-017')
  async list(@ContractQuery(parameters) { cursor, limit, ...asked }: QueryOf<typeof parameters>): Promise<InboxPage> {
    // One row more than the page shows whether there is a next page, without a count.
    const rows = await this.inbox.list(asked, positionAfter(cursor, asked, 1), limit + 1);
    return { ...await this.inbox.omitted(), ...pageOf(rows, limit, asked, ({ receivedAt, referralId }) => [receivedAt, referralId], (item) => item) };
  }

  @Get('count')
  @Permits('inbox.count')
  @Describes('Count the inbox', 'Referrals by state and by rung.')
  @ApiContractResponse(200, InboxCount)
  @ApiProblems('GEN-003', 'GEN-010')
  async count(): Promise<InboxCount> {
    return this.inbox.count();
  }
}
