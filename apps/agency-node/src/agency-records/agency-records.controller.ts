import { Controller, Put } from '@nestjs/common';
import { CurrentCaller, namedPersonOf, Permits, type Caller } from '#libs/access';
import { RecordedEthnicityResponse, InboxUpdate, MilestoneRequest, MilestoneResponse, RecordedEthnicityRequest } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, ProblemException, UuidParam } from '#libs/http-api';
import type { Outcome } from '#libs/kernel';

import { AcknowledgeCorrection } from '../acknowledge-correction/acknowledge-correction.js';
import { RecordEthnicity } from '../record-ethnicity/record-ethnicity.js';
import type { RecordProblem } from './agency-record.js';
import { StateMilestone } from '../state-milestone/state-milestone.js';
@Controller('v1/inbox/:referralId')
export class AgencyRecordsController {
  constructor(
    private readonly corrections: AcknowledgeCorrection,
    private readonly ethnicities: RecordEthnicity,
    private readonly milestones: StateMilestone,
  ) {}

  @Put('corrections/:correctionId/acknowledgement')
  @Permits('inbox.acknowledge-correction')
  @Describes(
    'Acknowledge a correction',
    'A named person has taken notice of what the force corrected. The first acknowledgement counts. It neither answers the referral nor begins anything anew.',
  )
  @ApiContractResponse(200, InboxUpdate)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-009')
  async acknowledge(
    @UuidParam('referralId') referralId: string,
    @UuidParam('correctionId') correctionId: string,
    @CurrentCaller() caller: Caller,
  ): Promise<InboxUpdate> {
    return answerOrProblem(await this.corrections.acknowledge(referralId, correctionId, namedPersonOf(caller)));
  }

  @Put('recorded-ethnicity')
  @Permits('inbox.record-ethnicity')
  @Describes(
    'Record a child\'s ethnicity as stated to this agency',
    'The agency\'s own record, with the list that its code is of. It is kept beside the code that the force shared. A contradiction is raised, and neither is overwritten.',
  )
  @ApiContractResponse(200, RecordedEthnicityResponse)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-010')
  async recordEthnicity(
    @UuidParam('referralId') referralId: string,
    @ContractBody(RecordedEthnicityRequest) request: RecordedEthnicityRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<RecordedEthnicityResponse> {
    return answerOrProblem(await this.ethnicities.record(referralId, namedPersonOf(caller), request));
  }

  @Put('milestones')
  @Permits('inbox.state-milestone')
  @Describes(
    'State what was done about a referral',
    'A strategy discussion, an enquiry under section 47, a conference, an assessment, a return interview: what, and when it was done. '
      + 'Clocks count from that time. Stated again with another time, the latest statement counts. A return interview is of one missing episode of one child.',
  )
  @ApiContractResponse(200, MilestoneResponse)
  @ApiProblems('GEN-003', 'GEN-010', 'ACK-001', 'ACK-002', 'ACK-011')
  async stateMilestone(
    @UuidParam('referralId') referralId: string,
    @ContractBody(MilestoneRequest) request: MilestoneRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<MilestoneResponse> {
    return answerOrProblem(await this.milestones.state(referralId, namedPersonOf(caller), request));
  }
}

/** @throws ProblemException for a refusal; its detail names the step that must come first. */
function answerOrProblem<Answer>(outcome: Outcome<Answer, RecordProblem>): Answer {
  if (outcome.ok) return outcome.value;
  const { code, message, errors } = outcome.error;
  throw new ProblemException(code, { detail: message, ...(errors !== undefined && { errors }) });
}
