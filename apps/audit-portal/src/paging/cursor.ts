import { failure, sha256, success, type Outcome } from '#libs/kernel';

/** Where a page ends: the values that its order is by. Times are text, since microseconds do not fit a JavaScript Date. */
export type PagePosition = readonly [at: string, ...ids: string[]];

const VERSION = 1;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;
/** Identifiers of the exchange: UUIDs and agencies. */
const ID = /^[0-9a-z-]{1,64}$/;
const LONGEST = 400;

/**
 * A cursor is opaque and not signed: it holds a position and a mark of the query it belongs to, nothing that a caller
 * may not see, and a forged one can only begin the same query somewhere else.
 *
 * @param query what the caller asked for, apart from cursor and limit.
 */
export function encodeCursor(position: PagePosition, query: object): string {
  return Buffer.from(JSON.stringify([VERSION, mark(query), ...position])).toString('base64url');
}

/**
 * @param ids how many identifiers follow the time in this query's order.
 * @returns the position, or `AUD-003` when the cursor is damaged or belongs to another query.
 */
export function decodeCursor(cursor: string, query: object, ids: number): Outcome<PagePosition, 'AUD-003'> {
  if (cursor.length > LONGEST || !/^[A-Za-z0-9_-]+$/.test(cursor)) return failure('AUD-003');
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (parts === null || parts.length !== ids + 3 || parts[0] !== VERSION || parts[1] !== mark(query)) return failure('AUD-003');
  const [at, ...rest] = parts.slice(2);
  if (typeof at !== 'string' || !isInstant(at)) return failure('AUD-003');
  if (!rest.every((id): id is string => typeof id === 'string' && ID.test(id))) return failure('AUD-003');
  return success([at, ...rest]);
}

/** PostgreSQL takes no 30 February either, and would answer with an error of its own. */
function isInstant(text: string): boolean {
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
  return sha256(JSON.stringify(asked.toSorted(([left], [right]) => (left < right ? -1 : 1)))).toString('base64url').slice(0, 12);
}
