import { byKey, failure, sha256, success, type Outcome } from '#libs/kernel';

/** PostgreSQL's earliest time: the position of rows without a time, where the order puts those first. */
export const BEFORE_ALL_TIMES = '-infinity';

/**
 * The end of a page: the values by which the list is ordered. The next page begins after them, even when the row itself
 * has been deleted. Times are ISO 8601 in UTC with 3 to 6 decimals. They are text, because microseconds do not fit a
 * JavaScript Date.
 */
export type PagePosition = readonly [at: string, ...ids: string[]];

const VERSION = 1;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3,6}Z$/;
/** UUIDs, and ids of the partnership. */
const ID = /^[0-9a-z-]{1,64}$/;
const LONGEST = 400;

/**
 * Encodes a position as an opaque, unsigned cursor. It needs no signature, because it holds only a position and a digest
 * of its query: nothing that the caller may not see. A forged cursor can only begin the same query at another place.
 *
 * @param query the caller's filters, without cursor and limit.
 */
export function encodeCursor(position: PagePosition, query: object): string {
  return Buffer.from(JSON.stringify([VERSION, mark(query), ...position])).toString('base64url');
}

/**
 * Decodes a cursor.
 *
 * @param ids how many identifiers follow the time in this query's order.
 * @returns the position, or `invalid-cursor` when the cursor is damaged or belongs to another query.
 */
export function decodeCursor(cursor: string, query: object, ids: number): Outcome<PagePosition, 'invalid-cursor'> {
  if (cursor.length > LONGEST || !/^[A-Za-z0-9_-]+$/.test(cursor)) return failure('invalid-cursor');
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (parts === null || parts.length !== ids + 3 || parts[0] !== VERSION || parts[1] !== mark(query)) return failure('invalid-cursor');
  const [at, ...rest] = parts.slice(2);
  if (typeof at !== 'string' || !isInstant(at)) return failure('invalid-cursor');
  if (!rest.every((id): id is string => typeof id === 'string' && ID.test(id))) return failure('invalid-cursor');
  return success([at, ...rest]);
}

/** Refuses impossible dates such as 30 February, because PostgreSQL would raise an error for them. */
function isInstant(text: string): boolean {
  if (text === BEFORE_ALL_TIMES) return true;
  if (!INSTANT.test(text)) return false;
  const milliseconds = `${text.slice(0, 23)}Z`;
  const date = new Date(milliseconds);
  return !Number.isNaN(date.getTime()) && date.toISOString() === milliseconds;
}

function parse(text: string): unknown[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function mark(query: object): string {
  const asked = Object.entries(query).filter(([, value]) => value !== undefined);
  return sha256(JSON.stringify(asked.toSorted(byKey(([name]) => name)))).toString('base64url').slice(0, 12);
}
