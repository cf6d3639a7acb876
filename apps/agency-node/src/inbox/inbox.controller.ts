import { Controller, Get } from '@nestjs/common';
import { InboxCount, InboxPage } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, ContractQuery, Describes, ProblemException, query, withDefault, type QueryOf,
} from '#libs/http-api';

import { ForOwnAgency } from '../own-agency.js';
import { INBOX_RUNGS, INBOX_STATES } from './inbox-query.js';
import { Inbox } from './inbox.js';
import { CURSOR_PATTERN } from './page-cursor.js';

const filters = {
  state: withDefault(query.choice(INBOX_STATES, 'new: nobody has opened it; opened: not answered yet; answered: all after that.'), 'all'),
  rung: query.choice(INBOX_RUNGS, 'Only referrals that stand on this rung.'),
  receivedFrom: query.instant('Received at this time or later.'),
  receivedBefore: query.instant('Received before this time.'),
  cursor: query.text(CURSOR_PATTERN, 'the value of next in the last page', 'Where the page begins: next of the page before.'),
  limit: withDefault(query.integer(1, 200, 'Referrals on a page.'), 50),
};

@ForOwnAgency()
@Controller('v1/inbox')
export class InboxController {
  constructor(private readonly inbox: Inbox) {}

  @Get()
  @Describes(
    'List the inbox',
    'Newest first. Shows what is needed to choose what to open: no names and no narrative, which come only to a named person who opens it.',
  )
  @ApiContractResponse(200, InboxPage)
  @ApiProblems('GEN-003', 'GEN-010')
  async list(@ContractQuery(filters) asked: QueryOf<typeof filters>): Promise<InboxPage> {
    const page = await this.inbox.list(asked);
    if (page === undefined) {
      const errors = [{ pointer: '/cursor', code: 'invalid', message: 'This must be the value of next in the last page.' }];
      throw new ProblemException('GEN-011', { errors });
    }
    return page;
  }

  @Get('count')
  @Describes('Count the inbox', 'Referrals by state and by rung.')
  @ApiContractResponse(200, InboxCount)
  @ApiProblems('GEN-003', 'GEN-010')
  async count(): Promise<InboxCount> {
    return this.inbox.count();
  }
}
