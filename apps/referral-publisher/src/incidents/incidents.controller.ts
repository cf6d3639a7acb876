import { Controller, Get, Headers, HttpCode, Inject, Post } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import { IncidentLinkRequest, IncidentRequest, IncidentStatus } from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractBody, Describes, ProblemException, UuidParam } from '#libs/http-api';

import { answerOrProblem, commandOf, Idempotent } from '../change-referral/idempotent-request.js';
import { disclosedBy } from '../disclosed-by.js';
import { IDEMPOTENCY_KEY_HEADER } from '../submit-referral/idempotency-key.js';
import { LinkIncidents } from './link-incidents.js';
import { NotifyIncident } from './notify-incident.js';

@Controller('v1/incidents')
export class IncidentsController {
  constructor(
    @Inject(NotifyIncident) private readonly incidents: NotifyIncident,
    @Inject(LinkIncidents) private readonly links: LinkIncidents,
  ) {}

  @Post()
  @Permits('incident.notify')
  @Describes(
    'Notify an incident',
    'Reference, times, type, area, unit and whether a child was present: nothing of what happened. An incident with a child present and no referral '
      + 'within the time agreed in the partnership is on the gap list. A referral that names the same reference is linked by itself; '
      + 'outer and repeated white space and case make no difference.',
  )
  @Idempotent()
  @ApiContractResponse(201, IncidentStatus)
  @ApiProblems('REF-008', 'REF-015', 'REF-017')
  async notify(
    @CurrentCaller() caller: Caller,
    @Headers(IDEMPOTENCY_KEY_HEADER) key: string | undefined,
    @ContractBody(IncidentRequest) request: IncidentRequest,
  ): Promise<IncidentStatus> {
    return answerOrProblem(await this.incidents.notify(commandOf('incident', caller, key, request)));
  }

  @Get(':incidentId')
  @Permits('incident.read')
  @Describes('Read a notified incident', 'With the referrals that are about it.')
  @ApiContractResponse(200, IncidentStatus)
  @ApiProblems('REF-016', 'GEN-010')
  async read(@CurrentCaller() caller: Caller, @UuidParam('incidentId') incidentId: string): Promise<IncidentStatus> {
    return this.statusOf(caller, incidentId);
  }

  @Post(':incidentId/links')
  @Permits('incident.link')
  @HttpCode(200)
  @Describes('Link a referral with an incident', 'For a referral that names another reference. Asked for again it is the same answer, and one link.')
  @ApiContractResponse(200, IncidentStatus)
  @ApiProblems('REF-004', 'REF-016', 'GEN-010')
  async link(
    @CurrentCaller() caller: Caller,
    @UuidParam('incidentId') incidentId: string,
    @ContractBody(IncidentLinkRequest) { referralId }: IncidentLinkRequest,
  ): Promise<IncidentStatus> {
    await this.statusOf(caller, incidentId);
    if (!(await this.links.link(caller.organisation, incidentId, referralId, disclosedBy(caller)))) throw new ProblemException('REF-004');
    return this.statusOf(caller, incidentId);
  }

  private async statusOf({ organisation }: Caller, incidentId: string): Promise<IncidentStatus> {
    const status = await this.incidents.status(organisation, incidentId);
    if (status === undefined) throw new ProblemException('REF-016');
    return status;
  }
}
