import { createHmac } from 'node:crypto';

import { comparisonForm } from '#libs/kernel';

/**
 * The opaque key of a case. It decides order and partition in Kafka, and does not show a reader of a topic which force's case it
 * is. It is a keyed hash, because case references are short and could be guessed from a plain hash. Two writings of one reference
 * have one key.
 *
 * @param secret at least 32 characters; the same in every copy of the publisher, or a case loses its order.
 * @returns 32 lower-case hexadecimal characters.
 */
export function caseKey(secret: string, force: string, caseReference: string): string {
  return createHmac('sha256', secret).update(`exchange/case-key/v1\0${force}\0${comparisonForm(caseReference)}`).digest('hex').slice(0, 32);
}
