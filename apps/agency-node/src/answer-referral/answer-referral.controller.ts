import { Controller, Put } from '@nestjs/common';
import { CurrentCaller, namedPersonOf, Permits, personOf, type Caller } from '#libs/access';
import { AcceptanceRequest, InboxProgress, RedirectionRequest, RefusalRequest } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, UuidParam } from '#libs/http-api';
import type { Step } from '#libs/safeguarding';

import { progressOrProblem } from '../ladder/step-problem.js';
import { TakeStep } from '../ladder/take-step.js';
import { checkOtherReferral } from './other-referral.js';
import { RedirectTargets } from './redirect-targets.js';
@Controller('v1/inbox/:referralId')
export class AnswerReferralController {
  constructor(
    private readonly steps: TakeStep,
    private readonly targets: RedirectTargets,
  ) {}

  @Put('acceptance')
  @Permits('inbox.accept')
  @Describes(
    'Accept a referral',
    'The agency takes it. An acceptance is final. It may follow a refusal or a redirect of this agency that was a mistake: both stay in the record, and no clock '
    + 'is reset. A colleague who accepts as well is recorded, and the first acceptance counts.',
  )
  @ApiContractResponse(200, InboxProgress)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-004', 'ACK-008')
  async accept(
    @UuidParam('referralId') referralId: string,
    @ContractBody(AcceptanceRequest) _request: AcceptanceRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxProgress> {
    return progressOrProblem(await this.steps.take(referralId, namedPersonOf(caller), { kind: 'accept', person: personOf(caller) }));
  }

  @Put('refusal')
  @Permits('inbox.refuse')
  @Describes(
    'Refuse a referral',
    'The agency does not take it, for the reason given. The force is notified. Where no other agency has the child, people are called at once. '
    + 'As a duplicate, it can name the other referral. The agency can accept it after all.',
  )
  @ApiContractResponse(200, InboxProgress)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-004', 'ACK-008', 'ACK-021')
  async refuse(
    @UuidParam('referralId') referralId: string,
    @ContractBody(RefusalRequest) { reason, duplicateOf }: RefusalRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxProgress> {
    const person = personOf(caller);
    const step: Step = { kind: 'refuse', person, reason, ...(duplicateOf !== undefined && { duplicateOf }) };
    return progressOrProblem(await this.steps.take(referralId, namedPersonOf(caller), step, checkOtherReferral(reason, duplicateOf)));
  }

  @Put('redirection')
  @Permits('inbox.redirect')
  @Describes(
    'Redirect a referral',
    'Names the agency that should have it. The publisher sends it there, if an agreement allows that, as the next hop. Otherwise it declines the redirect and '
    + 'notifies this agency, which may answer again.',
  )
  @ApiContractResponse(200, InboxProgress)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-003', 'ACK-004', 'ACK-008', 'ACK-020')
  async redirect(
    @UuidParam('referralId') referralId: string,
    @ContractBody(RedirectionRequest) { agency, reason }: RedirectionRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxProgress> {
    const person = personOf(caller);
    return progressOrProblem(await this.steps.take(referralId, namedPersonOf(caller), { kind: 'redirect', person, agency, reason }, this.targets.check(agency)));
  }
}
