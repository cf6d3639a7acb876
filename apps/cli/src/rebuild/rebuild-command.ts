import { Option, type Command } from 'commander';

import type { Cli } from '../command/cli.js';
import { withExamples } from '../command/help.js';
import { rebuild, REBUILDABLE, type RebuildOptions } from './rebuild.js';

export function addRebuildCommand(program: Command, cli: Cli): void {
  withExamples(
    program
      .command('rebuild')
      .description(
        'Make again what can be made again: the projections of the audit recorder from its event log, the clocks of the deadline watch '
        + "from the topics, each through the app's own rebuild program. Safe beside copies that run, and to repeat: the recorder's readers "
        + 'see the old projections until the new ones are whole; a watch calls nobody meanwhile. Progress and rate stand on standard error.',
      )
      .addOption(new Option('--app <app>', 'only this app; without a sandbox it is required').choices(REBUILDABLE))
      .option('--from-environment', 'take the settings from the environment, whether there is a sandbox or not')
      .action(cli.running<RebuildOptions>(rebuild)),
    ['exchange rebuild --app audit-recorder', 'projections look wrong'],
    ['exchange rebuild --app deadline-watch', 'clocks look wrong, or the schema was lost'],
    ['node --env-file=watch.env "$(which exchange)" rebuild --app deadline-watch --json', 'with its own settings, for a program'],
  );
}
