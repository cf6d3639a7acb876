import { sha256Hex } from '#libs/kernel';

/**
 * A UUID (version 8, RFC 9562) derived from its parts. Every copy of the watch derives the same one, at any time. So a clock keeps
 * its id after a rebuild, and its notices are not sent again under other ids.
 */
export function derivedId(...parts: readonly string[]): string {
  const digest = sha256Hex('exchange/deadline/v1\0', parts.join('\0'));
  const variant = '89ab'[Number.parseInt(digest.slice(16, 17), 16) % 4] ?? '8';
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
