import { PAGE_CURSOR } from '#libs/contracts';

import { query, withDefault } from '../input/query-parameters.js';
import { ProblemException } from '../problems/problem-exception.js';
import { decodeCursor, encodeCursor, type PagePosition } from './cursor.js';

/**
 * The query parameters of a list.
 *
 * @param most rows on a page at most.
 * @param usual rows on a page where the caller gives no limit.
 */
export function pageParameters(most: number, usual: number) {
  return {
    cursor: query.text(new RegExp(PAGE_CURSOR.pattern), PAGE_CURSOR.expected, 'Where the page begins: next of the page before.'),
    limit: withDefault(query.integer(1, most, 'Rows on a page.'), usual),
  };
}

/** Rows of a page, and the cursor of the next one while there are more. */
export interface Page<Item> {
  readonly items: Item[];
  readonly next?: string;
}

/**
 * @param asked the filters, apart from cursor and limit.
 * @param ids how many identifiers follow the time in the order of this list.
 * @throws ProblemException GEN-017 where this query did not give the cursor.
 */
export function positionAfter(cursor: string | undefined, asked: object, ids: number): PagePosition | null {
  if (cursor === undefined) return null;
  const decoded = decodeCursor(cursor, asked, ids);
  if (!decoded.ok) throw new ProblemException('GEN-017');
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
