import type { Readable } from 'node:stream';

import type { Command } from 'commander';

import { cliSettings, loadSettings } from '#libs/config';

import { Output, type Terminal } from '../terminal/output.js';
import { CommandFailed } from './command-failed.js';
import { EXIT_CODES, type ExitCode } from './exit-codes.js';
import { Session, type GlobalOptions } from './session.js';

/** What the program has from its process; a test gives its own. */
export interface CliSurroundings {
  readonly out: Terminal;
  readonly err: Terminal;
  readonly input: Readable;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly workingDirectory: string;
}

/** What a command does. Returns its exit code where that is not simply `ok`. */
export type Run<Options> = (session: Session, options: Options, ...args: string[]) => Promise<ExitCode | undefined>;

/** Connects what commander parsed with what commands do. */
export class Cli {
  exitCode: ExitCode = EXIT_CODES.ok;

  constructor(readonly surroundings: CliSurroundings) {}

  readonly now = (): Date => new Date();

  /** The action of a command. */
  running<Options extends object = object>(run: Run<Options>): (...parameters: unknown[]) => Promise<void> {
    return async (...parameters) => {
      // commander ends the parameters of every action with the command itself.
      const command = parameters.at(-1) as Command;
      const options = command.optsWithGlobals<Options & GlobalOptions>();
      this.exitCode = (await run(this.session(options), options, ...(command.processedArgs as string[]))) ?? EXIT_CODES.ok;
    };
  }

  private session(options: GlobalOptions): Session {
    const settings = loadSettings(cliSettings);
    const { out, err, signal, workingDirectory } = this.surroundings;
    if (settings.ok) return new Session(options, settings.value, new Output(out, err, options.json === true), signal, workingDirectory);
    throw new CommandFailed({ exitCode: EXIT_CODES.usage, message: settings.error.map(({ message }) => message).join('\n') });
  }
}
