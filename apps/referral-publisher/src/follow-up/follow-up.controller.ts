import { Controller, Headers, Inject, Post } from '@nestjs/common';

import { CurrentCaller, Permits, personOf, type Caller } from '#libs/access';
import { FollowUpRecorded, FollowUpRequest } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, UuidParam } from '#libs/http-api';

import { answerOrProblem, commandOf, Idempotent } from '../change-referral/idempotent-request.js';
import { IDEMPOTENCY_KEY_HEADER } from '../submit-referral/idempotency-key.js';
import { FollowUp } from './follow-up.js';

@Controller('v1/referrals/:referralId/follow-ups')
export class FollowUpController {
  constructor(@Inject(FollowUp) private readonly followUp: FollowUp) {}

  @Post()
  @Permits('referral.follow-up')
  @Describes(
    'Record that a silent agency was followed up',
    'Ends the referrer\'s duty to follow up (the clock CHASE) for that agency. The agency\'s own duty to answer goes on. The caller is the person who asked.',
  )
  @Idempotent()
  @ApiContractResponse(201, FollowUpRecorded)
  @ApiProblems('REF-004', 'REF-009', 'REF-020')
  async record(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @UuidParam('referralId') referralId: string,
    @ContractBody(FollowUpRequest) request: FollowUpRequest,
  ): Promise<FollowUpRecorded> {
    return answerOrProblem(await this.followUp.record({ ...commandOf('follow-up', caller, key, request), person: personOf(caller), referralId }));
  }
}
