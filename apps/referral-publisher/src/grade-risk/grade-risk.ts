import { viewOf } from '#libs/agreements';
import { ReferralRegradedContract, RiskRegradedContract, type ChangeRecorded, type RiskGradingRequest, type ReferralContent, type ReferralRegraded } from '#libs/contracts';
import { success, type Outcome } from '#libs/kernel';
import { checkReferral } from '#libs/safeguarding';

import { refuse, type ChangeProblem } from '../change-referral/change-problem.js';
import { referralToChange, type ChangeCommand, type Changes } from '../change-referral/changes.js';
import { planUpdate, type NotifiedHolder } from '../change-referral/plan-update.js';
import type { UpdateReferral } from '../change-referral/update-referral.js';
import { lifecycleEvent } from '../publish-event.js';

export type GradeRiskCommand = ChangeCommand & { readonly referralId: string; readonly request: RiskGradingRequest };

/**
 * Grades the risk again, and records the delay since the report. Holders whose view has the risk are notified. An agency that an
 * agreement names at the new grade gets the referral as a further hop.
 */
export class GradeRisk {
  constructor(
    private readonly changes: Changes,
    private readonly updates: UpdateReferral,
  ) {}

  async grade(command: GradeRiskCommand): Promise<Outcome<ChangeRecorded, ChangeProblem>> {
    const { organisation: force, referralId, request: { grade, gradedAt, gradedBy }, correlationId } = command;
    return this.changes.record<ChangeRecorded>(command, async (transaction, recording) => {
      const found = await referralToChange(transaction, command);
      if (!found.ok) return found;
      const referral = found.value;
      const { incident: { reportedAt }, risk: previous } = referral.content;
      const content = { ...referral.content, risk: { grade, gradedAt, gradedBy } };
      const broken = rulesBroken(content, previous.gradedAt, recording.at);
      if (broken.length > 0) return refuse('REF-018', { errors: broken });
      const updateId = recording.changeId;
      const plan = planUpdate(this.updates.partnership, referral, content, recording.at);
      const updated = await this.updates.apply(
        transaction,
        { referral, content, plan, recording, correlationId, adding: 'regraded' },
        (notified, copy) => ({
          contract: ReferralRegradedContract,
          data: {
            referralId, updateId, force, recipient: notified.holder.agency, issuedAt: recording.recordedAt, copy,
            ...(notified.view.risk?.grade !== undefined && { grade: notified.view.risk.grade }),
            ...gradeBefore(referral.content, notified),
            ...(notified.view.risk?.gradedAt !== undefined && { gradedAt: notified.view.risk.gradedAt }),
          },
        }),
      );
      const { version, recipients, notNotified, context, messages, answer } = updated;
      const minutesSinceReport = minutesBetween(reportedAt, gradedAt);
      const fact = lifecycleEvent(RiskRegradedContract, context, {
        referralId, updateId, force, grade, previousGrade: previous.grade, gradedAt, gradedBy, reportedAt, minutesSinceReport,
        minutesSincePreviousGrade: minutesBetween(previous.gradedAt, gradedAt), version, recordedAt: recording.recordedAt, recipients, ...notNotified,
      });
      return success({ answer, recipients, details: { grade, happenedAt: gradedAt, minutesSinceReport }, messages: [fact, ...messages] });
    });
  }
}

/** The grade in the agency's view before, where that view had one. */
function gradeBefore(content: ReferralContent, { recipient }: NotifiedHolder): Pick<ReferralRegraded, 'previousGrade'> {
  const grade = viewOf(content, recipient).risk?.grade;
  return grade === undefined ? {} : { previousGrade: grade };
}

/** Whole minutes, never negative. */
export function minutesBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 60_000));
}

/** Checks the grading alone, because the referral's other fields were checked when they came. */
function rulesBroken(content: ReferralContent, previouslyGradedAt: string, at: Date) {
  const onRisk = checkReferral(content, at)
    .filter(({ pointer }) => pointer.startsWith('/risk'))
    .map((problem) => ({ ...problem, pointer: problem.pointer.slice('/risk'.length) }));
  if (onRisk.length > 0 || Date.parse(content.risk.gradedAt) > Date.parse(previouslyGradedAt)) return onRisk;
  return [{ pointer: '/gradedAt', code: 'before-the-last-grading', message: 'The present grading was made at this time or later.' }];
}
