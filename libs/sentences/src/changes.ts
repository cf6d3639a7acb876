import type { AuditUpdate, ChangeStatus, Grade, InboxUpdate, UpdateKind } from '#libs/contracts';

import { episodeSentence, inWords } from './codes.js';
import type { Subject } from './subject.js';
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
  /** The children who are in the referral now, where they are known. */
  readonly childIds?: readonly string[] | undefined;
}

const WHOLE_CHILD = /^\/children\/([0-9a-f-]{36})$/;

/** A pointer to a whole child means that the correction added or removed the child. */
function correctedField(field: string, childIds: readonly string[] | undefined): string {
  const [, childId] = WHOLE_CHILD.exec(field) ?? [];
  if (childId === undefined || childIds === undefined) return field;
  return childIds.includes(childId) ? `child ${childId} added` : `child ${childId}, who is no longer in it`;
}

/** Only a correction has an id that a later command needs, and so the word for it. */
function changeLabel(kind: UpdateKind | undefined, id: string): string {
  return `${kind === undefined || kind === 'missing-episode' ? 'Change' : sentenceCase(kind)} ${id}`;
}

/** Each kind of change as the end of a sentence that begins with the force. */
const CHANGES: Readonly<Record<UpdateKind, (change: ChangeFacts, times: Times) => string>> = {
  correction: ({ reason, fields = [], childIds }) =>
    `corrected it${reason === undefined ? '' : `: ${inWords(reason)}`}${fields.length === 0 ? '' : ` (${fields.map((field) => correctedField(field, childIds)).join(', ')})`}`,
  regrade: ({ grade, previousGrade, happenedAt }, times) =>
    `graded the risk ${grade ?? 'again'}${previousGrade === undefined ? '' : `, before that ${previousGrade}`}${happenedAt === undefined ? '' : `, graded ${times.at(happenedAt)}`}`,
  withdrawal: ({ reason }) => `WITHDREW it${reason === undefined ? '' : `: ${inWords(reason)}`}. No answer is expected any more`,
  'missing-episode': ({ event, happenedAt, riskLevel, ...subject }, times) =>
    `recorded that ${episodeSentence(event, subject)}${riskLevel === undefined ? '' : ` (${inWords(riskLevel)})`}${happenedAt === undefined ? '' : `, ${times.at(happenedAt)}`}`,
};

/**
 * A change in the status of the force, with the receipts of each agency and the id of the change.
 *
 * @param childIds the children who are in the referral now.
 */
export function changeStatusLines({ changeId, kind, at, by, recipients, ...details }: ChangeStatus, times: Times, childIds?: readonly string[]): readonly string[] {
  const person = by === undefined ? '' : ` (${by})`;
  return [
    `${times.at(at)} the force${person} ${CHANGES[kind]({ kind, ...details, childIds }, times)}. ${changeLabel(kind, changeId)}`,
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

/**
 * A change as the agency sees it. An open correction is followed by the command that acknowledges it.
 *
 * @param childIds the children whom the agency sees now.
 */
export function inboxUpdateLines(referralId: string, update: InboxUpdate, times: Times, childIds?: readonly string[]): readonly string[] {
  const { updateId, kind, issuedAt, code, fields, childId, episodeId, happenedAt, riskLevel, previousGrade, acknowledgedAt, acknowledgedBy } = update;
  const codes = { correction: { reason: code }, withdrawal: { reason: code }, regrade: { grade: code }, 'missing-episode': { event: code } } as const;
  const sentence = `${times.at(issuedAt)} the force ${CHANGES[kind]({ kind, fields, childId, episodeId, happenedAt, riskLevel, previousGrade, childIds, ...codes[kind] }, times)}`;
  if (kind !== 'correction') return [sentence];
  if (acknowledgedAt !== undefined) return [`${sentence}; acknowledged ${times.at(acknowledgedAt)}${acknowledgedBy === undefined ? '' : ` (${acknowledgedBy})`}`];
  return [sentence, `  TO BE ACKNOWLEDGED: exchange inbox acknowledge-correction ${referralId} ${updateId}`];
}

/** The corrections of a referral that agencies have not acknowledged, and those that they have, for an auditor. */
export function auditUpdateLines({ updateId, kind, at, recipients }: AuditUpdate, times: Times): readonly string[] {
  const name = `${changeLabel(kind, updateId)}${at === undefined ? '' : ` of ${times.at(at)}`}`;
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
