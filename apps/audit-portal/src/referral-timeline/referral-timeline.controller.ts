import { Controller, Get } from '@nestjs/common';

import { RequirePerson } from '#libs/access';
import { AuditTimeline } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, Describes, ProblemException, UuidParam } from '#libs/http-api';

import { ReferralTimeline } from './referral-timeline.js';

@RequirePerson()
@Controller('v1/audit/referrals')
export class ReferralTimelineController {
  constructor(private readonly timeline: ReferralTimeline) {}

  @Get(':referralId/timeline')
  @Describes(
    'Follow one referral across agencies',
    'The recipients by hop, the events in order, and the missing answers: each silence is listed with its age. '
      + 'Ages are elapsed time, not statutory clocks.',
  )
  @ApiContractResponse(200, AuditTimeline)
  @ApiProblems('AUD-002', 'GEN-010')
  async read(@UuidParam('referralId') referralId: string): Promise<AuditTimeline> {
    const timeline = await this.timeline.of(referralId);
    if (timeline === undefined) throw new ProblemException('AUD-002');
    return timeline;
  }
}
