import type { Writable } from 'node:stream';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';

/** A stream of a terminal, a pipe or a file. */
export interface Terminal extends Writable {
  readonly isTTY?: boolean;
  hasColors?(): boolean;
}

const COLOURS = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 } as const;
export type Colour = keyof typeof COLOURS;

/** Thrown when whoever reads our output has left (`exchange audit search | head`): there is nobody to go on for. */
export class ReaderLeft extends Error {
  constructor() {
    super('whoever reads standard output has left');
  }
}

/**
 * Where a command speaks. Results go to standard output; messages and progress to standard error, so that a pipe gets
 * results alone. With `--json`, standard output holds one document and nothing else.
 */
export class Output {
  constructor(
    readonly out: Terminal,
    readonly err: Terminal,
    readonly json: boolean,
  ) {}

  /** Lines for people; nothing with `--json`. */
  async lines(...lines: readonly string[]): Promise<void> {
    if (!this.json && lines.length > 0) await write(this.out, `${lines.join('\n')}\n`);
  }

  /** The document of `--json`; nothing without it. */
  async document(value: unknown): Promise<void> {
    if (this.json) await write(this.out, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Bytes exactly as given. Resolves when the receiver can take more, so that memory does not fill. */
  async raw(text: string): Promise<void> {
    await write(this.out, text);
  }

  /** One sentence beside the result. */
  note(text: string): void {
    this.err.write(`${text}\n`);
  }

  /** Colours where a person looks, and never where `NO_COLOR` is set or a program reads. */
  paint(text: string, colour: Colour): string {
    if (this.json || this.out.isTTY !== true || this.out.hasColors?.() !== true) return text;
    return `\u001b[${COLOURS[colour]}m${text}\u001b[0m`;
  }
}

/** Waits for the receiver: a pipe that is read slowly must not make this process hold the whole result. */
async function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(notWritten((error as NodeJS.ErrnoException).code));
    });
  });
}

function notWritten(code = 'unknown'): Error {
  if (code === 'EPIPE') return new ReaderLeft();
  return new CommandFailed({ exitCode: EXIT_CODES.failed, message: `Standard output cannot be written (${code}): the result is not whole.` });
}
