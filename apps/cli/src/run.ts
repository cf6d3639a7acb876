import { CommanderError } from 'commander';

import { Cli, type CliSurroundings } from './command/cli.js';
import { CommandFailed, Interrupted } from './command/command-failed.js';
import { EXIT_CODES, type ExitCode } from './command/exit-codes.js';
import { reportFailure } from './command/report-failure.js';
import { createProgram } from './program.js';
import { ReaderLeft } from './terminal/output.js';

/** Help and version were asked for and shown, so they are no mistake. */
const ANSWERED = new Set(['commander.helpDisplayed', 'commander.version']);

/**
 * Runs one command line to its end.
 *
 * @returns the exit code; never throws.
 */
export async function runExchange(argv: readonly string[], surroundings: CliSurroundings): Promise<ExitCode> {
  const cli = new Cli(surroundings);
  // Read from the arguments, because a command line that cannot be parsed has no options yet.
  const json = argv.includes('--json');
  try {
    await createProgram(cli).parseAsync([...argv], { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return ANSWERED.has(error.code) ? EXIT_CODES.ok : EXIT_CODES.usage;
    if (error instanceof Interrupted) return EXIT_CODES.interrupted;
    if (error instanceof ReaderLeft) return EXIT_CODES.ok;
    if (error instanceof CommandFailed) {
      surroundings.err.write(reportFailure(error.report, json));
      return error.report.exitCode;
    }
    const what = error instanceof Error ? (error.stack ?? error.name) : 'unknown';
    surroundings.err.write(`exchange failed in a way that it should not: ${what}\n`);
    return EXIT_CODES.failed;
  }
}
