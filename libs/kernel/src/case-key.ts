import { createHmac } from 'node:crypto';

import { comparisonForm } from './comparison-form.js';

/**
 * The opaque key of a case. It decides order and partition in Kafka, and does not show a reader of a topic which force's case it
 * is. It is a keyed hash, because case references are short and could be guessed from a plain hash. Two writings of one reference
 * have one key. The publisher sends the key; the portal makes it again from a reference that a reader asks for.
 *
 * @param secret at least 32 characters; the same in the portal and in every copy of the publisher, or a case loses its order and is not found.
 * @returns 32 lower-case hexadecimal characters.
 */
export function caseKey(secret: string, force: string, caseReference: string): string {
  return createHmac('sha256', secret).update(`exchange/case-key/v1\0${force}\0${comparisonForm(caseReference)}`).digest('hex').slice(0, 32);
}
