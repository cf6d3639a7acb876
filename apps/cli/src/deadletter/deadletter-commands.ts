import { InvalidArgumentError, Option, type Command } from 'commander';

import { DEAD_LETTER_STATUSES, DISCARD_REASONS } from '#libs/contracts';
import { SLUG_PATTERN } from '#libs/kernel';

import { baseUrl, slug, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { withExamples } from '../command/help.js';
import { withListOptions } from '../command/list-options.js';
import {
  discardDeadLetter, listDeadLetters, replayDeadLetter, showDeadLetter, type AppOption, type DeadLetterListOptions,
  type DiscardOptions,
} from './dead-letters.js';

export function addDeadLetterCommands(program: Command, cli: Cli): void {
  const deadletter = program.command('deadletter').description('Look after messages that an app could not take.');
  const command = (name: string, description: string): Command =>
    deadletter
      .command(name)
      .description(description)
      .requiredOption('--app <app>', 'whose: publisher, recorder, watch, or the id of an agency', slug)
      .option('--recorder-url <url>', 'where the audit recorder is', baseUrl)
      .option('--watch-url <url>', 'where the deadline watch is', baseUrl);
  const letter = (name: string, description: string): Command => command(name, description).argument('<id>', 'id of the dead letter', uuid);

  withExamples(
    withListOptions(command('list', 'List dead letters, newest first: where they are and why, never what they say.'), 'dead letters')
      .addOption(new Option('--status <status>', 'only those that wait (parked), were replayed, or were given up').choices(DEAD_LETTER_STATUSES))
      .option('--reason <code>', 'only those with this reason', reasonCode)
      .option('--referral <id>', 'only those of this referral', uuid)
      .action(cli.running<DeadLetterListOptions>(listDeadLetters)),
    ['exchange deadletter list --app northshire-csc --status parked', 'what waits at an agency'],
    ['exchange deadletter list --app watch', 'what the deadline watch could not take'],
    ['exchange deadletter list --app recorder --json', 'for a program'],
  );
  withExamples(
    letter('show', 'Show what is known of a dead letter.').action(cli.running<AppOption>(showDeadLetter)),
    ['exchange deadletter show <id> --app publisher', 'where it was read, and why it was put aside'],
  );
  withExamples(
    letter('replay', 'Read the stored message again and give it its effect, once.').action(cli.running<AppOption>(replayDeadLetter)),
    ['exchange deadletter replay <id> --app northshire-csc', 'after the cause was mended'],
  );
  withExamples(
    letter('discard', 'Give a dead letter up: its content is erased for good.')
      .addOption(new Option('--reason <code>', 'why').choices(DISCARD_REASONS).makeOptionMandatory())
      .action(cli.running<DiscardOptions>(discardDeadLetter)),
    ['exchange deadletter discard <id> --app hilltop-school --reason sent-again', 'the sender has sent it again'],
  );
}

function reasonCode(text: string): string {
  if (!SLUG_PATTERN.test(text)) throw new InvalidArgumentError('It must be a code such as unknown-version.');
  return text;
}
