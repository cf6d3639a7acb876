import { assertionOf } from '#libs/access';
import { ReferralWithdrawnContract, ReferralWithdrawnNoticeContract, WithdrawalPublishedContract, type ChangeRecorded, type Topics, type WithdrawalRequest } from '#libs/contracts';
import { success, type Outcome } from '#libs/kernel';

import { refuse, type ChangeProblem } from '../change-referral/change-problem.js';
import { ownReferral, type ChangeCommand, type Changes } from '../change-referral/changes.js';
import { updateRecipient } from '../change-referral/update-referral.js';
import { agencyEvent, lifecycleEvent, noticeEvent } from '../publish-event.js';

export type WithdrawReferralCommand = ChangeCommand & { readonly referralId: string; readonly request: WithdrawalRequest };

/** Withdraws a referral. Every holder is notified, and no answer is expected any more. The referral stays readable. */
export class WithdrawReferral {
  constructor(
    private readonly changes: Changes,
    private readonly topics: Topics,
  ) {}

  async withdraw(command: WithdrawReferralCommand): Promise<Outcome<ChangeRecorded, ChangeProblem>> {
    const { organisation: force, referralId, request: { reason }, person, correlationId } = command;
    return this.changes.record<ChangeRecorded>(command, async (transaction, { changeId: updateId, recordedAt }) => {
      const found = await ownReferral(transaction, command);
      if (!found.ok) return found;
      const { isWithdrawn, holders, caseKey: key } = found.value;
      if (isWithdrawn) return refuse('REF-009');
      const context = { topics: this.topics, key, correlationId, time: recordedAt, referralId };
      const updates = holders.map(({ agency, hop }) => ({
        agency,
        hop,
        message: agencyEvent(ReferralWithdrawnContract, context, agency, { referralId, updateId, force, recipient: agency, reason, issuedAt: recordedAt }),
      }));
      const recipients = updates.map(({ agency, hop, message }) => updateRecipient(agency, hop, message));
      const notices = holders.map(({ agency }) => noticeEvent(ReferralWithdrawnNoticeContract, context, agency, {
        referralId, agency, updateId, reason, withdrawnAt: recordedAt,
      }));
      const fact = lifecycleEvent(WithdrawalPublishedContract, context, {
        referralId, updateId, force, reason, ...(person !== undefined && { withdrawnBy: person, ...assertionOf(command) }), withdrawnAt: recordedAt, recipients,
      });
      return success({
        answer: { changeId: updateId, referralId, recordedAt, notified: holders.map(({ agency }) => agency) },
        details: { reason }, recipients, messages: [fact, ...updates.map(({ message }) => message), ...notices],
      });
    });
  }
}
