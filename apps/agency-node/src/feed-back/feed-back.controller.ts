import { Controller, Put } from '@nestjs/common';
import { CurrentCaller, personOf, type Caller } from '#libs/access';
import { FeedbackRequest, InboxStanding } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, UuidParam } from '#libs/http-api';

import { standingOrProblem } from '../ladder/step-problem.js';
import { TakeStep } from '../ladder/take-step.js';
import { ForPeopleOfOwnAgency } from '../own-agency.js';

@ForPeopleOfOwnAgency()
@Controller('v1/inbox/:referralId/feedback')
export class FeedBackController {
  constructor(private readonly steps: TakeStep) {}

  @Put()
  @Describes(
    'Feed back to the referrer',
    'Tells the force what came of its referral, after any answer. It may be told again when more is known.',
  )
  @ApiContractResponse(200, InboxStanding)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002')
  async feedBack(
    @UuidParam('referralId') referralId: string,
    @ContractBody(FeedbackRequest) { outcome }: FeedbackRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxStanding> {
    return standingOrProblem(await this.steps.take(referralId, personOf(caller), { kind: 'feed-back', outcome }));
  }
}
