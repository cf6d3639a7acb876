import type { Writable } from 'node:stream';
import { styleText } from 'node:util';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { describeObject } from './describe.js';
import { PLAIN, type Layout } from './layout.js';

/** A stream of a terminal, a pipe or a file. */
export interface Terminal extends Writable {
  readonly isTTY?: boolean;
  /** The width of a terminal, in characters. */
  readonly columns?: number;
  hasColors?(): boolean;
}

export type Colour = 'red' | 'green' | 'yellow' | 'bold' | 'dim';

/** Thrown when the reader of the output has left (`exchange audit search head`), because no more work is needed. */
export class ReaderLeft extends Error {
  constructor() {
    super('the reader of standard output has left');
  }
}

/**
 * Results go to standard output; messages and progress to standard error, so that a pipe gets results alone. With
 * `--json`, standard output holds one document and nothing else.
 */
export class Output {
  constructor(
    readonly out: Terminal,
    readonly err: Terminal,
    readonly json: boolean,
    readonly layout: Layout = PLAIN,
  ) {}

  /** The result of a command: with `--json` the document, else its lines for people. */
  async result(document: unknown, lines: readonly string[]): Promise<void> {
    if (this.json) await write(this.out, `${JSON.stringify(document, null, 2)}\n`);
    else await this.lines(...lines);
  }

  /** A document that people read as YAML. */
  async document(document: object): Promise<void> {
    await this.result(document, describeObject(document, this.layout.times));
  }

  /** Lines for people; nothing with `--json`. */
  async lines(...lines: readonly string[]): Promise<void> {
    if (!this.json && lines.length > 0) await write(this.out, `${lines.join('\n')}\n`);
  }

  /** Bytes exactly as given. Resolves when the receiver can take more, so that memory does not fill. */
  async raw(text: string): Promise<void> {
    await write(this.out, text);
  }

  /** One sentence beside the result. */
  note(text: string): void {
    this.err.write(`${text}\n`);
  }

  /** Colours for a person, and never where `NO_COLOR` is set or a program reads. */
  paint(text: string, colour: Colour): string {
    if (this.json || this.out.isTTY !== true || this.out.hasColors?.() !== true) return text;
    return styleText(colour, text, { validateStream: false });
  }
}

/** Waits for the receiver, because a slow pipe must not make this process hold the whole result. */
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
