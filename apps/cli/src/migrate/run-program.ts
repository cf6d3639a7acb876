import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

export interface RunOptions {
  /** undefined: what this process has. */
  readonly environment: Readonly<Record<string, string>> | undefined;
  /** Ends the program in order, with SIGTERM. */
  readonly signal: AbortSignal;
  /** Each line of its standard error. */
  readonly onLine: (line: string) => void;
}

export interface Ended {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
}

/** Runs one of the exchange's own programs to its end. */
export async function runProgram(program: string, { environment, signal, onLine }: RunOptions): Promise<Ended> {
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
