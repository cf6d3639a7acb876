import type { Readable } from 'node:stream';

import { cliSettings, clockOffsetOf, loadSettings, testModeSettings } from '#libs/config';
import { clockOffsetMs, moveClock } from '#libs/kernel';
import { LONDON_TIMES, UTC_TIMES } from '#libs/sentences';

import type { Layout } from '../terminal/layout.js';
import { movedClock } from '../terminal/moved-clock.js';
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

/** A terminal without a known width reports 0. */
const NARROWEST = 20;

/** Text has the time in England, or UTC on request. COLUMNS overrides the width of the terminal, because a pager or a script knows it better. */
function layoutOf({ utc }: GlobalOptions, out: Terminal, columns = 0): Layout {
  const ofTerminal = out.isTTY === true ? out.columns : undefined;
  return { times: utc === true ? UTC_TIMES : LONDON_TIMES, width: columns >= NARROWEST ? columns : ofTerminal };
}

/** Gives the action of the command that runs its {@link Session}. */
export class Cli {
  private begun: Session | undefined;

  constructor(readonly surroundings: CliSurroundings) {}

  /**
   * Moves the clock of this command as far as the sandbox's clock is moved, so that "now" and "24h ago" mean the exchange's time. Without a
   * sandbox the environment decides, as for every program. Called before the arguments of a command are read. A sandbox or an environment
   * that cannot be used moves nothing; the command reports it.
   */
  moveClock(options: GlobalOptions): void {
    const settings = loadSettings(cliSettings);
    const test = loadSettings(testModeSettings);
    if (!settings.ok || !test.ok) return;
    const sandbox = namesServers(options, settings.value) ? undefined : searchSandbox(options, settings.value, this.surroundings.workingDirectory).sandbox;
    const [environment] = sandbox?.environments.values() ?? [];
    moveClock(environment === undefined ? test.value.clockOffset : clockOffsetOf(environment));
  }

  /** Called once, when the command line has been parsed. @throws CommandFailed where the environment is not usable. */
  begin(options: GlobalOptions): void {
    const settings = loadSettings(cliSettings);
    const test = loadSettings(testModeSettings);
    const problems = [settings, test].flatMap((read) => (read.ok ? [] : read.error));
    if (!settings.ok || problems.length > 0) throw CommandFailed.usage(problems.map(({ message }) => message).join('\n'));
    const { out, err, signal, workingDirectory } = this.surroundings;
    const layout = layoutOf(options, out, settings.value.columns);
    this.begun = new Session(options, settings.value, new Output(out, err, options.json === true, layout), signal, workingDirectory);
    const moved = movedClock(clockOffsetMs(), layout.times);
    if (moved !== undefined) this.begun.output.note(moved);
  }

  get session(): Session {
    if (this.begun === undefined) throw new Error('no command runs yet');
    return this.begun;
  }

  get exitCode(): ExitCode {
    return this.begun?.exitCode ?? EXIT_CODES.ok;
  }
}
