import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';

import { CurrentCaller, namedPersonOf, Permits, type Caller } from '#libs/access';
import { HandoverRecorded, OpenReferralList } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, Describes, ProblemException, SlugParam } from '#libs/http-api';
import { newId } from '#libs/kernel';
import { currentCorrelationId } from '#libs/observability';

import { HandOver } from './hand-over.js';

@Controller('v1/agencies/:agency')
export class HandOverController {
  constructor(@Inject(HandOver) private readonly handover: HandOver) {}

  @Get('open-referrals')
  @Permits('agency.list-open-referrals')
  @Describes('List the referrals that are still with an agency', 'The caller\'s own referrals that the agency has not answered, or that it has accepted and works on.')
  @ApiContractResponse(200, OpenReferralList)
  @ApiProblems('REF-014', 'GEN-010')
  async open(@CurrentCaller() { organisation }: Caller, @SlugParam('agency') agency: string): Promise<OpenReferralList> {
    const list = await this.handover.open(organisation, agency);
    if (list === undefined) throw new ProblemException('REF-014');
    return list;
  }

  @Post('handover')
  @Permits('agency.hand-over')
  @HttpCode(200)
  @Describes(
    'Hand the referrals of an ended agency to its successor',
    'Every referral of the caller that is still with the agency goes to its successor as a further hop, with the present content and due times of its own. '
      + 'The record of the ended agency stays as it is. Asked for again, it hands over those that are left.',
  )
  @ApiContractResponse(200, HandoverRecorded)
  @ApiProblems('REF-014', 'REF-031', 'GEN-010')
  async handOver(@CurrentCaller() caller: Caller, @SlugParam('agency') agency: string): Promise<HandoverRecorded> {
    const correlationId = currentCorrelationId() ?? newId();
    const recorded = await this.handover.handOver({ organisation: caller.organisation, ...namedPersonOf(caller), correlationId, agency });
    if (recorded === 'unknown-agency') throw new ProblemException('REF-014');
    if (recorded === 'not-possible') throw new ProblemException('REF-031');
    return recorded;
  }
}
