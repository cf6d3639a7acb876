import type { AuditEvent, AuditJudgement, InboxStatement, NotCountedStatement, Rung } from '#libs/contracts';

import { inWords, MARKS, MISSING, REFUSALS, RUNG_NOUNS, textOf, VERDICTS } from './codes.js';
import type { Times } from './times.js';

/** Statements that state no rung, as nouns. Milestones read as words. */
const KIND_NOUNS: ReadonlyMap<string, string> = new Map([
  ['update-delivered', 'delivery of a change'], ['update-acknowledged', 'acknowledgement of a correction'], ['ethnicity-recorded', 'record of ethnicity'],
  ['ethnicity-code', 'code of ethnicity'],
]);

/** A statement as a noun: by its rung, or by its kind. */
export function statementNoun({ rung, kind }: { readonly rung?: Rung | undefined; readonly kind?: string | undefined }): string {
  if (rung !== undefined) return RUNG_NOUNS[rung];
  return kind === undefined ? 'statement' : (KIND_NOUNS.get(kind) ?? inWords(kind));
}

/** Why a statement that waits or is refused does not count. */
export function notCountedReason(verdict: string, code: string): string {
  return verdict === 'waiting' ? textOf(MISSING, code) : textOf(REFUSALS, code);
}

/** "acceptance of 2026-05-22 11:02:00 BST does not count: the opening of the agency is missing". */
export function notCountedSentence({ rung, kind, at, verdict, code }: Pick<NotCountedStatement, 'rung' | 'kind' | 'at' | 'verdict' | 'code'>, times: Times): string {
  return `${statementNoun({ rung, kind })} of ${times.at(at)} ${VERDICTS[verdict]}: ${notCountedReason(verdict, code)}`;
}

/** The verdict of the exchange on a statement of the agency itself. */
export function verdictText({ verdict, code }: Pick<InboxStatement, 'verdict' | 'code'>): string {
  return code === undefined ? VERDICTS[verdict] : `${VERDICTS[verdict]}: ${notCountedReason(verdict, code)}`;
}

/** What the verdict adds to a statement that is taken: a repeat, its marks, and the time that counts where it is not the claimed one. */
export function remarksOn({ occurredAt }: Pick<AuditEvent, 'occurredAt'>, { verdict, isRepeat, countsAt, workAt, marks }: AuditJudgement, times: Times): string {
  const counts = workAt ?? countsAt;
  return [
    verdict === 'unattached' ? 'belongs to no copy of this referral' : undefined,
    isRepeat === true ? 'a repeat: the first answer counts' : undefined,
    ...marks.map((mark) => textOf(MARKS, mark)),
    counts === undefined || Date.parse(counts) === Date.parse(occurredAt) ? undefined : `counts from ${times.at(counts)}`,
  ].flatMap((remark) => (remark === undefined ? [] : [`; ${remark}`])).join('');
}
