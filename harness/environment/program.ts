import { join } from 'node:path';

import { childEnvironment } from '#libs/config';
import type { Outcome } from '#libs/kernel';
import { ManagedProcess, type LocalServiceProblem } from '#libs/local-services';

/** A limit against a start that never ends. It is no measure of speed, because the machine may be busy. */
const READY_MS = 180_000;

/** @throws Error with the sentence and the remedy of the problem, and the last lines of the program if one is given. */
export function must<Value>(outcome: Outcome<Value, LocalServiceProblem>, program?: ManagedProcess): Value {
  if (outcome.ok) return outcome.value;
  const lastLines = program === undefined ? [] : ['Its last lines:', ...program.lines().slice(-8)];
  throw new Error([`${outcome.error.message} ${outcome.error.remedy}`, ...lastLines].join('\n'));
}

export interface Program {
  /** Unique among the programs that run; also the name of the log file. */
  readonly name: string;
  /** Absolute path of the compiled program. */
  readonly file: string;
  readonly args?: readonly string[];
  /** Options of Node itself, for example of its profiler. */
  readonly nodeOptions?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logFolder: string;
}

/** Starts a compiled program in a process of its own and does not wait for it. */
export async function startProgram({ name, file, args = [], nodeOptions = [], environment, logFolder }: Program): Promise<ManagedProcess> {
  return must(await ManagedProcess.start({
    name,
    command: process.execPath,
    args: [...nodeOptions, file, ...args],
    environment: childEnvironment(environment),
    logFile: join(logFolder, `${name.replaceAll(' ', '.')}.log`),
    stopTimeoutMs: 30_000,
  }));
}

/** Runs a compiled program to its end. @throws Error when it fails. */
export async function runProgram(program: Program): Promise<void> {
  const child = await startProgram(program);
  const { code } = must(await child.waitUntilEnded({ timeoutMs: READY_MS }), child);
  if (code !== 0) throw new Error(`${program.name} ended with ${code}. Its last lines:\n${child.lines().slice(-8).join('\n')}`);
}

/** For programs that print READY once they work. */
export async function untilReadyLine(program: ManagedProcess): Promise<void> {
  must(await program.waitForLine(/^READY/, { timeoutMs: READY_MS }), program);
}

/** For the apps of the exchange: ready with no component degraded, or (`live`) at least answering. */
export async function untilHealthy(program: ManagedProcess, url: string, live = false): Promise<void> {
  must(await program.waitUntilReady(() => isHealthy(url, live), { timeoutMs: READY_MS, intervalMs: 100 }), program);
}

async function isHealthy(url: string, live: boolean): Promise<boolean> {
  if (!live) return (await healthOf(url)) === 'ok';
  return fetch(`${url}/health/live`, { signal: AbortSignal.timeout(2_000) }).then(({ ok }) => ok, () => false);
}

/** Status of an app's readiness: `ok`, `degraded`, `unavailable`, or `no answer` within 5 s. */
export async function healthOf(url: string): Promise<string> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    return String(((await response.json()) as { readonly status?: unknown }).status);
  } catch {
    return 'no answer';
  }
}
