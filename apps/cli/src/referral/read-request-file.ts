import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { compileContract, PROBLEMS, readJson, type JsonProblem } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';

import { CommandFailed, type FailureReport } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';

/** A request that satisfies its contract. `text` is the file unchanged, so that the checked text is the text that is sent. */
export interface CheckedRequest<Contract> {
  readonly text: string;
  readonly value: Mutable<Contract>;
}

const TITLES: Readonly<Record<JsonProblem['code'], string>> = {
  'GEN-001': 'The file breaks the contract', 'GEN-002': 'The file is not JSON', 'GEN-005': 'The file is too large', 'GEN-018': 'A member is in the file twice',
};

/** Contracts are readonly and the client's bodies are not, although it changes none. */
type Mutable<Value> = Value extends readonly (infer Item)[] ? Mutable<Item>[] : Value extends object ? { -readonly [Name in keyof Value]: Mutable<Value[Name]> } : Value;

/**
 * Reads a request as JSON from a file (`-`: standard input). Requests with content come from a file, because a shell keeps
 * its command lines, and the content is about a child.
 *
 * @throws CommandFailed, never with content.
 */
export async function readRequestFile<Contract extends object>(contract: new () => Contract, file: string, input: Readable): Promise<CheckedRequest<Contract>> {
  const bytes = file === '-' ? await buffer(input) : await readFile(file).catch((error: unknown) => cannotRead(file, error));
  const checked = checkRequest(contract, bytes);
  if (checked.ok) return checked.value;
  throw new CommandFailed(checked.error);
}

/** Checks a request as the server would. An error names the place and the rule, never the value. */
export function checkRequest<Contract extends object>(contract: new () => Contract, bytes: Uint8Array): Outcome<CheckedRequest<Contract>, FailureReport> {
  const exitCode = EXIT_CODES.usage;
  const read = readJson(bytes);
  if (!read.ok) {
    const { code, detail, errors } = read.error;
    const message = `${detail ?? `${PROBLEMS[code].explanation} ${PROBLEMS[code].remedy}`} Nothing was sent.`;
    return failure({ exitCode, code, title: TITLES[code], message, ...(errors !== undefined && { errors }) });
  }
  const { text, value } = read.value;
  const outcome = compileContract(contract).validate(value);
  if (outcome.ok) return success({ text, value: value as Mutable<Contract> });
  const message = 'Correct these fields; nothing was sent.';
  return failure({ exitCode, code: 'GEN-001', title: TITLES['GEN-001'], message, errors: outcome.error });
}

function cannotRead(file: string, error: unknown): never {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  throw CommandFailed.usage(`${file} cannot be read (${code}).`);
}
