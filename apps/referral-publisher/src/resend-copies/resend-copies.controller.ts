import { Controller, Get, Headers, Inject, Post } from '@nestjs/common';

import { CurrentCaller, Permits, personOf, type Caller } from '#libs/access';
import type { Partnership } from '#libs/agreements';
import { PARTNERSHIP } from '#libs/app-wiring';
import { MAX_RESENT_REFERRALS, MAX_UNDELIVERED_PAGE, ResendRecorded, ResendRequest, UndeliveredCopyPage } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, BEFORE_ALL_TIMES, ContractBody, ContractQuery, Describes, encodeCursor, pageParameters, positionAfter, query, refuseUnknown, required, type QueryOf,
} from '#libs/http-api';
import { Database } from '#libs/persistence';

import { answerOrProblem, commandOf, Idempotent } from '../change-referral/idempotent-request.js';
import { IDEMPOTENCY_KEY_HEADER } from '../submit-referral/idempotency-key.js';
import { ResendCopies } from './resend-copies.js';
import { undeliveredCopies } from './undelivered-copies.js';

const filters = {
  since: required(query.instant('Only copies that were sent at this time or later.')),
  agency: query.slug('Only this agency.'),
};
const parameters = { ...filters, ...pageParameters(MAX_UNDELIVERED_PAGE, MAX_UNDELIVERED_PAGE) };

@Controller('v1')
export class ResendCopiesController {
  constructor(
    @Inject(ResendCopies) private readonly copies: ResendCopies,
    @Inject(Database) private readonly database: Database,
    @Inject(PARTNERSHIP) private readonly partnership: Partnership,
  ) {}

  @Post('resends')
  @Permits('referral.resend')
  @Describes(
    'Send copies of referrals again',
    `Of up to ${MAX_RESENT_REFERRALS} referrals of the caller, to one agency or to every recipient. Each agency is sent the referral as it is now, and the changes whose delivery it has not stated, in new messages. `
      + 'It sees what it was allowed to see then and is allowed to see now. An agency that has an earlier copy keeps one referral, and no clock begins anew. '
      + 'Of a withdrawn referral nothing but the withdrawal is sent. A copy that is not sent is listed with its reason.',
  )
  @Idempotent()
  @ApiContractResponse(201, ResendRecorded)
  async resend(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @ContractBody(ResendRequest) request: ResendRequest,
  ): Promise<ResendRecorded> {
    return answerOrProblem(await this.copies.resend({ ...commandOf('resend', caller, key, request), person: personOf(caller) }));
  }

  @Get('undelivered-copies')
  @Permits('referral.list-undelivered')
  @Describes(
    'List copies without a delivery',
    'The caller\'s referrals whose delivery an agency has not stated, and those with such a change: lost with Kafka\'s data, or on their way. A page may be empty although a next one follows.',
  )
  @ApiContractResponse(200, UndeliveredCopyPage)
  @ApiProblems('GEN-017', 'GEN-010')
  async list(
    @CurrentCaller() { organisation }: Caller, @ContractQuery(parameters) { cursor, limit, ...asked }: QueryOf<typeof parameters>,
  ): Promise<UndeliveredCopyPage> {
    refuseUnknown('agency', asked.agency, this.partnership.agencies.map(({ id }) => id));
    const { items, last } = await undeliveredCopies(this.database, { organisation, ...asked }, positionAfter(cursor, asked, 2), limit);
    return { items, ...(last !== null && { next: encodeCursor([BEFORE_ALL_TIMES, last.referralId, last.agency], asked) }) };
  }
}
