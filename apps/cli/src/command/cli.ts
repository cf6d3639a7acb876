import type { Readable } from 'node:stream';

import { cliSettings, clockOffsetOf, loadSettings } from '#libs/config';
import { moveClock } from '#libs/kernel';

import { Output, type Terminal } from '../terminal/output.js';
import { CommandFailed } from './command-failed.js';
import { EXIT_CODES, type ExitCode } from './exit-codes.js';
import { namesServers, searchSandbox, Session, type GlobalOptions } from './session.js';

/** The streams and the folder of the process; a test gives its own. */
export interface CliSurroundings {
  readonly out: Terminal;
  readonly err: Terminal;
  readonly input: Readable;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly workingDirectory: string;
}

/** Gives the action of the command that runs its {@link Session}. */
export class Cli {
  private begun: Session | undefined;

  constructor(readonly surroundings: CliSurroundings) {}

  /**
   * Moves the clock of this command as far as the sandbox's clock is moved, so that "now" and "24h ago" mean the exchange's time.
   * Called before the arguments of a command are read. A sandbox that cannot be used moves nothing; the command reports it.
   */
  moveClock(options: GlobalOptions): void {
    const settings = loadSettings(cliSettings);
    if (!settings.ok || namesServers(options, settings.value)) return;
    const { sandbox } = searchSandbox(options, settings.value, this.surroundings.workingDirectory);
    const [environment] = sandbox?.environments.values() ?? [];
    moveClock(environment === undefined ? 0 : clockOffsetOf(environment));
  }

  /** Called once, when the command line has been parsed. @throws CommandFailed where the environment is not usable. */
  begin(options: GlobalOptions): void {
    const settings = loadSettings(cliSettings);
    if (!settings.ok) throw CommandFailed.usage(settings.error.map(({ message }) => message).join('\n'));
    const { out, err, signal, workingDirectory } = this.surroundings;
    this.begun = new Session(options, settings.value, new Output(out, err, options.json === true), signal, workingDirectory);
  }

  get session(): Session {
    if (this.begun === undefined) throw new Error('no command runs yet');
    return this.begun;
  }

  get exitCode(): ExitCode {
    return this.begun?.exitCode ?? EXIT_CODES.ok;
  }
}
