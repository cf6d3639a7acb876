import { MAX_AUDIT_PAGE } from '#libs/contracts';
import { ProblemException, query, withDefault } from '#libs/http-api';

import { decodeCursor, encodeCursor, type PagePosition } from './cursor.js';

/** The query parameters of every list. */
export const pageParameters = {
  cursor: query.text(/^[A-Za-z0-9_-]{1,400}$/, 'the value of next in the last page', 'Where the page begins: next of the page before.'),
  limit: withDefault(query.integer(1, MAX_AUDIT_PAGE, 'Rows on a page.'), 100),
};

/** Rows of a page, and the cursor of the next one while there are more. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next?: string;
}

/**
 * @param asked the filters, apart from cursor and limit.
 * @param ids how many identifiers follow the time in the order of this list.
 * @throws ProblemException AUD-003 for a cursor that this query did not give.
 */
export function positionAfter(cursor: string | undefined, asked: object, ids: number): PagePosition | null {
  if (cursor === undefined) return null;
  const decoded = decodeCursor(cursor, asked, ids);
  if (!decoded.ok) throw new ProblemException('AUD-003');
  return decoded.value;
}

/** @param rows up to one more than `limit`: the one too many says that there is a next page, without counting anything. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  asked: object,
  position: (row: Row) => PagePosition,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map((row) => toItem(row));
  return rows.length > limit && last !== undefined ? { items, next: encodeCursor(position(last), asked) } : { items };
}
