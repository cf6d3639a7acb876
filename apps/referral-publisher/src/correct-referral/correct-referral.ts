import { assertionOf } from '#libs/access';
import { childNotSent, childrenNotSent, isServed, linkProblems, unknownArea } from '#libs/agreements';
import {
  compileContract, CorrectionPublishedContract, ReferralCorrectedContract, ReferralContent, type ChangeRecorded, type CorrectionRequest,
} from '#libs/contracts';
import { success, systemClock, type Outcome } from '#libs/kernel';
import { checkReferral } from '#libs/safeguarding';

import { refuse, type ChangeProblem } from '../change-referral/change-problem.js';
import { recordChildren } from '../change-referral/change.repository.js';
import { referralToChange, type ChangeCommand, type Changes } from '../change-referral/changes.js';
import { planUpdate } from '../change-referral/plan-update.js';
import type { UpdateReferral } from '../change-referral/update-referral.js';
import { correctedDueTimes } from '../counting.js';
import { childFactsOf, identitiesOf, storedPointer } from '../given-ids.js';
import { NotifyHolder } from '../notify-holder/notify-holder.js';
import { lifecycleEvent } from '../publish-event.js';
import { correctedContent } from './corrected-content.js';
import { recordedGrounds } from './recorded-grounds.repository.js';

const contract = compileContract(ReferralContent);
const NOTHING_DIFFERENT = { pointer: '/fields', code: 'nothing-different', message: 'The referral has all of these values already.' };

export type CorrectReferralCommand = ChangeCommand & { readonly referralId: string; readonly request: CorrectionRequest };

/**
 * Corrects a referral field by field, and adds or removes children. Each agency whose view holds a corrected field gets its present view and must acknowledge it.
 * The acknowledgement neither answers nor restarts an earlier expectation.
 */
export class CorrectReferral {
  constructor(
    private readonly changes: Changes,
    private readonly updates: UpdateReferral,
  ) {}

  async correct(command: CorrectReferralCommand): Promise<Outcome<ChangeRecorded, ChangeProblem>> {
    const { organisation: force, referralId, request, person, correlationId } = command;
    const { reason, addedChildren = [] } = request;
    return this.changes.record<ChangeRecorded>(command, async (transaction, recording) => {
      const found = await referralToChange(transaction, command);
      if (!found.ok) return found;
      const referral = found.value;
      const outcome = correctedContent(referral.content, request);
      if (!outcome.ok) return refuse('REF-010', { errors: outcome.error });
      const content = outcome.value;
      const broken = this.rulesBroken(content, recording.at);
      if (broken.length > 0) return refuse('REF-010', { errors: broken, detail: 'The corrected referral would break a rule; errors[] names the places of it.' });
      const plan = planUpdate(this.updates.partnership, referral, content, recording.at);
      const unsent = childrenNotSent(content, plan.rights).filter((index) => index >= content.children.length - addedChildren.length);
      if (unsent.length > 0) return refuse('REF-010', { errors: unsent.map((index) => childNotSent(content, index)).map((fault) => ({ ...fault, pointer: storedPointer(content, fault.pointer) })) });
      const { fields, shown } = plan;
      if (fields.length === 0) return refuse('REF-010', { errors: [NOTHING_DIFFERENT] });
      const updateId = recording.changeId;
      await recordChildren(transaction, { referralId, ...recording, children: content.children.map(({ childId }) => childId), shown });
      const updated = await this.updates.apply(
        transaction,
        { referral, content, plan, recording, correlationId, adding: 'corrected' },
        (notified, copy) => ({
          contract: ReferralCorrectedContract,
          data: { referralId, updateId, force, recipient: notified.holder.agency, reason, fields: notified.fields, issuedAt: recording.recordedAt, copy },
        }),
      );
      const { version, digests, recipients, notNotified, context, messages, answer } = updated;
      const corrected = correctedDueTimes(this.updates, referral, content, recording.at, await recordedGrounds(transaction, referralId));
      const due = corrected.length > 0 ? { due: corrected } : {};
      const fact = lifecycleEvent(CorrectionPublishedContract, context, {
        referralId, updateId, force, reason, fields, children: childFactsOf(content), ...(shown.length > 0 && { shown }), ...due, version, ...digests,
        ...(person !== undefined && { correctedBy: person, ...assertionOf(command) }), correctedAt: recording.recordedAt, recipients, ...notNotified,
      });
      const isOfSomeChildren = shown.length > 0 || referral.holders.some(({ children }) => children !== undefined);
      if (isOfSomeChildren && answer.added === undefined) await new NotifyHolder(this.updates.topics, systemClock).notify(transaction, [referralId]);
      const added = addedChildren.length === 0 ? {} : { addedChildren: identitiesOf({ children: content.children.slice(-addedChildren.length) }) };
      return success({ answer: { ...answer, ...added, ...due }, recipients, details: { reason, fields, ...due }, messages: [fact, ...messages] });
    });
  }

  private rulesBroken(content: ReferralContent, at: Date) {
    const checked = contract.validate(content);
    const links = linkProblems(this.updates.partnership, content);
    const broken = checked.ok ? [...checkReferral(content, at), ...links, ...(isServed(this.updates.partnership, content.area) ? [] : [unknownArea('/area')])] : checked.error;
    return broken.map((problem) => ({ ...problem, pointer: storedPointer(content, problem.pointer) }));
  }
}
