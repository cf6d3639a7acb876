import type { HttpClient, Query } from './http-client.js';

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

export interface PageRequest {
  readonly path: string;
  readonly query: Query;
  /** Rows at most altogether; undefined for everything. */
  readonly limit: number | undefined;
  /** Rows that the server gives at once, at most. */
  readonly largestPage: number;
  /** Where to begin: `next` of an earlier answer. */
  readonly cursor?: string | undefined;
}

/**
 * The pages of a list, each asked for only when the last one was taken. The cursor of the last page given leads on
 * exactly after it, so an answer that was limited can be continued.
 */
export async function* pagesOf<Item>(client: HttpClient, request: PageRequest): AsyncGenerator<Page<Item>, void, undefined> {
  let { cursor } = request;
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  do {
    const limit = Math.min(request.largestPage, left);
    const page: Page<Item> = await client.json<Page<Item>>('GET', request.path, { query: { ...request.query, cursor, limit } });
    yield page;
    left -= page.items.length;
    cursor = page.next;
  } while (cursor !== undefined && left > 0);
}
