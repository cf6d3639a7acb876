import { assertionOf } from '#libs/access';
import { ReferralFollowedUpContract, type FollowUpRecorded, type FollowUpRequest, type Topics } from '#libs/contracts';
import { isInFuture, success, type Outcome } from '#libs/kernel';

import { refuse, type ChangeProblem } from '../change-referral/change-problem.js';
import { ownReferral, type ChangeCommand, type Changes } from '../change-referral/changes.js';
import { lifecycleEvent } from '../publish-event.js';

export type FollowUpCommand = ChangeCommand & { readonly person: string; readonly referralId: string; readonly request: FollowUpRequest };

const NOT_A_RECIPIENT = { pointer: '/agency', code: 'not-a-recipient', message: 'This agency was not sent the referral. Name one of its recipients.' };
const TOO_EARLY = { pointer: '/followedUpAt', code: 'time-out-of-order', message: 'This time is before the agency received the referral. Give the time of the follow-up, with its offset from UTC.' };
const IN_FUTURE = { pointer: '/followedUpAt', code: 'time-in-future', message: 'This time is in the future. Give the time of the follow-up, with its offset from UTC.' };

/** Records that the referrer asked a silent agency: the person and the time. The agency's clocks run on. */
export class FollowUp {
  constructor(
    private readonly changes: Changes,
    private readonly topics: Topics,
  ) {}

  async record(command: FollowUpCommand): Promise<Outcome<FollowUpRecorded, ChangeProblem>> {
    const { organisation: force, referralId, person, correlationId, request: { agency, followedUpAt } } = command;
    return this.changes.record<FollowUpRecorded>(command, async (transaction, { changeId: followUpId, at, recordedAt }) => {
      const found = await ownReferral(transaction, command);
      if (!found.ok) return found;
      const { holders, caseKey, isWithdrawn } = found.value;
      if (isWithdrawn) return refuse('REF-009');
      const holder = holders.find((each) => each.agency === agency);
      if (holder === undefined) return refuse('REF-020', { errors: [NOT_A_RECIPIENT] });
      if (Date.parse(followedUpAt) < Date.parse(holder.publishedAt)) return refuse('REF-020', { errors: [TOO_EARLY] });
      if (isInFuture(followedUpAt, at)) return refuse('REF-020', { errors: [IN_FUTURE] });
      const fact = lifecycleEvent(
        ReferralFollowedUpContract,
        { topics: this.topics, key: caseKey, correlationId, time: recordedAt, referralId },
        { referralId, followUpId, force, agency, followedUpBy: person, ...assertionOf(command), followedUpAt, recordedAt },
      );
      return success({ answer: { followUpId, recordedAt }, details: { agency, followedUpAt }, messages: [fact] });
    });
  }
}
