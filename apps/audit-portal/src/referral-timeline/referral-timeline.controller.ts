import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { AuditTimeline } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, Describes, NoQuery, ProblemException, UuidParam } from '#libs/http-api';

import { AuditScope } from '../scope/audit-scope.js';
import { ReferralTimeline } from './referral-timeline.js';
@Controller('v1/audit/referrals')
export class ReferralTimelineController {
  constructor(
    private readonly timeline: ReferralTimeline,
    private readonly scope: AuditScope,
  ) {}

  @Get(':referralId/timeline')
  @Permits('audit.read-timeline')
  @NoQuery()
  @Describes(
    'Follow one referral across agencies',
    'The recipients by hop, the events in order, and the missing answers: each silence is listed with its age. '
      + 'Ages are elapsed time, not statutory clocks. Auditors see all of it and a force that of its own referrals; an agency sees its own part, without the '
      + 'other recipients, area and gradings.',
  )
  @ApiContractResponse(200, AuditTimeline)
  @ApiProblems('AUD-002', 'AUD-010', 'GEN-010')
  async read(@UuidParam('referralId') referralId: string, @CurrentCaller() caller: Caller): Promise<AuditTimeline> {
    const timeline = await this.timeline.of(referralId, this.scope.of(caller));
    if (timeline === undefined) throw new ProblemException('AUD-002');
    return timeline;
  }
}
