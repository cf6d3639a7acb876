import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { compileContract } from '#libs/contracts';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';

/**
 * Reads a request as JSON from a file (`-`: standard input) and checks it as the server would. From a file, because what is
 * typed on a command line stays in the history of the shell, and values of a correction are a child's.
 *
 * @returns the text as it stands. @throws CommandFailed, never with content.
 */
export async function readRequestFile(contract: new () => object, file: string, input: Readable): Promise<string> {
  const bytes = file === '-' ? await buffer(input) : await readFile(file).catch((error: unknown) => cannotRead(file, error));
  const text = bytes.toString('utf8');
  const value = parsed(text);
  if (value === undefined) throw unusable({ message: 'It cannot be read as JSON in UTF-8. Nothing was sent.', code: 'GEN-002', title: 'The file is not JSON' });
  const checked = compileContract(contract).validate(value);
  if (checked.ok) return text;
  throw unusable({ message: 'Correct these fields; nothing was sent.', code: 'GEN-001', title: 'The request breaks the contract', errors: checked.error });
}

/** The parser's own message quotes the text around the mistake. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function unusable(report: Omit<ConstructorParameters<typeof CommandFailed>[0], 'exitCode'>): CommandFailed {
  return new CommandFailed({ exitCode: EXIT_CODES.usage, ...report });
}

function cannotRead(file: string, error: unknown): never {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  throw unusable({ message: `${file} cannot be read (${code}).` });
}
