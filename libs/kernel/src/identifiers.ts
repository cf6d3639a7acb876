import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** A lower-case RFC 9562 UUID of any version. */
export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** Lower-case words and digits joined by hyphens: a code such as `unknown-version`. */
export const SLUG_PATTERN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** A slug that begins with a letter: an id of the partnership such as `northshire-csc`, or the name of a part. */
export const ID_PATTERN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const RANDOM_BYTES = 16;
/** One system call gives the random bytes of 256 ids, because the call costs several times as much as the rest of an id. */
const pool = new Uint8Array(256 * RANDOM_BYTES);
let used = pool.length;
/**
 * The time and sequence number of the last id. The number orders the ids of one millisecond; the time never decreases, also
 * when the system clock does.
 */
let last = { msecs: Number.NEGATIVE_INFINITY, seq: 0 };

/** A new time-ordered identifier (UUIDv7, RFC 9562): index-friendly, opaque to its readers, and greater than the one before. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.subarray(used, (used += RANDOM_BYTES));
  last = next(Date.now(), random);
  return v7({ random, ...last });
}

/** True for a lower-case RFC 9562 UUID of any version. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && UUID_PATTERN.test(text);
}

/** Each new millisecond starts at a random number with room above it; RFC 9562 calls this a fixed-length dedicated counter. */
function next(now: number, random: Uint8Array): { readonly msecs: number; readonly seq: number } {
  if (now > last.msecs) return { msecs: now, seq: new DataView(random.buffer, random.byteOffset).getUint32(0) >>> 1 };
  const seq = (last.seq + 1) >>> 0;
  return { msecs: seq === 0 ? last.msecs + 1 : last.msecs, seq };
}

/** The smallest UUID, which no record has (RFC 9562, nil UUID): the place before the first row in the order of ids. */
export const NIL_UUID = '00000000-0000-0000-0000-000000000000';
