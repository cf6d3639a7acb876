import { hash } from 'node:crypto';

type Bytes = Uint8Array | string;

/** SHA-256 of the concatenated parts. */
export function sha256(...parts: readonly Bytes[]): Buffer {
  return hash('sha256', joined(parts), 'buffer');
}

/** SHA-256 of the concatenated parts in lower-case hexadecimal, 64 characters. */
export function sha256Hex(...parts: readonly Bytes[]): string {
  return hash('sha256', joined(parts), 'hex');
}

/** One copy of the parts, because a hash object with several updates costs more than the hashing of a message. */
function joined(parts: readonly Bytes[]): Bytes {
  const [first = '', ...more] = parts;
  if (more.length === 0) return first;
  if (parts.every((part) => typeof part === 'string')) return parts.join('');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}
