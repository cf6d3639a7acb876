import type { AuditUpdate, ChangeStatus, Grade, InboxUpdate, UpdateKind } from '#libs/contracts';

import { EPISODE_EVENTS, inWords, textOf } from './codes.js';
import { childNamed, type Subject } from './subject.js';
import { readableAge, type Times } from './times.js';

/** A change without the values of the content. */
interface ChangeFacts extends Subject {
  readonly kind: UpdateKind;
  readonly reason?: string | undefined;
  readonly fields?: readonly string[] | undefined;
  readonly grade?: string | undefined;
  readonly previousGrade?: string | undefined;
  readonly event?: string | undefined;
  readonly happenedAt?: string | undefined;
  readonly riskLevel?: string | undefined;
}

/** Each kind of change as the end of a sentence that begins with the force. */
const CHANGES: Readonly<Record<UpdateKind, (change: ChangeFacts, times: Times) => string>> = {
  correction: ({ reason, fields = [] }) => `corrected it${reason === undefined ? '' : `: ${inWords(reason)}`}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}`,
  regrade: ({ grade, previousGrade }) => `graded the risk ${grade ?? 'again'}${previousGrade === undefined ? '' : `, before that ${previousGrade}`}`,
  withdrawal: ({ reason }) => `WITHDREW it${reason === undefined ? '' : `: ${inWords(reason)}`}. No answer is expected any more`,
  'missing-episode': ({ event, happenedAt, riskLevel, ...subject }, times) =>
    `recorded that ${childNamed(subject)} ${textOf(EPISODE_EVENTS, event ?? 'has a new event')}${riskLevel === undefined ? '' : ` (${inWords(riskLevel)})`}${happenedAt === undefined ? '' : `, ${times.at(happenedAt)}`}`,
};

/** A change in the status of the force, with the receipts of each agency and the id of the change. */
export function changeStatusLines({ changeId, kind, at, by, recipients, ...details }: ChangeStatus, times: Times): readonly string[] {
  const person = by === undefined ? '' : ` (${by})`;
  return [
    `${times.at(at)} the force${person} ${CHANGES[kind]({ kind, ...details }, times)}. ${sentenceCase(kind)} ${changeId}`,
    ...recipients.map((receipt) => `  ${receiptSentence({ ...receipt, isCorrection: kind === 'correction' }, times)}`),
  ];
}

interface ReceiptFacts {
  readonly agency: string;
  readonly deliveredAt?: string | undefined;
  readonly acknowledgedAt?: string | undefined;
  readonly acknowledgedBy?: string | undefined;
  /** Only a correction waits for an acknowledgement. */
  readonly isCorrection: boolean;
}

function receiptSentence({ agency, deliveredAt, acknowledgedAt, acknowledgedBy, isCorrection }: ReceiptFacts, times: Times): string {
  if (acknowledgedAt !== undefined) return `${agency} acknowledged it ${times.at(acknowledgedAt)}${acknowledgedBy === undefined ? '' : ` (${acknowledgedBy})`}`;
  const received = deliveredAt === undefined ? 'has not received it' : `received it ${times.at(deliveredAt)}`;
  return `${agency} ${received}${isCorrection ? '; TO BE ACKNOWLEDGED by a person there' : ''}`;
}

/** A change as the agency sees it. An open correction is followed by the command that acknowledges it. */
export function inboxUpdateLines(referralId: string, update: InboxUpdate, times: Times): readonly string[] {
  const { updateId, kind, issuedAt, code, fields, childId, episodeId, previousGrade, acknowledgedAt, acknowledgedBy } = update;
  const codes = { correction: { reason: code }, withdrawal: { reason: code }, regrade: { grade: code }, 'missing-episode': { event: code } } as const;
  const sentence = `${times.at(issuedAt)} the force ${CHANGES[kind]({ kind, fields, childId, episodeId, previousGrade, ...codes[kind] }, times)}`;
  if (kind !== 'correction') return [sentence];
  if (acknowledgedAt !== undefined) return [`${sentence}; acknowledged ${times.at(acknowledgedAt)}${acknowledgedBy === undefined ? '' : ` (${acknowledgedBy})`}`];
  return [sentence, `  TO BE ACKNOWLEDGED: exchange inbox acknowledge-correction ${referralId} ${updateId}`];
}

/** The corrections of a referral that agencies have not acknowledged, and those that they have, for an auditor. */
export function auditUpdateLines({ updateId, kind, at, recipients }: AuditUpdate, times: Times): readonly string[] {
  const name = `${kind === undefined ? 'Change' : sentenceCase(kind)} ${updateId}${at === undefined ? '' : ` of ${times.at(at)}`}`;
  return [name, ...recipients.map((receipt) => `  ${receiptSentence({ ...receipt, isCorrection: kind === 'correction' }, times)}`)];
}

/** One grading of the risk. */
export interface GradingFacts {
  readonly grade: Grade;
  readonly gradedAt?: string | undefined;
  /** Minutes from the report of the incident. */
  readonly minutesSinceReport?: number | undefined;
}

/** "Grade red since …; before that amber from …". The current grade comes first. Undefined where no grade is known. @param gradings the earliest first. */
export function gradeSentence(gradings: readonly GradingFacts[], times: Times): string | undefined {
  const [current, ...earlier] = gradings.toReversed();
  if (current === undefined) return undefined;
  const graded = ({ grade, gradedAt, minutesSinceReport }: GradingFacts): string =>
    `${grade}${gradedAt === undefined ? '' : ` since ${times.at(gradedAt)}`}${minutesSinceReport === undefined ? '' : ` (${readableAge(minutesSinceReport)} after the report)`}`;
  return `Grade ${graded(current)}${earlier.map((each) => `; before that ${graded(each)}`).join('')}`;
}

function sentenceCase(code: string): string {
  const words = inWords(code);
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
