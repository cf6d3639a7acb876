import { Controller, Put } from '@nestjs/common';
import { CurrentCaller, personOf, type Caller } from '#libs/access';
import { AcceptanceRequest, InboxProgress, RedirectionRequest, RefusalRequest } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, ProblemException, UuidParam } from '#libs/http-api';

import { progressOrProblem } from '../ladder/step-problem.js';
import { TakeStep } from '../ladder/take-step.js';
import { ForPeopleOfOwnAgency } from '../own-agency.js';
import { RedirectTargets } from './redirect-targets.js';

@ForPeopleOfOwnAgency()
@Controller('v1/inbox/:referralId')
export class AnswerReferralController {
  constructor(
    private readonly steps: TakeStep,
    private readonly targets: RedirectTargets,
  ) {}

  @Put('acceptance')
  @Describes(
    'Accept a referral',
    'The agency takes it. An agency answers once: the same answer again is the same answer, another one is refused.',
  )
  @ApiContractResponse(200, InboxProgress)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-004', 'ACK-008')
  async accept(
    @UuidParam('referralId') referralId: string,
    @ContractBody(AcceptanceRequest) _request: AcceptanceRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxProgress> {
    return progressOrProblem(await this.steps.take(referralId, personOf(caller), { kind: 'accept' }));
  }

  @Put('refusal')
  @Describes(
    'Refuse a referral',
    'The agency does not take it, for the reason given. The force is notified, and no agency has taken care of the child yet.',
  )
  @ApiContractResponse(200, InboxProgress)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-004', 'ACK-008')
  async refuse(
    @UuidParam('referralId') referralId: string,
    @ContractBody(RefusalRequest) { reason }: RefusalRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxProgress> {
    return progressOrProblem(await this.steps.take(referralId, personOf(caller), { kind: 'refuse', reason }));
  }

  @Put('redirection')
  @Describes(
    'Redirect a referral',
    'Names the agency that should have it. The publisher sends it there, if an agreement allows that, as the next hop.',
  )
  @ApiContractResponse(200, InboxProgress)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-003', 'ACK-004', 'ACK-008')
  async redirect(
    @UuidParam('referralId') referralId: string,
    @ContractBody(RedirectionRequest) { agency, reason }: RedirectionRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxProgress> {
    if (!this.targets.includes(agency)) {
      const errors = [{ pointer: '/agency', code: 'unknown-agency', message: 'This must be another agency of the partnership.' }];
      throw new ProblemException('ACK-003', { errors });
    }
    return progressOrProblem(await this.steps.take(referralId, personOf(caller), { kind: 'redirect', agency, reason }));
  }
}
