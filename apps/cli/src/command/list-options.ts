import type { Command } from 'commander';

import { InvalidArgumentError } from 'commander';

import { wholeNumber } from './arguments.js';

export interface ListOptions {
  readonly limit: number;
  readonly all?: boolean;
  readonly cursor?: string;
}

const CURSOR = /^[A-Za-z0-9_-]{1,500}$/;

/** The options of every list: how much of it, and from where. */
export function withListOptions(command: Command, what: string): Command {
  return command
    .option('--limit <count>', `${what} at most`, wholeNumber(1, 1_000_000), 50)
    .option('--all', `all ${what}, page by page`)
    .option('--cursor <next>', 'go on where an earlier --json answer ended: its next', cursor);
}

/** @returns undefined for everything. */
export function limitOf({ all, limit }: ListOptions): number | undefined {
  return all === true ? undefined : limit;
}

function cursor(text: string): string {
  if (!CURSOR.test(text)) throw new InvalidArgumentError('It must be the next of an earlier answer.');
  return text;
}
