import type { Page } from '../connection/pages.js';
import type { Output } from './output.js';
import { tableOf, type Column } from './table.js';

/**
 * Shows a list page by page as it comes, so that a long one needs no memory and begins at once. With `--json` the pages become one
 * document: the fields beside the first page's items, all items, and `next` where more are left.
 *
 * @param none the sentence for an empty list.
 */
export async function printPages<Item>(output: Output, pages: AsyncIterable<Page<Item>>, columns: readonly Column<Item>[], none: string): Promise<void> {
  let shown = 0;
  let next: string | undefined;
  for await (const page of pages) {
    if (output.json) await output.raw(jsonPart(page, shown));
    else if (page.items.length > 0) await output.lines(...tableOf(columns, page.items, output.width));
    shown += page.items.length;
    ({ next } = page);
  }
  if (output.json) {
    await output.raw(`\n  ]${next === undefined ? '' : `,\n  "next": ${JSON.stringify(next)}`}\n}\n`);
  } else if (shown === 0) {
    output.note(none);
  } else if (next !== undefined) {
    output.note('There are more. See them with --all, or with a higher --limit.');
  }
}

function jsonPart(page: Page<unknown>, shown: number): string {
  const beside = Object.entries(page).filter(([name]) => name !== 'items' && name !== 'next');
  const head = beside.map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`).join('');
  const items = page.items.map((item, index) => `${shown + index === 0 ? '' : ','}\n    ${JSON.stringify(item)}`).join('');
  return shown === 0 ? `{\n${head}  "items": [${items}` : items;
}
