import { isServed, type Partnership } from '#libs/agreements';
import { IncidentNotifiedContract, unitCode, type IncidentRequest, type IncidentStatus, type Topics } from '#libs/contracts';
import { caseKey, comparisonForm, isInFuture, type Outcome, success } from '#libs/kernel';
import type { Database } from '#libs/persistence';

import { refuse, type ChangeProblem } from '../change-referral/change-problem.js';
import type { ChangeCommand, Changes } from '../change-referral/changes.js';
import { disclosedBy } from '../disclosed-by.js';
import { lifecycleEvent } from '../publish-event.js';
import { findIncident, insertIncident, linkedReferrals } from './incident.repository.js';
import type { LinkIncidents } from './link-incidents.js';

export type NotifyIncidentCommand = ChangeCommand & { readonly request: IncidentRequest };

/**
 * Records that an incident happened, so that an incident with a child present and no referral can be seen. It takes no content of
 * the incident.
 */
export class NotifyIncident {
  constructor(
    private readonly changes: Changes,
    private readonly database: Database,
    private readonly links: LinkIncidents,
    private readonly terms: { readonly partnership: Partnership; readonly topics: Topics; readonly caseKeySecret: string },
  ) {}

  async notify(command: NotifyIncidentCommand): Promise<Outcome<IncidentStatus, ChangeProblem>> {
    const { partnership, topics, caseKeySecret } = this.terms;
    const { organisation: force, correlationId, request } = command;
    if (!partnership.forces.some(({ id }) => id === force)) return refuse('REF-008');
    const outcome = await this.changes.record<IncidentStatus>(command, async (transaction, { changeId: incidentId, at, recordedAt: notifiedAt }) => {
      const errors = rulesBroken(request, at, isServed(partnership, request.area));
      if (errors.length > 0) return refuse('REF-017', { errors });
      const { reference, reportedAt, childPresent } = request;
      const referralDueAt = childPresent ? new Date(Date.parse(reportedAt) + partnership.incidentReferral.withinMinutes * 60_000).toISOString() : undefined;
      const key = caseKey(caseKeySecret, force, `incident/${comparisonForm(reference)}`);
      const row = { incidentId, organisation: force, reference, caseKey: key, reportedAt, notifiedAt, referralDueAt: referralDueAt ?? null };
      if (!(await insertIncident(transaction, row))) return refuse('REF-015');
      const due = referralDueAt === undefined ? {} : { referralDueAt };
      const fact = lifecycleEvent(IncidentNotifiedContract, { topics, key, correlationId, time: notifiedAt }, { ...request, unit: unitCode(request.unit) ?? request.unit, incidentId, force, disclosedBy: disclosedBy(command), notifiedAt, ...due });
      return success({ answer: { incidentId, reference, notifiedAt, ...due, referrals: [] }, messages: [fact] });
    });
    if (outcome.ok) this.links.incidentNotified(outcome.value.incidentId);
    return outcome;
  }

  /** @returns undefined for an incident that is absent or belongs to another force. */
  async status(force: string, incidentId: string): Promise<IncidentStatus | undefined> {
    const incident = await findIncident(this.database, force, incidentId);
    if (incident === undefined) return undefined;
    const { reference, notifiedAt, referralDueAt } = incident;
    return {
      incidentId, reference, notifiedAt: notifiedAt.toISOString(), ...(referralDueAt !== null && { referralDueAt: referralDueAt.toISOString() }),
      referrals: await linkedReferrals(this.database, incidentId),
    };
  }
}

function rulesBroken({ occurredAt, reportedAt }: IncidentRequest, at: Date, isAreaServed: boolean) {
  const stated = [['/occurredAt', occurredAt], ['/reportedAt', reportedAt]] as const;
  return [
    ...stated.flatMap(([pointer, time]) =>
      isInFuture(time, at) ? [{ pointer, code: 'time-in-future', message: 'This time is in the future. Give it with its offset from UTC.' }] : [],
    ),
    ...(Date.parse(reportedAt) < Date.parse(occurredAt)
      ? [{ pointer: '/reportedAt', code: 'times-out-of-order', message: 'This time is before occurredAt. Correct whichever of the two is wrong.' }]
      : []),
    ...(isAreaServed ? [] : [{ pointer: '/area', code: 'unknown-area', message: 'No agency of the partnership serves this area. Give its id in the partnership.' }]),
  ];
}
