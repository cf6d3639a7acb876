import { Option, type Command } from 'commander';

import type { Cli } from '../command/cli.js';
import { withExamples } from '../command/help.js';
import { migrate, type MigrateOptions } from './migrate.js';

/** Those that own a schema. */
const APPS = ['referral-publisher', 'audit-recorder', 'deadline-watch', 'agency-node'];

export function addMigrateCommand(program: Command, cli: Cli): void {
  withExamples(
    program
      .command('migrate')
      .description(
        "Bring the database schema of every app up to date, each through the app's own migrate program. "
        + 'In a sandbox for all its apps; elsewhere for one, with its settings in the environment (see .env.example). '
        + 'Safe to repeat, and to run twice at once.',
      )
      .addOption(new Option('--app <app>', 'only this app; without a sandbox it is required').choices(APPS))
      .option('--from-environment', 'take the settings from the environment, whether there is a sandbox or not')
      .action(cli.running<MigrateOptions>(migrate)),
    ['exchange migrate', 'every app of the running sandbox'],
    ['node --env-file=publisher.env "$(which exchange)" migrate --app referral-publisher', 'one app, with its own settings'],
    ['exchange migrate --json', 'what was applied where, for a program'],
  );
}
