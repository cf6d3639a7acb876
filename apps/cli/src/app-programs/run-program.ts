import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

import { parseJson } from '../connection/parse-json.js';

export interface RunOptions {
  /** undefined: the environment of this process. */
  readonly environment: Readonly<Record<string, string>> | undefined;
  /** Ends the program in order, with SIGTERM. */
  readonly signal: AbortSignal;
  /** Called with each line of its standard error. */
  readonly onLine: (line: string) => void;
}

/** Runs one of the exchange's own programs to its end. @returns code null when a signal ended it. */
export async function runProgram(program: string, { environment, signal, onLine }: RunOptions): Promise<{ readonly code: number | null; readonly stdout: string }> {
  const child = spawn(process.execPath, ['--enable-source-maps', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(environment !== undefined && { env: environment }),
  });
  const end = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', end);
  createInterface({ input: child.stderr }).on('line', onLine);
  try {
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const [code, stdout] = await Promise.all([ended, text(child.stdout)]);
    return { code, stdout };
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** The fields of the last line of a program's output; none where it is not a JSON object. */
export function lastLine(stdout: string): Readonly<Record<string, unknown>> {
  const value = parseJson(stdout.trim().split('\n').at(-1) ?? '');
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
