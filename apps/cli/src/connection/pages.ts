import type { ListOptions } from '../command/list-options.js';
import { answer } from './connection.js';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** The query parameters of one page. */
export interface PageQuery {
  readonly cursor: string | undefined;
  readonly limit: number;
}

/**
 * The pages of a list, each asked for only when the last one was taken. The cursor of the last page given leads on
 * exactly after it, so an answer that was limited can be continued.
 *
 * @param largestPage the most items that the server gives at once.
 */
export async function* pagesOf<Item>(
  { all, limit, cursor }: ListOptions,
  largestPage: number,
  read: (page: PageQuery) => Promise<{ readonly data?: Page<Item> }>,
): AsyncGenerator<Page<Item>, void, undefined> {
  let left = all === true ? Number.POSITIVE_INFINITY : limit;
  let next = cursor;
  do {
    const page: Page<Item> = await answer(read({ cursor: next, limit: Math.min(largestPage, left) }));
    yield page;
    left -= page.items.length;
    ({ next } = page);
  } while (next !== undefined && left > 0);
}
