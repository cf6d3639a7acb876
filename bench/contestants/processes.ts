import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { childEnvironment } from '#libs/config';
import type { Outcome } from '#libs/kernel';
import { ManagedProcess, type LocalServiceProblem } from '#libs/local-services';

import type { Arena } from './contestant.js';

const READY_TIMEOUT_MS = 60_000;

/** The folder of package.json, found upwards from the compiled file. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Ends the run with a sentence. */
export function must<Value>(outcome: Outcome<Value, LocalServiceProblem>): Value {
  if (outcome.ok) return outcome.value;
  throw new Error(`${outcome.error.message} ${outcome.error.remedy}`);
}

export interface NodeProgram {
  readonly name: string;
  /** Below dist/. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a compiled program in a process of its own, as production would: `NODE_ENV=production`, no flags. */
export async function startProgram(arena: Arena, { name, program, args = [], environment }: NodeProgram): Promise<ManagedProcess> {
  const profile = arena.profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(arena.profileFolder, name.replaceAll(' ', '.'))}`];
  return must(await ManagedProcess.start({
    name,
    command: process.execPath,
    args: [...profile, join(repositoryRoot(), 'dist', program), ...args],
    cwd: repositoryRoot(),
    environment: childEnvironment({ NODE_ENV: 'production', ...environment }),
    logFile: join(arena.folder, 'logs', `${name.replaceAll(' ', '.')}.log`),
    stopTimeoutMs: 30_000,
  }));
}

/** For programs that print READY once they work. */
export async function untilItSaysReady(program: ManagedProcess): Promise<void> {
  const said = await program.waitForLine(/^READY/, { timeoutMs: READY_TIMEOUT_MS });
  if (!said.ok) throw new Error(`${said.error.message} Its last lines:\n${program.lines().slice(-8).join('\n')}`);
}

/** For programs with a readiness page. */
export async function untilHealthy(program: ManagedProcess, url: string): Promise<void> {
  const healthy = await program.waitUntilReady(() => answersOk(url), { timeoutMs: READY_TIMEOUT_MS, intervalMs: 100 });
  if (!healthy.ok) throw new Error(`${healthy.error.message} Its last lines:\n${program.lines().slice(-8).join('\n')}`);
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const { status } = (await response.json()) as { readonly status?: unknown };
    return response.ok && status === 'ok';
  } catch {
    return false;
  }
}

/** Runs a compiled program to its end. */
export async function runProgram(arena: Arena, program: NodeProgram): Promise<void> {
  const child = await startProgram({ ...arena, profileFolder: undefined }, program);
  const { code } = must(await child.waitUntilEnded({ timeoutMs: READY_TIMEOUT_MS }));
  if (code !== 0) throw new Error(`${program.name} ended with ${code}. Its last lines:\n${child.lines().slice(-8).join('\n')}`);
}

/** Stops them in the order given. */
export async function stopAll(processes: readonly ManagedProcess[]): Promise<void> {
  for (const child of processes) await child.stop();
}
