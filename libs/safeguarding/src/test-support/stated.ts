import { judgeStatements as judge } from '../judgement/judge-statements.js';
import type { KnownCopy, Statement, StatementContent, StatementVerdict } from '../judgement/statement.js';

export const HUB = 'northshire-csc';
export const SENT = '2026-05-22T17:00:00.000Z';
export const referral: KnownCopy = { messageId: 'copy-1', envelopeDigest: 'd1', hop: 1, partition: 1, sentAt: SENT };
export const correction: KnownCopy = { ...referral, messageId: 'copy-2', envelopeDigest: 'd2', sentAt: at(30), updateId: 'correction-1' };
/** The hub gets the referral back from an agency to which it had redirected it. */
export const secondHop: KnownCopy = { ...referral, messageId: 'copy-3', envelopeDigest: 'd3', hop: 3, sentAt: at(60) };

export const delivered: StatementContent = { kind: 'delivered' };
export const rejected: StatementContent = { kind: 'rejected' };
export const opened: StatementContent = { kind: 'step', step: { kind: 'open', person: 'sw-0142' } };
export const openedByColleague: StatementContent = { kind: 'step', step: { kind: 'open', person: 'sw-0077' } };
export const accepted: StatementContent = { kind: 'step', step: { kind: 'accept', person: 'sw-0142' } };
export const acceptedByColleague: StatementContent = { kind: 'step', step: { kind: 'accept', person: 'sw-0077' } };
export const refused: StatementContent = { kind: 'step', step: { kind: 'refuse', person: 'sw-0142', reason: 'not-our-remit' } };
export const redirected: StatementContent = { kind: 'step', step: { kind: 'redirect', person: 'sw-0142', agency: 'northmoor-csc', reason: 'moved-area' } };
export const redirectedElsewhere: StatementContent = { kind: 'step', step: { kind: 'redirect', person: 'sw-0142', agency: 'riverside-school', reason: 'moved-area' } };
export const decided: StatementContent = { kind: 'step', step: { kind: 'decide', person: 'sw-0142', decision: 'strategy-discussion' } };
export const fedBack: StatementContent = { kind: 'step', step: { kind: 'feed-back', person: 'sw-0142', outcome: 'assessment-started' } };
export const discussion: StatementContent = { kind: 'work', at: at(20) };

/** By these copies, and where the exchange declined the redirects with these ids. */
export function judgeStatements(copies: readonly KnownCopy[], statements: readonly Statement[], declinedRedirects: readonly string[] = []): readonly StatementVerdict[] {
  return judge({ copies, declinedRedirects }, statements);
}

/** Minutes after the copy was sent. */
export function at(minutes: number): string {
  return new Date(Date.parse('2026-05-22T17:00:00.000Z') + minutes * 60_000).toISOString();
}

/** A statement of the hub about the referral, at this offset, claimed and stored `minute` minutes after it was sent. */
export function stated(offset: number, content: StatementContent, minute = offset, other: Partial<Statement> = {}): Statement {
  return {
    place: { partition: 1, offset: String(offset), entry: 0 },
    statementId: `statement-${offset}`, digest: `bytes-${offset}`,
    topicAgency: HUB, agency: HUB,
    messageId: referral.messageId, envelopeDigest: referral.envelopeDigest, hop: referral.hop,
    storedAt: at(minute), claimedAt: at(minute), content, ...other,
  };
}

/** `taken`, `repeat`, or what it waits for, or why it is refused; with its marks. */
export function brief(verdict: StatementVerdict): string {
  if (verdict.verdict === 'waiting') return `waiting for ${verdict.missing}`;
  if (verdict.verdict === 'refused') return verdict.code;
  if (verdict.verdict === 'unattached') return 'unattached';
  return [verdict.effect === 'repeat' ? 'repeat' : 'taken', ...verdict.marks].join(', ');
}

export function briefly(copies: readonly KnownCopy[], ...statements: readonly Statement[]): readonly string[] {
  return judgeStatements(copies, statements).map((verdict) => brief(verdict));
}
