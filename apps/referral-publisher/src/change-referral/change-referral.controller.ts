import { Controller, Headers, Inject, Post } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { ChangeRecorded, CorrectionRequest, MissingEpisodeEventRequest, RiskGradingRequest, WithdrawalRequest } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, UuidParam } from '#libs/http-api';

import { CorrectReferral } from '../correct-referral/correct-referral.js';
import { GradeRisk } from '../grade-risk/grade-risk.js';
import { LinkIncidents } from '../incidents/link-incidents.js';
import { RecordMissingEpisode } from '../record-missing-episode/record-missing-episode.js';
import { IDEMPOTENCY_KEY_HEADER } from '../submit-referral/idempotency-key.js';
import { WithdrawReferral } from '../withdraw-referral/withdraw-referral.js';
import { answerOrProblem, commandOf, Idempotent } from './idempotent-request.js';

@Controller('v1/referrals/:referralId')
export class ChangeReferralController {
  constructor(
    @Inject(CorrectReferral) private readonly corrections: CorrectReferral,
    @Inject(WithdrawReferral) private readonly withdrawals: WithdrawReferral,
    @Inject(GradeRisk) private readonly gradings: GradeRisk,
    @Inject(RecordMissingEpisode) private readonly episodes: RecordMissingEpisode,
    @Inject(LinkIncidents) private readonly incidents: LinkIncidents,
  ) {}

  @Post('corrections')
  @Permits('referral.correct')
  @Describes(
    'Correct a referral',
    'Field by field, and with added and removed children. A child keeps its id through every correction. The corrected referral is checked as a whole. Every agency whose view holds a corrected field gets its view as it is now, '
      + 'and a named person there must acknowledge it; what was expected of the agency before is neither answered nor begun anew.',
  )
  @Idempotent()
  @ApiContractResponse(201, ChangeRecorded)
  @ApiProblems('REF-004', 'REF-009', 'REF-010', 'REF-011')
  async correct(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @UuidParam('referralId') referralId: string,
    @ContractBody(CorrectionRequest) request: CorrectionRequest,
  ): Promise<ChangeRecorded> {
    const answer = answerOrProblem(await this.corrections.correct({ ...commandOf('correction', caller, key, request), referralId }));
    this.incidents.referralsStored([referralId]);
    return answer;
  }

  @Post('withdrawal')
  @Permits('referral.withdraw')
  @Describes(
    'Withdraw a referral',
    'Every holder is notified. It stays readable; nothing is expected any more, and it can no longer be answered or changed.',
  )
  @Idempotent()
  @ApiContractResponse(201, ChangeRecorded)
  @ApiProblems('REF-004', 'REF-009')
  async withdraw(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @UuidParam('referralId') referralId: string,
    @ContractBody(WithdrawalRequest) request: WithdrawalRequest,
  ): Promise<ChangeRecorded> {
    return answerOrProblem(await this.withdrawals.withdraw({ ...commandOf('withdrawal', caller, key, request), referralId }));
  }

  @Post('risk-gradings')
  @Permits('referral.grade-risk')
  @Describes(
    'Grade the risk again',
    'Keeps the delay since the report. Every holder that may see the risk is notified; an agency that an agreement names at the new grade gets the referral, as a further hop.',
  )
  @Idempotent()
  @ApiContractResponse(201, ChangeRecorded)
  @ApiProblems('REF-004', 'REF-009', 'REF-011', 'REF-018')
  async grade(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @UuidParam('referralId') referralId: string,
    @ContractBody(RiskGradingRequest) request: RiskGradingRequest,
  ): Promise<ChangeRecorded> {
    return answerOrProblem(await this.gradings.grade({ ...commandOf('regrade', caller, key, request), referralId }));
  }

  @Post('missing-episode-events')
  @Permits('referral.record-episode')
  @Describes(
    'Record what happens in a missing episode',
    'Of one child: reported, risk levels over time with when the information was obtained and from whom, found, interviews. Codes and times only. '
      + 'Every holder that may see the episode is notified. The 72 hours of the return interview run from `found`.',
  )
  @Idempotent()
  @ApiContractResponse(201, ChangeRecorded)
  @ApiProblems('REF-004', 'REF-009', 'REF-011', 'REF-012', 'REF-021')
  async recordEpisode(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @UuidParam('referralId') referralId: string,
    @ContractBody(MissingEpisodeEventRequest) request: MissingEpisodeEventRequest,
  ): Promise<ChangeRecorded> {
    return answerOrProblem(await this.episodes.record({ ...commandOf('missing-episode', caller, key, request), referralId }));
  }
}
