import type { RecipientStatus, ReferralStatus } from '#libs/contracts';
import {
  aboutChild, changeStatusLines, gradeSentence, holderSentence, MILESTONE_TEXTS, notCountedSentence, RUNG_STATES, rungPhrase, type GradingFacts, type Times,
} from '#libs/sentences';

import type { Layout } from '../terminal/layout.js';
import { childLines } from '../terminal/child-lines.js';
import { section, tableOf, timeColumn, type Column } from '../terminal/table.js';
import { statusClocks, type ClocksOfAudit } from './clocks-of-audit.js';
import { describeCompletions } from './describe-answer.js';

const RECIPIENTS: readonly Column<RecipientStatus>[] = [
  { heading: 'HOP', value: ({ hop }) => hop, align: 'right' },
  { heading: 'AGENCY', value: ({ agency }) => agency },
  { heading: 'GOT AS FAR AS', value: ({ rung }) => RUNG_STATES[rung] },
  timeColumn('SINCE', ({ rung, rungs }) => rungs.findLast((each) => each.rung === rung)?.at),
  { heading: 'STEPS', value: ({ rungs }, times) => rungs.filter(({ rung }) => rung !== 'published').map((each) => rungPhrase(each, times)).join(', ') },
];

/** The status of a referral for its force: where it is, who must still act, and what has changed since. */
export function statusLines(status: ReferralStatus, ofAudit: ClocksOfAudit, layout: Layout): readonly string[] {
  const { times } = layout;
  const { referralId, caseReference, publishedAt, withdrawnAt, holder, recipients, changes = [], milestones = [] } = status;
  const grade = gradeSentence(gradingsOf(status), times);
  return [
    `Referral ${referralId}${caseReference === undefined ? '' : ` of case ${caseReference}`}, published ${times.at(publishedAt)}`,
    ...(withdrawnAt === undefined ? [] : [`WITHDRAWN ${times.at(withdrawnAt)}. No answer is expected any more.`]),
    ...(grade === undefined ? [] : [grade]),
    ...(holder === undefined ? [] : [holderSentence(holder, times)]),
    ...childLines(status.children ?? [], times),
    ...tableOf(RECIPIENTS, recipients, layout),
    ...section('Clocks', statusClocks(status, ofAudit, times)),
    ...feedbackToRead(status),
    ...section('Changes', changes.flatMap((change) => changeStatusLines(change, times, status.children?.map(({ childId }) => childId)))),
    ...section('Work of agencies', milestones.map((milestone) =>
      `${times.at(milestone.at)} ${milestone.agency} ${MILESTONE_TEXTS[milestone.kind]}${aboutChild(milestone)}, stated ${times.at(milestone.statedAt)}`)),
    ...notCounted(status, times),
    ...conflicts(status, times),
    ...describeCompletions(referralId, status.completions),
  ];
}

/** The grade of the publication, and each grading since. */
function gradingsOf({ firstGrade, changes = [] }: ReferralStatus): readonly GradingFacts[] {
  const first = firstGrade === undefined ? [] : [{ grade: firstGrade }];
  return [...first, ...changes.flatMap(({ grade, happenedAt, at, minutesSinceReport }) => (grade === undefined ? [] : [{ grade, gradedAt: happenedAt ?? at, minutesSinceReport }]))];
}

/** Feedback that no person of the force has read, each with the command that records the reading. */
function feedbackToRead({ referralId, recipients }: ReferralStatus): readonly string[] {
  return recipients.flatMap(({ agency, rungs }) => rungs.flatMap(({ rung, receiptId, openedAt }) =>
    (rung === 'fed_back' && openedAt === undefined && receiptId !== undefined
      ? [`The feedback of ${agency} is unread. Record that you have read it: exchange referral feedback-opened ${referralId} ${receiptId}`]
      : [])));
}

function notCounted({ recipients, notCountedOfOthers = [] }: ReferralStatus, times: Times): readonly string[] {
  const all = [
    ...recipients.flatMap(({ agency, notCounted: ofAgency = [] }) => ofAgency.map((each) => ({ ...each, agency }))),
    ...notCountedOfOthers,
  ];
  return section('Statements that do not count', all.map((each) => `${each.agency}: ${notCountedSentence(each, times)}`));
}

/** The codes are content, so that only `--json` shows them. */
function conflicts({ ethnicityConflicts = [] }: ReferralStatus, times: Times): readonly string[] {
  return ethnicityConflicts.map(({ kind, known, recorded, raisedAt, childId }) =>
    `${recorded.organisation} has recorded another ethnicity of child ${childId} than ${known.organisation} (${kind}, ${times.at(raisedAt)}). --json shows both codes.`);
}
