import { PAGE_CURSOR } from '#libs/contracts';

import { query, withDefault } from '../input/query-parameters.js';
import { ProblemException } from '../problems/problem-exception.js';
import { decodeCursor, encodeCursor, type PagePosition } from './cursor.js';

/**
 * The query parameters of a list.
 *
 * @param most the largest number of rows on a page.
 * @param usual the number of rows on a page when the caller gives no limit.
 */
export function pageParameters(most: number, usual: number) {
  return {
    cursor: query.text(new RegExp(PAGE_CURSOR.pattern), PAGE_CURSOR.expected, 'Where the page begins: next of the page before.'),
    limit: withDefault(query.integer(1, most, 'Rows on a page.'), usual),
  };
}

/** Rows of a page, and the cursor of the next page if there is one. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next?: string;
}

/**
 * The position that a cursor holds; null without a cursor.
 *
 * @param asked the filters, without cursor and limit.
 * @param ids how many identifiers follow the time in the order of this list.
 * @throws ProblemException GEN-017 where the cursor belongs to another query or is damaged.
 */
export function positionAfter(cursor: string | undefined, asked: object, ids: number): PagePosition | null {
  if (cursor === undefined) return null;
  const decoded = decodeCursor(cursor, asked, ids);
  if (!decoded.ok) throw new ProblemException('GEN-017');
  return decoded.value;
}

/**
 * Cuts rows to a page. @param rows up to `limit` + 1 rows: the additional row shows that there is a next page, without a
 * count.
 */
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
