import type * as OAuth from 'openid-client';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { causeOf } from '../connection/connection.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Loaded when it is needed, because most commands in a sandbox do without. */
export function loadOAuth(): Promise<typeof OAuth> {
  return import('openid-client');
}

/**
 * The metadata of an issuer, for one client. Plain HTTP only to this machine, because a code or an assertion would be read on the way.
 *
 * @throws CommandFailed
 */
export async function discover(oauth: typeof OAuth, issuer: string, clientId: string, authentication: OAuth.ClientAuth, signal: AbortSignal): Promise<OAuth.Configuration> {
  const url = new URL(issuer);
  if (url.protocol !== 'https:' && !LOOPBACK.has(url.hostname)) {
    throw CommandFailed.usage(`The issuer ${issuer} is not called, because plain HTTP is for issuers on this machine only. Give its https address.`);
  }
  return orFailure(issuer, signal, () => oauth.discovery(url, clientId, undefined, authentication, {
    algorithm: 'oauth2', execute: url.protocol === 'https:' ? [] : [oauth.allowInsecureRequests],
  }));
}

/**
 * Refuses a token that the issuer did not bind, although it was asked to: apps in production do not take it, and it would be of use to a thief.
 *
 * @throws CommandFailed
 */
export function requireBound(issuer: string, tokenType: string): void {
  if (tokenType.toLowerCase() === 'dpop') return;
  throw new CommandFailed({ exitCode: EXIT_CODES.failed, message: `The issuer ${issuer} did not bind the token to a key (DPoP), so it is not used. Have DPoP enabled for this client.` });
}

/** The result of a request to the issuer. Each of its refusals is a {@link CommandFailed} that repeats its reason and no secret. */
export async function orFailure<Value>(issuer: string, signal: AbortSignal, request: () => Promise<Value>): Promise<Value> {
  try {
    return await request();
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    if (error instanceof CommandFailed || error instanceof Interrupted) throw error;
    const { error: code, error_description: description, status } = error as { readonly error?: unknown; readonly error_description?: unknown; readonly status?: unknown };
    if (typeof code === 'string') {
      const reason = typeof description === 'string' ? `${code}: ${description}` : code;
      throw new CommandFailed({ exitCode: EXIT_CODES.failed, message: `The issuer ${issuer} refuses (${reason}).`, ...(typeof status === 'number' && { status }) });
    }
    throw CommandFailed.unreachable(`The issuer ${issuer} gave no usable answer (${causeOf(error)}).`);
  }
}
