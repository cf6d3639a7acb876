import { CommandFailed } from '../command/command-failed.js';

/** A token as a request carries it. */
export interface AccessToken {
  readonly value: string;
  /** Makes the proof of the key that the token is bound to (RFC 9449), for one request; absent for a bearer token. */
  readonly prove?: (method: string, url: string) => Promise<string>;
}

/** Where the tokens of a command come from. Each call gives a token that lasts long enough for one more request. */
export interface TokenSource {
  /**
   * @param audience the audience of the app that is called.
   * @throws CommandFailed
   */
  token(audience: Audience, signal: AbortSignal): Promise<AccessToken>;
}

/** The audience of an app, or the reason why it is not known, for a source that needs none. */
export type Audience = { readonly known: string } | { readonly missing: string };

/** @throws CommandFailed where the audience is not known. */
export function knownAudience(audience: Audience): string {
  if ('known' in audience) return audience.known;
  throw CommandFailed.usage(audience.missing);
}

/** A token with its last moment by `performance.now()`, because a change of the machine's time must not prolong it. */
export interface KeptToken {
  readonly value: string;
  readonly until: number;
}

/** A token that lasts less than this is replaced. */
const TOO_OLD_MS = 20_000;

/** When a token that was asked for at `asked` is to be replaced: shortly before its end, or half-way for a short one. */
export function keptUntil(asked: number, seconds: number | undefined): number {
  const lifeMs = (seconds ?? 0) * 1_000;
  return asked + Math.max(lifeMs - TOO_OLD_MS, lifeMs / 2);
}

interface TokenClaims {
  readonly client?: string;
  readonly subject?: string;
  readonly organisation?: string;
}

/** The claims of a token, not verified: for messages and for the choice of headers. Empty for a token of another form. */
export function claimsOf(token: string): TokenClaims {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Readonly<Record<string, unknown>>;
    const text = (name: string): string | undefined => (typeof claims[name] === 'string' ? claims[name] : undefined);
    const [client, subject, organisation] = [text('client_id'), text('sub'), text('organisation')];
    return { ...(client !== undefined && { client }), ...(subject !== undefined && { subject }), ...(organisation !== undefined && { organisation }) };
  } catch {
    return {};
  }
}
