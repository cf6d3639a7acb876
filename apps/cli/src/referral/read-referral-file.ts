import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { compileContract, SubmitReferralRequest } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';

import { CommandFailed, type FailureReport } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';

/**
 * Reads a file (`-`: standard input) that must hold a referral.
 *
 * @returns its text as it stands, so that what was checked is what is sent. @throws CommandFailed, never with content.
 */
export async function readReferralFile(file: string, input: Readable): Promise<string> {
  const bytes = file === '-' ? await buffer(input) : await readFile(file).catch((error: unknown) => cannotRead(file, error));
  const checked = checkReferral(bytes);
  if (checked.ok) return checked.value;
  throw new CommandFailed(checked.error);
}

/** Checks what somebody means to publish, as the publisher would. Says where it is wrong and how, never what stands there. */
export function checkReferral(bytes: Uint8Array): Outcome<string, FailureReport> {
  const text = decoded(bytes);
  const parsed = text === undefined ? undefined : parseJson(text);
  if (text === undefined || parsed === undefined) {
    const message = 'It cannot be read as JSON in UTF-8. Nothing was sent.';
    return failure({ exitCode: EXIT_CODES.usage, code: 'GEN-002', title: 'The file is not JSON', message });
  }
  const outcome = compileContract(SubmitReferralRequest).validate(parsed.value);
  if (outcome.ok) return success(text);
  return failure({
    exitCode: EXIT_CODES.usage,
    code: 'GEN-001',
    title: 'The referral breaks the contract',
    message: 'Correct these fields; nothing was sent.',
    errors: outcome.error,
  });
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The parser's own message quotes the text around the mistake: a child's name, as likely as not. */
function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function cannotRead(file: string, error: unknown): never {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  throw new CommandFailed({ exitCode: EXIT_CODES.usage, message: `${file} cannot be read (${code}).` });
}
