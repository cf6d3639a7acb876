import { Controller, HttpCode, Post } from '@nestjs/common';
import { CurrentCaller, namedPersonOf, Permits, type Caller } from '#libs/access';
import { OpenedReferral } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, Describes, UuidParam } from '#libs/http-api';

import { stepProblem } from '../ladder/step-problem.js';
import { OpenReferral } from './open-referral.js';
@Controller('v1/inbox/:referralId/openings')
export class OpenReferralController {
  constructor(private readonly referrals: OpenReferral) {}

  @Post()
  @Permits('inbox.open')
  @HttpCode(200)
  @Describes(
    'Open a referral',
    'Shows the content to a named person, once it is on record that this person was shown it. '
    + 'If that cannot be recorded, there is no content. It is a POST because it makes a record: no GET shows content. '
    + 'A second opening by the same person makes no second record.',
  )
  @ApiContractResponse(200, OpenedReferral)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001')
  async open(@UuidParam('referralId') referralId: string, @CurrentCaller() caller: Caller): Promise<OpenedReferral> {
    const opened = await this.referrals.open(referralId, namedPersonOf(caller));
    if (!opened.ok) throw stepProblem(opened.error);
    return opened.value;
  }
}
