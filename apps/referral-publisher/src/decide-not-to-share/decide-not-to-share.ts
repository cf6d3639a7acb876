import { assertionOf } from '#libs/access';
import type { Partnership } from '#libs/agreements';
import { SharingDecidedAgainstContract, type NotSharingRecorded, type NotSharingWithoutReferralRequest, type Topics } from '#libs/contracts';
import { isInFuture, success, type Outcome } from '#libs/kernel';
import type { Transaction } from '#libs/persistence';

import { refuse, type ChangeProblem } from '../change-referral/change-problem.js';
import { ownReferral, type ChangeCommand, type Changes, type Recording } from '../change-referral/changes.js';
import { findIncident } from '../incidents/incident.repository.js';
import { lifecycleEvent } from '../publish-event.js';

export type DecideNotToShareCommand = ChangeCommand & { readonly person: string; readonly request: NotSharingWithoutReferralRequest };

const ALREADY_SHARED = { pointer: '/agency', code: 'already-shared', message: 'This agency has been sent the referral.' };
const IN_FUTURE = { pointer: '/decidedAt', code: 'time-in-future', message: 'This time is in the future. Give the time of the decision, with its offset from UTC.' };

/**
 * Records a decision not to notify an agency: the person, the time and the reason. It is recorded like a sharing, because it is a
 * decision of the same weight.
 */
export class DecideNotToShare {
  constructor(
    private readonly changes: Changes,
    private readonly partnership: Partnership,
    private readonly topics: Topics,
  ) {}

  async decide(command: DecideNotToShareCommand): Promise<Outcome<NotSharingRecorded, ChangeProblem>> {
    const { organisation: force, referralId, person, correlationId, request: { agency, reason, decidedAt, incidentId } } = command;
    return this.changes.record<NotSharingRecorded>(command, async (transaction, recording) => {
      if (!this.partnership.agencies.some(({ id }) => id === agency)) return refuse('REF-014');
      const subject = await this.subjectOf(transaction, command, recording);
      if (!subject.ok) return subject;
      if (isInFuture(decidedAt, recording.at)) return refuse('REF-019', { errors: [IN_FUTURE] });
      const { changeId: decisionId, recordedAt } = recording;
      const fact = lifecycleEvent(
        SharingDecidedAgainstContract,
        { topics: this.topics, key: subject.value, correlationId, time: recordedAt, referralId },
        {
          decisionId, force, agency, reason, decidedBy: person, ...assertionOf(command), decidedAt, recordedAt,
          ...(referralId !== undefined && { referralId }), ...(incidentId !== undefined && { incidentId }),
        },
      );
      return success({ answer: { decisionId, recordedAt }, details: { agency, reason }, messages: [fact] });
    });
  }

  /** The key of the event: the key of the referral or incident that it is about, or one of its own. */
  private async subjectOf(transaction: Transaction, command: DecideNotToShareCommand, { changeId }: Recording): Promise<Outcome<string, ChangeProblem>> {
    const { referralId, organisation, request: { agency, incidentId } } = command;
    if (referralId !== undefined) {
      const found = await ownReferral(transaction, command);
      if (!found.ok) return found;
      const isShared = found.value.holders.some((holder) => holder.agency === agency);
      return isShared ? refuse('REF-019', { errors: [ALREADY_SHARED] }) : success(found.value.caseKey);
    }
    if (incidentId === undefined) return success(changeId);
    const incident = await findIncident(transaction, organisation, incidentId);
    return incident === undefined ? refuse('REF-016') : success(incident.caseKey);
  }
}
