import type { DeadLetterItem } from '#libs/contracts';

import type { DeadLetter } from '../dead-letters.js';

/** A dead letter as the API shows it. Unknown fields are left out. */
export function deadLetterItem(letter: DeadLetter): DeadLetterItem {
  const { id, status, reasonCode, reason, messageId, referralId, correlationId } = letter;
  const { topic, partition, offset, digest, bytes, quarantinedAt } = letter;
  const closedAt = letter.replayedAt ?? letter.discardedAt;
  const closedBy = letter.replayedBy ?? letter.discardedBy;
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
    quarantinedAt: quarantinedAt.toISOString(),
    ...(closedAt !== null && { closedAt: closedAt.toISOString() }),
    ...(closedBy !== null && { closedBy }),
    ...(letter.discardReason !== null && { discardReason: letter.discardReason }),
  };
}
