import type { Command, OptionValues } from '@commander-js/extra-typings';

import { pageCursor, wholeNumber } from './arguments.js';

export interface ListOptions {
  readonly limit: number;
  readonly all?: true | undefined;
  readonly cursor?: string | undefined;
}

/** The options of every list: how much of it, and from where. */
export function withListOptions<Args extends unknown[], Options extends OptionValues, Globals extends OptionValues>(command: Command<Args, Options, Globals>, items: string) {
  return command
    .option('--limit <count>', `${items} at most`, wholeNumber(1, 1_000_000), 50)
    .option('--all', `all ${items}, page by page`)
    .option('--cursor <next>', 'go on where an earlier --json answer ended: its next', pageCursor);
}
