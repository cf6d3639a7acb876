import type { Step } from '../ladder/ladder-state.js';

/** A copy that the exchange sent to one agency, as the exchange's own fact names it. A resent copy is one more. */
export interface KnownCopy {
  readonly messageId: string;
  /** Digest of the message's bytes, lower-case hexadecimal. */
  readonly envelopeDigest: string;
  readonly hop: number;
  /** Partition of the agency's topics that the case has. A copy and every statement about it are in this partition. */
  readonly partition: number;
  /** When the exchange sent it, in UTC with milliseconds. */
  readonly sentAt: string;
  /** The change that the copy carries. Absent for the referral itself. */
  readonly updateId?: string;
}

/** What the exchange's own facts name about one agency and one referral, as far as statements are judged by it. */
export interface KnownFacts {
  readonly copies: readonly KnownCopy[];
  /** The ids of the agency's statements whose redirect the exchange declined. */
  readonly declinedRedirects: readonly string[];
}

/** The position of a statement in the agency's topic. `entry` is its position in a batch of statements, from 0. */
export interface Place {
  readonly partition: number;
  /** Decimal text of 64 bits. */
  readonly offset: string;
  readonly entry: number;
}

/** The content of a statement. Codes are compared and never interpreted. */
export type StatementContent =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'update'; readonly updateId: string; readonly rung: 'delivered' | 'acknowledged' }
  /** A step of the agency's own work. `at` is the time of the work, where the statement gives one. */
  | { readonly kind: 'work'; readonly at?: string };

/** One statement on the topic of one agency about one referral. It passed its contract, and nothing else about it is certain. */
export interface Statement {
  readonly place: Place;
  readonly statementId: string;
  /** Digest of the bytes of the statement, which separates a repeat from another statement under the same id. */
  readonly digest: string;
  /** The agency that the topic belongs to. */
  readonly topicAgency: string;
  /** The agency that the statement names. */
  readonly agency: string;
  readonly messageId?: string;
  readonly envelopeDigest?: string;
  readonly hop?: number;
  /** When the broker stored it, in UTC with milliseconds. */
  readonly storedAt: string;
  /** The time that the agency claims for it (RFC 3339). */
  readonly claimedAt: string;
  readonly content: StatementContent;
}

/** What a waiting statement waits for: its copy, or the rung that must come first. */
export type Missing = 'copy' | 'opened' | 'accepted' | 'answer';

/**
 * Why a statement is refused. `wrong-agency`: it speaks for another agency than its topic. `wrong-partition`: not the partition of
 * its copy. `other-content`: another digest than the copy's. `other-hop`: another hop. `other-change`: its copy carries another
 * change, or none. `id-used`: another statement has its id. `answered-otherwise`: the agency has answered in another way.
 * `too-many`: the agency has made more statements about the referral than are judged.
 */
export const STATEMENT_REFUSALS = [
  'wrong-agency', 'wrong-partition', 'other-content', 'other-hop', 'other-change', 'id-used', 'answered-otherwise', 'too-many',
] as const;
export type StatementRefusal = (typeof STATEMENT_REFUSALS)[number];

/**
 * What is remarkable about a statement that is taken. `delivery-missing`: a person opened the copy before its delivery was stated.
 * `claimed-before-cause`, `claimed-after-storage`: its own time is impossible, so the broker's time counts. `work-after-storage`: the same for
 * the time of the work that it states. `work-before-copy`: the work was done before the referral was sent; its own time counts, unless it is more
 * than a year before.
 */
export const STATEMENT_MARKS = [
  'delivery-missing', 'claimed-before-cause', 'claimed-after-storage', 'work-before-copy', 'work-after-storage',
] as const;
export type StatementMark = (typeof STATEMENT_MARKS)[number];

/**
 * The verdict on one statement. Of a statement that is taken, `countsAt` is the time that counts for clocks and measures, and
 * `workAt` the one of the work; a `repeat` states what was stated before, and has no effect.
 */
export type StatementVerdict =
  | {
    readonly verdict: 'taken';
    readonly effect: 'new' | 'repeat';
    readonly countsAt: string;
    readonly workAt?: string;
    readonly marks: readonly StatementMark[];
  }
  /** A rejection of a message that is no copy of the referral: it is on record, and belongs to no referral. */
  | { readonly verdict: 'unattached' }
  | { readonly verdict: 'waiting'; readonly missing: Missing }
  | { readonly verdict: 'refused'; readonly code: StatementRefusal };

/** Whether a statement counts: it is taken, and states what was not stated before. A repeat has no effect. */
export function counts(verdict: StatementVerdict | null | undefined): verdict is Extract<StatementVerdict, { readonly verdict: 'taken' }> {
  return verdict?.verdict === 'taken' && verdict.effect === 'new';
}

/** The order of the statements of one topic: by partition, offset and position in a batch. */
export function byPlace({ place: left }: Pick<Statement, 'place'>, { place: right }: Pick<Statement, 'place'>): number {
  return left.partition - right.partition || Number(BigInt(left.offset) - BigInt(right.offset)) || left.entry - right.entry;
}
