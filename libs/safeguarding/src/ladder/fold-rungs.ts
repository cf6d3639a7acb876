import type { Rung, RungReached } from '#libs/contracts';

/** The part of a receipt that the ladder needs: the rung, and when it was reached (RFC 3339). */
export type RungAt = Pick<RungReached, 'rung' | 'at'>;

/** The ladder of one recipient of one referral, from a set of receipts. */
interface Ladder {
  /** The highest rung reached; null without receipts. It shows progress, and never replaces the rungs below it. */
  readonly highest: Rung | null;
  /** When each rung was reached for the first time. A rung that was not stated is absent, because no rung implies another. */
  readonly firstAt: Readonly<Partial<Record<Rung, string>>>;
  /**
   * The present answer. An acceptance counts before a refusal, and a refusal before a redirect, because the ladder allows each only
   * after the other. After feedback on a refusal it is still `refused`, although feedback is the higher rung.
   */
  readonly answer: AnswerRung | null;
  /** Whether some rung reached {@link answersTheReferral}. */
  readonly answered: boolean;
}

type AnswerRung = 'accepted' | 'refused' | 'redirected';

/**
 * Lowest first; the three answers have the same height. `delivered` is above `rejected`, because a message that was quarantined
 * and then replayed has been delivered.
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
/** In the order in which they count. */
const ANSWERS: readonly AnswerRung[] = ['accepted', 'refused', 'redirected'];

/**
 * Whether a rung answers the referral and so stops its recipient's clock. A machine that stored it and a person who read it
 * have not answered, and after a refusal or a redirect no agency has taken care of the child yet.
 */
export function answersTheReferral(rung: Rung): boolean {
  return rung === 'accepted' || rung === 'decided';
}

/**
 * Folds the receipts that count into a ladder. Their order and repetition make no difference, because Kafka guarantees neither order across
 * topics nor a single delivery, and the publisher and the audit must reach the same result.
 *
 * @throws RangeError for a time that is not RFC 3339, because receipts are validated before they reach this function.
 */
export function foldRungs(reached: Iterable<RungAt>): Ladder {
  const firstAt: Partial<Record<Rung, string>> = {};
  for (const { rung, at } of reached) {
    const known = firstAt[rung];
    const earlier = isEarlier(at, known ?? at);
    if (known === undefined || earlier) firstAt[rung] = at;
  }
  const rungs = Object.keys(firstAt) as Rung[];
  const answer = ANSWERS.find((rung) => firstAt[rung] !== undefined) ?? null;
  // An answer that was corrected stays in the record, and is not the present one.
  const valid = rungs.filter((rung) => HEIGHT[rung] !== HEIGHT.accepted || rung === answer);
  return {
    highest: valid.reduce<Rung | null>((top, rung) => (top === null || HEIGHT[rung] > HEIGHT[top] ? rung : top), null),
    firstAt,
    answer,
    answered: valid.some((rung) => answersTheReferral(rung)),
  };
}

/** One instant can be written in several ways; then the text decides, so that the fold has one result. */
function isEarlier(left: string, right: string): boolean {
  const difference = milliseconds(left) - milliseconds(right);
  return difference === 0 ? left < right : difference < 0;
}

function milliseconds(at: string): number {
  const value = Date.parse(at);
  if (Number.isNaN(value)) throw new RangeError('a rung was reached at a time that is not RFC 3339');
  return value;
}
