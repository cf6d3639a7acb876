import { Controller, Headers, Inject, Post } from '@nestjs/common';

import { CurrentCaller, Permits, personOf, type Caller } from '#libs/access';
import { NotSharingRecorded, NotSharingRequest, NotSharingWithoutReferralRequest } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, UuidParam } from '#libs/http-api';

import { answerOrProblem, commandOf, Idempotent } from '../change-referral/idempotent-request.js';
import { IDEMPOTENCY_KEY_HEADER } from '../submit-referral/idempotency-key.js';
import { DecideNotToShare } from './decide-not-to-share.js';

const OPERATION = 'decision-not-to-share';

@Controller('v1')
export class DecideNotToShareController {
  constructor(@Inject(DecideNotToShare) private readonly decisions: DecideNotToShare) {}

  @Post('referrals/:referralId/decisions-not-to-share')
  @Permits('referral.decide-not-to-share')
  @Describes('Record a decision not to share a referral with an agency', 'Who, when and why, recorded like a sharing. The caller is the person who decided.')
  @Idempotent()
  @ApiContractResponse(201, NotSharingRecorded)
  @ApiProblems('REF-004', 'REF-014', 'REF-019')
  async ofReferral(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @UuidParam('referralId') referralId: string,
    @ContractBody(NotSharingRequest) request: NotSharingRequest,
  ): Promise<NotSharingRecorded> {
    return answerOrProblem(await this.decisions.decide({ ...commandOf(OPERATION, caller, key, request), person: personOf(caller), referralId }));
  }

  @Post('decisions-not-to-share')
  @Permits('incident.decide-not-to-share')
  @Describes('Record a decision not to share where no referral was made', 'About a notified incident, or about a concern that was never one.')
  @Idempotent()
  @ApiContractResponse(201, NotSharingRecorded)
  @ApiProblems('REF-014', 'REF-016', 'REF-019')
  async withoutReferral(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @ContractBody(NotSharingWithoutReferralRequest) request: NotSharingWithoutReferralRequest,
  ): Promise<NotSharingRecorded> {
    return answerOrProblem(await this.decisions.decide({ ...commandOf(OPERATION, caller, key, request), person: personOf(caller) }));
  }
}
