import { encodeCursor, type PagePosition } from './cursor.js';

/** Rows of a page, and the cursor of the next one while there are more. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

export const DEFAULT_LIMIT = 100;
export const MAX_LIMIT = 500;

/**
 * @param rows up to one more than `limit`: the one too many says that there is a next page, without counting anything.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  query: object,
  position: (row: Row) => PagePosition,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map((row) => toItem(row));
  return rows.length > limit && last !== undefined ? { items, nextCursor: encodeCursor(position(last), query) } : { items };
}
