import { setTimeout } from 'node:timers/promises';

import type { Command, OptionValues } from '@commander-js/extra-typings';

import type { Times } from '#libs/sentences';

import { answer } from '../connection/connection.js';
import type { Output } from '../terminal/output.js';
import { tableOf, type Column } from '../terminal/table.js';
import { pageCursor, wholeNumber } from './arguments.js';

export interface ListOptions {
  readonly limit: number;
  readonly all?: true | undefined;
  readonly cursor?: string | undefined;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
  /** Whether there is a next page, in a list whose last page has a cursor, too. */
  readonly more?: boolean;
}

/** How often a page is asked for again that is empty although more follows, because a change is being stored. */
const TRIES = 20;
const PAUSE_MS = 50;

/** Reads one page of a list from a server. */
export type ReadPage<Item, Answer extends Page<Item> = Page<Item>> = (page: { readonly cursor: string | undefined; readonly limit: number }) => Promise<{ readonly data?: Answer }>;

/** The form in which a list is shown. */
export interface ListView<Item> {
  readonly columns: readonly Column<Item>[];
  /** The sentence for an empty list. */
  readonly none: string;
  /** The most items that the server gives at once. */
  readonly largestPage: number;
}

/** The options of every list: how much of it, and from where. */
export function withListOptions<Args extends unknown[], Options extends OptionValues, Globals extends OptionValues>(command: Command<Args, Options, Globals>, items: string) {
  return command
    .option('--limit <count>', `${items} at most`, wholeNumber(1, 1_000_000), 50)
    .option('--all', `all ${items}, page by page`)
    .option('--cursor <next>', 'go on where an earlier --json answer ended: its next', pageCursor);
}

/**
 * The pages of a list, each asked for only when the last one was taken. The cursor of the last page given leads on
 * exactly after it, so an answer that was limited can be continued.
 */
export async function* pagesOf<Item, Answer extends Page<Item>>({ all, limit, cursor }: ListOptions, largestPage: number, read: ReadPage<Item, Answer>): AsyncGenerator<Answer, void, undefined> {
  let left = all === true ? Number.POSITIVE_INFINITY : limit;
  let next = cursor;
  let tries = 0;
  for (;;) {
    const page: Answer = await answer(read({ cursor: next, limit: Math.min(largestPage, left) }));
    const stays = page.items.length === 0 && page.next === next;
    tries = stays ? tries + 1 : 0;
    if (!stays || !hasMore(page) || tries === TRIES) yield page;
    left -= page.items.length;
    ({ next } = page);
    if (!hasMore(page) || left <= 0 || tries === TRIES) return;
    if (stays) await setTimeout(PAUSE_MS);
  }
}

function hasMore({ next, more = next !== undefined }: Page<unknown>): boolean {
  return more;
}

/**
 * Shows a list page by page as it comes, so that a long one needs no memory and begins at once. With `--json` the pages become one
 * document: the fields beside the first page's items, all items, and `next` where more are left or the list can be followed.
 *
 * @param remarks lines after the list, from the fields beside its items.
 */
export async function printList<Item, Answer extends Page<Item>>(
  output: Output, options: ListOptions, { columns, none, largestPage }: ListView<Item>, read: ReadPage<Item, Answer>,
  remarks: (answer: Answer, times: Times) => readonly string[] = () => [],
): Promise<void> {
  let shown = 0;
  let remarked: readonly string[] = [];
  let last: Page<Item> = { items: [] };
  for await (const page of pagesOf(options, largestPage, read)) {
    if (output.json) await output.raw(jsonPart(page, shown));
    else if (page.items.length > 0) await output.lines(...tableOf(columns, page.items, output.layout));
    shown += page.items.length;
    remarked = remarks(page, output.layout.times);
    last = page;
  }
  if (output.json) {
    const after = Object.entries({ next: last.next, more: last.more }).filter(([, value]) => value !== undefined);
    await output.raw(`\n  ]${after.map(([name, value]) => `,\n  ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join('')}\n}\n`);
  } else if (hasMore(last)) {
    output.note('There are more. See them with --all, or with a higher --limit.');
  } else if (shown === 0) {
    output.note(none);
  }
  await output.lines(...remarked);
}

function jsonPart(page: Page<unknown>, shown: number): string {
  const beside = Object.entries(page).filter(([name]) => !['items', 'next', 'more'].includes(name));
  const head = beside.map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`).join('');
  const items = page.items.map((item, index) => `${shown + index === 0 ? '' : ','}\n    ${JSON.stringify(item)}`).join('');
  return shown === 0 ? `{\n${head}  "items": [${items}` : items;
}
