import { Controller, Put } from '@nestjs/common';
import { CurrentCaller, namedPersonOf, Permits, personOf, type Caller } from '#libs/access';
import { DecisionRequest, InboxProgress } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, UuidParam } from '#libs/http-api';

import { progressOrProblem } from '../ladder/step-problem.js';
import { TakeStep } from '../ladder/take-step.js';
@Controller('v1/inbox/:referralId/decision')
export class DecideController {
  constructor(private readonly steps: TakeStep) {}

  @Put()
  @Permits('inbox.decide')
  @Describes('Decide on a referral', 'Records the next step. It may be decided again: the latest decision counts, and all are kept.')
  @ApiContractResponse(200, InboxProgress)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-008')
  async decide(
    @UuidParam('referralId') referralId: string,
    @ContractBody(DecisionRequest) { decision }: DecisionRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxProgress> {
    return progressOrProblem(await this.steps.take(referralId, namedPersonOf(caller), { kind: 'decide', person: personOf(caller), decision }));
  }
}
