import type { IHeaders, KafkaMessage } from 'kafkajs';

import type { IncomingMessage } from '#libs/contracts';

/**
 * Converts a kafkajs message to the exchange's form. The value's bytes stay unchanged, because digests are computed from
 * them.
 */
export function toIncomingMessage(topic: string, partition: number, message: KafkaMessage): IncomingMessage {
  return {
    topic,
    partition,
    offset: message.offset,
    timestamp: message.timestamp,
    key: message.key === null ? null : message.key.toString('utf8'),
    headers: decodeHeaders(message.headers),
    value: message.value,
  };
}

/**
 * Header names in lower case, values as UTF-8. The last one of repeated headers counts, because a CloudEvents attribute
 * set has no duplicates. The record has no prototype, so a header named `__proto__` is an ordinary header.
 */
export function decodeHeaders(headers: IHeaders | undefined): Readonly<Record<string, string>> {
  const decoded = Object.create(null) as Record<string, string>;
  for (const [name, given] of Object.entries(headers ?? {})) {
    const value = Array.isArray(given) ? given.at(-1) : given;
    if (value !== undefined && value !== null) decoded[name.toLowerCase()] = value.toString('utf8');
  }
  return decoded;
}
