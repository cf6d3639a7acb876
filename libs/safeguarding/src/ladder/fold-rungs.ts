import type { Rung, RungReached } from '#libs/contracts';

/** One receipt, as far as the ladder cares: which rung, and when it was reached (RFC 3339). */
export type RungAt = Pick<RungReached, 'rung' | 'at'>;

/** The ladder of one recipient of one referral, as a set of receipts tells it. */
export interface Ladder {
  /** The highest rung reached; null when nothing is known. Shows progress, and is never a substitute for the rungs below it. */
  readonly stands: Rung | null;
  /** When each rung was reached for the first time. A rung that nobody stated is absent: no rung implies another. */
  readonly firstAt: Readonly<Partial<Record<Rung, string>>>;
  /** The answer that counts: the first one stated. Feedback stands above a refusal, and this still says `refused`. */
  readonly answer: AnswerRung | null;
  /** Whether some rung reached {@link answersTheReferral}. */
  readonly answered: boolean;
}

export type AnswerRung = 'accepted' | 'refused' | 'redirected';

/**
 * Lowest first; the three answers share a height. `delivered` stands above `rejected`, because a message that was
 * quarantined and then replayed has been delivered after all.
 */
const HEIGHT: Readonly<Record<Rung, number>> = {
  published: 0,
  rejected: 1,
  delivered: 2,
  opened: 3,
  accepted: 4,
  refused: 4,
  redirected: 4,
  decided: 5,
  fed_back: 6,
};
const ANSWERS: readonly AnswerRung[] = ['accepted', 'refused', 'redirected'];

/**
 * Whether a rung answers the referral and so stops its recipient's clock. A machine that stored it and a person who
 * read it have answered nothing, and an agency that refuses or redirects has left the child with nobody yet.
 */
export function answersTheReferral(rung: Rung): boolean {
  return rung === 'accepted' || rung === 'decided';
}

/**
 * Folds receipts into a ladder. The order they arrive in, and receipts that arrive twice, make no difference: Kafka
 * promises neither order across topics nor delivery once, and the publisher and the audit must come to the same answer.
 *
 * @throws RangeError when a time is not RFC 3339: receipts are validated before they get here.
 */
export function foldRungs(reached: Iterable<RungAt>): Ladder {
  const firstAt: Partial<Record<Rung, string>> = {};
  for (const { rung, at } of reached) {
    const known = firstAt[rung];
    const earlier = isEarlier(at, known ?? at);
    if (known === undefined || earlier) firstAt[rung] = at;
  }
  const rungs = Object.keys(firstAt) as Rung[];
  const answer = firstAnswer(firstAt);
  // Of two contradicting answers the later one does not stand, whatever else was reached.
  const standing = rungs.filter((rung) => HEIGHT[rung] !== HEIGHT.accepted || rung === answer);
  return {
    stands: standing.reduce<Rung | null>((top, rung) => (top === null || HEIGHT[rung] > HEIGHT[top] ? rung : top), null),
    firstAt,
    answer,
    answered: standing.some((rung) => answersTheReferral(rung)),
  };
}

function firstAnswer(firstAt: Ladder['firstAt']): AnswerRung | null {
  let first: { rung: AnswerRung; at: string } | null = null;
  for (const rung of ANSWERS) {
    const at = firstAt[rung];
    if (at !== undefined && (first === null || milliseconds(at) < milliseconds(first.at))) first = { rung, at };
  }
  return first?.rung ?? null;
}

/** One instant can be written in several ways; the text decides between them, so that the fold has one answer. */
function isEarlier(left: string, right: string): boolean {
  const difference = milliseconds(left) - milliseconds(right);
  return difference === 0 ? left < right : difference < 0;
}

function milliseconds(at: string): number {
  const value = Date.parse(at);
  if (Number.isNaN(value)) throw new RangeError('a rung was reached at a time that is not RFC 3339');
  return value;
}
