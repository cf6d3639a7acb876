import { Controller, HttpCode, Inject, Post } from '@nestjs/common';

import { CurrentCaller, namedPersonOf, Permits, type Caller } from '#libs/access';
import { FeedbackOpening } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, Describes, ProblemException, UuidParam } from '#libs/http-api';
import { newId } from '#libs/kernel';
import { currentCorrelationId } from '#libs/observability';

import { OpenFeedback } from './open-feedback.js';

@Controller('v1/referrals/:referralId/feedback/:receiptId/opening')
export class OpenFeedbackController {
  constructor(@Inject(OpenFeedback) private readonly feedback: OpenFeedback) {}

  @Post()
  @Permits('referral.open-feedback')
  @HttpCode(200)
  @Describes('Open an agency\'s feedback', 'Records that the caller has read it; a second look by the same person is no second opening.')
  @ApiContractResponse(200, FeedbackOpening)
  @ApiProblems('REF-013', 'GEN-010')
  async open(
    @CurrentCaller() caller: Caller,
    @UuidParam('referralId') referralId: string,
    @UuidParam('receiptId') receiptId: string,
  ): Promise<FeedbackOpening> {
    const correlationId = currentCorrelationId() ?? newId();
    const opening = await this.feedback.open({ organisation: caller.organisation, ...namedPersonOf(caller), correlationId, referralId, receiptId });
    if (opening === undefined) throw new ProblemException('REF-013');
    return opening;
  }
}
