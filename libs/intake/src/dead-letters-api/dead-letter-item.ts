import type { DeadLetterItem } from '#libs/contracts';

import type { DeadLetter } from '../dead-letters.js';

/** A dead letter as it is told. What is not known is left out. */
export function deadLetterItem(letter: DeadLetter): DeadLetterItem {
  const { id, status, reasonCode, reason, messageId, referralId, correlationId } = letter;
  const { topic, partition, offset, digest, bytes, parkedAt } = letter;
  const settledAt = letter.replayedAt ?? letter.discardedAt;
  const settledBy = letter.replayedBy ?? letter.discardedBy;
  return {
    id,
    status,
    reasonCode,
    reason,
    ...(messageId !== null && { messageId }),
    ...(referralId !== null && { referralId }),
    ...(correlationId !== null && { correlationId }),
    topic,
    partition,
    offset,
    digest,
    bytes,
    parkedAt: parkedAt.toISOString(),
    ...(settledAt !== null && { settledAt: settledAt.toISOString() }),
    ...(settledBy !== null && { settledBy }),
    ...(letter.discardReason !== null && { discardReason: letter.discardReason }),
  };
}
