import { Controller, Get, Inject } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import type { ClockPolicy, Partnership } from '#libs/agreements';
import { clockPolicyOf, PARTNERSHIP } from '#libs/app-wiring';
import { ReferralStatus } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, Describes, ProblemException, UuidParam } from '#libs/http-api';

import { ReferralStatusRepository } from './referral-status.repository.js';
import { statusOf } from './status-of.js';

@Controller('v1/referrals')
export class ReadReferralController {
  private readonly policy: ClockPolicy;

  constructor(
    @Inject(ReferralStatusRepository) private readonly repository: ReferralStatusRepository,
    @Inject(PARTNERSHIP) private readonly partnership: Partnership,
  ) {
    this.policy = clockPolicyOf(partnership);
  }

  @Get(':referralId')
  @Permits('referral.read-status')
  @Describes('Status of a referral', 'Every recipient of every hop, with each rung it reached, and each clock that began with the sharing: due time, and whether it runs, is breached, or how it ended. Clocks of one child (assessment, conference, return interview) are in the audit. A referral of another sender does not exist for the caller.')
  @ApiContractResponse(200, ReferralStatus)
  @ApiProblems('REF-004')
  async read(@CurrentCaller() caller: Caller, @UuidParam('referralId') referralId: string): Promise<ReferralStatus> {
    const referral = await this.repository.find(caller.organisation, referralId);
    if (referral === undefined) throw new ProblemException('REF-004');
    return statusOf(referralId, referral, this.partnership, this.policy);
  }
}
