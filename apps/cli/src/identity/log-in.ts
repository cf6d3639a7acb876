import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import { keptUntil } from './access-token.js';
import { DpopKey } from './dpop-key.js';
import type { StoredLogin } from './login-store.js';
import { discover, loadOAuth, orFailure, requireBound } from './oauth.js';

export interface LoginRequest {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  /** The audiences that the tokens of the login may be for; at least one. */
  readonly audiences: readonly string[];
  /** Called with the address that a person opens in a browser. */
  readonly show: (address: string) => void;
  readonly signal: AbortSignal;
}

const PATH = '/callback';
const PATIENCE_MS = 5 * 60_000;

/**
 * A login of a person: authorisation code with PKCE, and a redirect to this machine (RFC 8252). The tokens are bound to a key that is made for
 * this login.
 */
export async function logIn({ issuer, clientId, scope, audiences, show, signal }: LoginRequest): Promise<StoredLogin> {
  const oauth = await loadOAuth();
  const configuration = await discover(oauth, issuer, clientId, oauth.None(), signal);
  const key = await DpopKey.make();
  const [verifier, state] = [oauth.randomPKCECodeVerifier(), oauth.randomState()];
  const callback = await Callback.listen(signal);
  try {
    const address = oauth.buildAuthorizationUrl(configuration, {
      redirect_uri: callback.url, scope, state, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', dpop_jkt: await key.thumbprint(),
    });
    for (const audience of audiences) address.searchParams.append('resource', audience);
    show(address.href);
    const answer = await callback.answered;
    const [audience = ''] = audiences;
    const asked = Date.now();
    const tokens = await orFailure(issuer, signal, () => oauth.authorizationCodeGrant(
      configuration, answer, { pkceCodeVerifier: verifier, expectedState: state }, { resource: audience }, { DPoP: oauth.getDPoPHandle(configuration, key.pair) }));
    requireBound(issuer, tokens.token_type);
    return {
      version: 1, issuer, clientId, key: await key.stored(),
      ...(tokens.refresh_token !== undefined && { refreshToken: tokens.refresh_token }),
      tokens: { [audience]: { value: tokens.access_token, until: keptUntil(asked, tokens.expires_in) } },
    };
  } finally {
    callback.close();
  }
}

/** The place on this machine to which the browser returns. It takes one answer. */
class Callback {
  private constructor(
    readonly url: string,
    readonly answered: Promise<URL>,
    readonly close: () => void,
  ) {}

  static async listen(signal: AbortSignal): Promise<Callback> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const timeout = AbortSignal.timeout(PATIENCE_MS);
    const answered = new Promise<URL>((resolve, reject) => {
      server.on('request', (request: IncomingMessage, response: ServerResponse) => {
        const url = new URL(request.url ?? '/', origin);
        const isAnswer = request.method === 'GET' && url.pathname === PATH && (url.searchParams.has('code') || url.searchParams.has('error'));
        answer(response, isAnswer, url.searchParams.has('error'));
        if (isAnswer) resolve(url);
      });
      signal.addEventListener('abort', () => reject(new Interrupted()));
      timeout.addEventListener('abort', () => reject(CommandFailed.incomplete('No login came from the browser within five minutes. Start again: exchange login')));
    });
    // A fault before the wait begins is reported by the wait.
    answered.catch(() => undefined);
    return new Callback(`${origin}${PATH}`, answered, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}

function answer(response: ServerResponse, isAnswer: boolean, refused: boolean): void {
  const text = !isAnswer ? 'There is nothing here.' : refused ? 'The access was refused. The terminal has the reason.' : 'The login is done. Close this page, and go back to the terminal.';
  response.writeHead(isAnswer ? 200 : 404, {
    'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'referrer-policy': 'no-referrer',
    connection: 'close',
  }).end(`<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>exchange login</title></head><body><main><h1>exchange login</h1><p>${text}</p></main></body></html>`);
}
