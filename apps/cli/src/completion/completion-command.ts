import { Argument, type CommandUnknownOpts } from '@commander-js/extra-typings';

import type { Cli } from '../command/cli.js';
import { examples } from '../command/options.js';
import { commandTable } from './command-table.js';
import { completionScript, SHELLS } from './scripts.js';

/** Added last, so that its script knows every other command. */
export function addCompletionCommand(program: CommandUnknownOpts, cli: Cli): void {
  program
    .command('completion')
    .description('Print a script that completes commands, options and their choices in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', examples(
      ['source <(exchange completion bash)', 'in ~/.bashrc'],
      ['source <(exchange completion zsh)', 'in ~/.zshrc, after compinit'],
      ['exchange completion fish | source', 'in ~/.config/fish/config.fish'],
    ))
    .action(async (shell) => {
      const script = completionScript(shell, program.name(), commandTable(program));
      await cli.session.output.result({ shell, script }, [script.trimEnd()]);
    });
}
