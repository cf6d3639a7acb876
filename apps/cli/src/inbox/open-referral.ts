import { jsonSchemaOf, ReferralContent, type InboxProgress, type OpenedReferral, type StatedRung } from '#libs/contracts';
import { systemClock } from '#libs/kernel';
import { gradeSentence, inboxUpdateLines, inWords, RUNG_STATES, verdictText, type GradingFacts } from '#libs/sentences';

import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { describeObject, fieldOrderOf } from '../terminal/describe.js';
import type { Layout } from '../terminal/layout.js';
import { tableOf, timeColumn, type Column } from '../terminal/table.js';
import { noticeLines } from './notices.js';

const STATED: readonly Column<StatedRung>[] = [
  { heading: 'STEP', value: ({ rung }) => RUNG_STATES[rung] },
  timeColumn('AT', ({ at }) => at),
  { heading: 'BY', value: ({ by }) => by ?? 'the machine' },
  { heading: 'WITH', value: ({ redirectedTo, decision, feedback, reasonCode, duplicateOf, isRepeat }) =>
    [redirectedTo, ...[decision, feedback, reasonCode].map((code) => (code === undefined ? undefined : inWords(code))), duplicateOf,
      isRepeat === true ? 'again, the first answer counts' : undefined].filter(Boolean).join(', ') },
  { heading: 'COUNTS', value: ({ verdict, code }) => (verdict === 'taken' ? 'yes' : verdict && verdictText({ verdict, ...(code !== undefined && { code }) })) },
];

/** Shows the content of a referral. No other command prints personal data, except `referral status --json`, which has the codes of ethnicity. */
export async function openReferral(session: Session, agency: string | undefined, referralId: string): Promise<void> {
  const { output } = session;
  const opened = await answer(session.node(agency).POST('/v1/inbox/{referralId}/openings', { params: { path: { referralId } } }));
  const [marking = '', ...lines] = openedLines(opened, output.layout);
  await output.result(opened, [output.paint(marking, 'bold'), ...lines]);
}

/** An opened referral: its content, the changes of the force, the steps of the agency and the notices of the exchange. */
export function openedLines(opened: OpenedReferral, layout: Layout): readonly string[] {
  const { times } = layout;
  const { referralId, marking, force, purpose, expectation, agreement, receivedAt, progress, view, notices, updates = [], withdrawnAt, recordedEthnicities = [] } = opened;
  const grade = gradeSentence(gradingsOf(opened), times);
  return [
    marking,
    `Referral ${referralId} from ${force}, received ${times.at(receivedAt)}`,
    ...(withdrawnAt === undefined ? [] : [`WITHDRAWN ${times.at(withdrawnAt)}. No answer is expected any more.`]),
    `Shared for ${purpose}, under agreement ${agreement.id} version ${agreement.version}. Asked to ${inWords(expectation)}.`,
    ...(grade === undefined ? [] : [grade]),
    '',
    // In the order of the contract, because a database keeps fields in an order of its own.
    ...describeObject(view, times, fieldOrderOf(jsonSchemaOf(ReferralContent))),
    ...recordedEthnicities.map(({ namespace, code, childId, recordedBy, recordedAt }) =>
      `Ethnicity of child ${childId} as stated here: ${code} (${namespace}), recorded by ${recordedBy}, ${times.at(recordedAt)}`),
    ...(updates.length === 0 ? [] : ['', 'Changes by the force:', ...updates.flatMap((update) => inboxUpdateLines(referralId, update, times, view.children?.flatMap(({ childId }) => childId ?? []))).map((line) => `  ${line}`)]),
    '',
    ...progressLines(progress, layout),
    ...noticeLines(notices, { times, now: systemClock.now().toISOString() }),
  ];
}

/** The rung that the agency has reached, and every rung that led there. */
export function progressLines({ rung, rungs }: InboxProgress, layout: Layout): readonly string[] {
  return [`It got as far as: ${RUNG_STATES[rung]}`, ...tableOf(STATED, rungs, layout)];
}

/** The gradings since the agency received it, after the grade before the first of them. A grading counts from its own time, where the agency may see that. */
function gradingsOf({ updates = [], view }: OpenedReferral): readonly GradingFacts[] {
  const regrades = updates.flatMap(({ kind, code, previousGrade, happenedAt, issuedAt }) =>
    (kind === 'regrade' ? [{ grade: code as GradingFacts['grade'], previousGrade, gradedAt: happenedAt ?? issuedAt }] : []));
  const { grade, gradedAt } = regrades.length === 0 ? view.risk ?? {} : { grade: regrades[0]?.previousGrade };
  return [...(grade === undefined ? [] : [{ grade, ...(gradedAt !== undefined && { gradedAt }) }]), ...regrades.filter(({ grade }) => grade !== undefined)];
}
