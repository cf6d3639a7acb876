import { Controller, Put } from '@nestjs/common';
import { CurrentCaller, namedPersonOf, Permits, personOf, type Caller } from '#libs/access';
import { FeedbackRequest, InboxProgress } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, UuidParam } from '#libs/http-api';

import { progressOrProblem } from '../ladder/step-problem.js';
import { TakeStep } from '../ladder/take-step.js';
@Controller('v1/inbox/:referralId/feedback')
export class FeedBackController {
  constructor(private readonly steps: TakeStep) {}

  @Put()
  @Permits('inbox.feed-back')
  @Describes(
    'Feed back to the referrer',
    'Gives the force feedback on its referral, after any answer. Feedback can be given again when more is known.',
  )
  @ApiContractResponse(200, InboxProgress)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002')
  async feedBack(
    @UuidParam('referralId') referralId: string,
    @ContractBody(FeedbackRequest) { outcome }: FeedbackRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxProgress> {
    return progressOrProblem(await this.steps.take(referralId, namedPersonOf(caller), { kind: 'feed-back', person: personOf(caller), outcome }));
  }
}
