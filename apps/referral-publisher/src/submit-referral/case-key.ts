import { createHmac } from 'node:crypto';

/**
 * The opaque key of a case: what decides order and partition in Kafka, without telling anybody who reads a topic which
 * force's case it is. Keyed, because case references are short and could be guessed from a plain hash.
 *
 * @param secret at least 32 characters; the same in every copy of the publisher, or a case loses its order.
 * @returns 32 lower-case hexadecimal characters.
 */
export function caseKey(secret: string, force: string, caseReference: string): string {
  return createHmac('sha256', secret).update(`exchange/case-key/v1\0${force}\0${caseReference}`).digest('hex').slice(0, 32);
}
