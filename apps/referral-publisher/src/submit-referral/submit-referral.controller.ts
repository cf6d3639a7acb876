import { Controller, Headers, HttpCode, Inject, Post, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { schoolsToCheck, type Partnership } from '#libs/agreements';
import { PARTNERSHIP } from '#libs/app-wiring';
import { ReferralAccepted, SubmitReferralRequest } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ApiRequestHeader, ContractBody, Describes, ProblemException } from '#libs/http-api';
import { newId } from '#libs/kernel';
import { currentCorrelationId, Logger, Metrics } from '#libs/observability';
import { completionsOf } from '#libs/safeguarding';

import { disclosedBy } from '../disclosed-by.js';
import { AcceptGuard, queueFullProblem } from './accept-guard.js';
import { idempotencyKeyOf, IDEMPOTENCY_KEY_HEADER } from './idempotency-key.js';
import type { AcceptedReferral } from './known-submissions.js';
import { SubmitReferralUseCase, type SubmissionRefusal } from './submit-referral.use-case.js';

@Controller('v1/referrals')
export class SubmitReferralController {
  private readonly agencyNames: ReadonlyMap<string, string>;

  constructor(
    @Inject(SubmitReferralUseCase) private readonly useCase: SubmitReferralUseCase,
    @Inject(PARTNERSHIP) private readonly partnership: Partnership,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Logger) private readonly logger: Logger,
  ) {
    this.agencyNames = new Map(partnership.agencies.map(({ id, name }) => [id, name]));
  }

  @Post()
  @Permits('referral.submit')
  @UseGuards(AcceptGuard)
  @HttpCode(202)
  @Describes(
    'Publish a referral',
    'Answers 202 once the referral, who is expected to answer it and every message it causes are durable. The recipients follow from '
      + 'the sharing agreements; each gets its own view. Send the same request with the same `Idempotency-Key` again whenever '
      + 'no answer came: it is stored once and answered alike. `completions` names what is asked for although the referral goes out without it.',
  )
  @ApiRequestHeader({
    name: IDEMPOTENCY_KEY_HEADER,
    description: 'Chosen by the sender, one for each referral; 1 to 128 letters, digits and `._:-`.',
    required: true,
  })
  @ApiContractResponse(202, ReferralAccepted, { headers: { location: 'Path of the referral\'s status.' } })
  @ApiProblems('REF-001', 'REF-002', 'REF-003', 'REF-005', 'REF-006', 'REF-007', 'REF-008', 'REF-030', 'REF-032', 'GEN-010')
  async submit(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @ContractBody(SubmitReferralRequest) content: SubmitReferralRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ReferralAccepted> {
    const idempotencyKey = this.keyOf(key);
    const correlationId = currentCorrelationId() ?? newId();
    const outcome = await this.useCase.submit({
      organisation: caller.organisation, idempotencyKey, correlationId, disclosedBy: disclosedBy(caller), content,
    });
    if (!outcome.ok) throw this.refused(problemOf(outcome.error));
    const { referral, repeated } = outcome.value;
    if (!repeated) this.metrics.referralsAccepted();
    this.logger.info('referral.accepted', { referralId: referral.referralId, count: referral.recipients.length, outcome: repeated ? 'repeated' : 'stored' });
    const answer = this.answer(referral, content);
    void reply.header('location', answer.links.self);
    return answer;
  }

  /** @param content as it was sent, even after a correction, because a repeat gets the answer of the first request. */
  private answer({ referralId, acceptedAt, children, recipients }: AcceptedReferral, content: SubmitReferralRequest): ReferralAccepted {
    const sent = content.children.map((child, index) => ({ ...child, childId: children[index]?.childId ?? '' }));
    const completions = [...completionsOf(sent, new Date(acceptedAt)), ...schoolsToCheck(this.partnership, sent)];
    return {
      referralId,
      status: 'published',
      links: { self: `/v1/referrals/${referralId}` },
      children,
      recipients: recipients.map(({ agency, expectation, hop, due }) => ({
        agency, name: this.agencyNames.get(agency) ?? agency, expectation, hop, ...(due !== undefined && { due }),
      })),
      ...(completions.length > 0 && { completions }),
    };
  }

  private keyOf(header: string | undefined): string {
    try {
      return idempotencyKeyOf(header);
    } catch (error) {
      throw error instanceof ProblemException ? this.refused(error) : error;
    }
  }

  private refused(problem: ProblemException): ProblemException {
    this.metrics.referralRefused(problem.code);
    return problem;
  }
}

function problemOf(refusal: SubmissionRefusal): ProblemException {
  switch (refusal.code) {
    case 'in-flight':
      return new ProblemException('REF-002', { headers: { 'retry-after': '1' } });
    case 'key-reused':
      return new ProblemException('REF-003');
    case 'queue-full':
      return queueFullProblem(refusal);
    case 'not-published': {
      const { code, faults, detail } = refusal.refusal;
      return new ProblemException(code, { errors: faults, ...(detail !== undefined && { detail }) });
    }
  }
}
