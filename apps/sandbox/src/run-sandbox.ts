import { existsSync } from 'node:fs';

import { clockOffsetOf, currentEnvironment } from '#libs/config';
import { clockOffsetMs, movedBy, moveClock, systemClock } from '#libs/kernel';
import { toLocalTime } from '#libs/safeguarding';

import { SandboxConsole } from './console.js';
import { loadDemo, type DemoIds } from './demo/load-demo.js';
import { SUCCEEDED, successionFile, writeSuccession } from './demo/succession.js';
import { parseOptions, type SandboxOptions } from './options.js';
import { readEnvironment } from './read-environment.js';
import { Sandbox } from './sandbox.js';
import { welcome } from './welcome.js';

/** How the sandbox ends; the same codes as the servers' (libs/http-api). */
const EXIT = { ok: 0, failed: 1, configuration: 2 } as const;

/**
 * The whole life of a sandbox: starts everything, fills it, waits, stops everything. It stops everything that was started before it
 * resolves, even after a failure.
 *
 * @param giveUp fires when the person wants it to end, at any time.
 * @returns the exit code.
 */
export async function runSandbox(argv: readonly string[], giveUp: AbortSignal): Promise<number> {
  const options = parseOptions(argv);
  const terminal = new SandboxConsole();
  const environment = readEnvironment(currentEnvironment());
  if (!environment.ok) {
    for (const sentence of environment.error) terminal.problem(sentence);
    return EXIT.configuration;
  }
  const { settings, handedOn, ignored } = environment.value;
  moveClock(clockOffsetOf(handedOn));
  if (ignored.length > 0) terminal.progress(`Not used: ${ignored.join(', ')} (npm start sets this for each app itself)`);
  giveUp.addEventListener('abort', () => terminal.progress('Stopping (the apps finish what they are doing)'));
  const start = (started: SandboxOptions, stay: boolean) => runOnce(new Sandbox(started, settings, handedOn, terminal, giveUp), started, { terminal, giveUp, stay });
  if (!options.succession) return start(options, true);
  const ended = successionFile(options.data);
  if (!existsSync(ended)) {
    terminal.progress('First of two starts: the demo as it is before an agency ends');
    const first = await start(options, false);
    if (first !== EXIT.ok || giveUp.aborted) return first;
    writeSuccession(options.partnership, options.data, toLocalTime(systemClock.now().getTime()).date);
  }
  terminal.progress(`Start after the end: ${SUCCEEDED}`);
  return start({ ...options, partnership: ended }, true);
}

interface Run {
  readonly terminal: SandboxConsole;
  readonly giveUp: AbortSignal;
  /** False for a start that stops as soon as the demo is loaded. */
  readonly stay: boolean;
}

/** One start and one stop. It stops everything that was started before it resolves, even after a failure. */
async function runOnce(sandbox: Sandbox, options: SandboxOptions, run: Run): Promise<number> {
  const { terminal, giveUp } = run;
  let exitCode: number = EXIT.failed;
  try {
    exitCode = await live(sandbox, options, run);
  } catch (error) {
    terminal.problem(unexpected(error));
  }
  try {
    await sandbox.stop();
  } catch (error) {
    terminal.problem(unexpected(error));
    return EXIT.failed;
  }
  if (giveUp.aborted && exitCode === EXIT.ok) terminal.progress('Stopped');
  return exitCode;
}

async function live(sandbox: Sandbox, options: SandboxOptions, { terminal, giveUp, stay }: Run): Promise<number> {
  const started = await sandbox.start();
  if (!started.ok) {
    if (giveUp.aborted) return EXIT.ok;
    terminal.problem(started.error.message, started.error.remedy);
    return EXIT.failed;
  }
  let demoIds: DemoIds = {};
  if (options.demo) {
    const demo = await loadDemo(started.value, (line) => terminal.progress(line), sandbox.ending);
    if (demo.ok) demoIds = demo.value;
    else if (!sandbox.ending.aborted) {
      terminal.problem(`The demo referrals could not all be made: ${demo.error}.`, 'The exchange is usable; the next start makes the rest.');
      if (!stay) return EXIT.failed;
    }
  }
  if (stay && !sandbox.ending.aborted) {
    terminal.print(welcome(started.value, demoIds, options.succession));
    terminal.print(`Ready after ${terminal.seconds()} s${movedClock()}. Ctrl-C stops everything.`);
    await ended(sandbox.ending);
  }
  if (sandbox.lost === undefined) return EXIT.ok;
  terminal.problem(`${sandbox.lost} has ended by itself, so the sandbox stops.`, `Look into the logs in ${started.value.dataDir}, then start again.`);
  return EXIT.failed;
}

/** A part of the sentence that ends the start; empty where the clock is not moved. */
function movedClock(): string {
  const by = movedBy(clockOffsetMs());
  return by === undefined ? '' : `, with the clock moved ${by}: it reads ${systemClock.now().toISOString().slice(0, 19).replace('T', ' ')}Z`;
}

function ended(ending: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Keeps the process alive, because a pending promise alone does not.
    const awake = setInterval(() => undefined, 60_000);
    ending.addEventListener('abort', () => {
      clearInterval(awake);
      resolve();
    });
  });
}

/** A bug, or a disk that fails during the run. It is shown with its stack, because a report about it needs the stack. */
function unexpected(error: unknown): string {
  return `The sandbox failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : 'unknown'}`;
}
