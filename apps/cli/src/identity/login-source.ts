import { CommandFailed } from '../command/command-failed.js';
import { knownAudience, keptUntil, type AccessToken, type Audience, type TokenSource } from './access-token.js';
import { DpopKey } from './dpop-key.js';
import type { LoginStore, StoredLogin } from './login-store.js';
import { discover, loadOAuth, orFailure, requireBound } from './oauth.js';

/** The login of this user. A token that is about to end is replaced by the refresh token, during a command too. */
export class LoginSource implements TokenSource {
  constructor(private readonly store: LoginStore) {}

  async token(audience: Audience, signal: AbortSignal): Promise<AccessToken> {
    const login = await this.store.read();
    if (login === undefined) {
      throw CommandFailed.usage('There is no token: log in with exchange login, name a file with EXCHANGE_TOKEN_FILE, or a system with EXCHANGE_CLIENT_ID.');
    }
    const key = await DpopKey.from(login.key);
    const resource = knownAudience(audience);
    const kept = login.tokens[resource];
    const value = kept !== undefined && Date.now() < kept.until ? kept.value : await this.refresh(login, key, resource, signal);
    return { value, prove: (method, url) => key.proof(value, method, url) };
  }

  private async refresh(login: StoredLogin, key: DpopKey, resource: string, signal: AbortSignal): Promise<string> {
    const { issuer, clientId, refreshToken } = login;
    if (refreshToken === undefined) throw CommandFailed.usage('The login has ended, and its issuer gave no refresh token. Log in again: exchange login');
    const oauth = await loadOAuth();
    const configuration = await discover(oauth, issuer, clientId, oauth.None(), signal);
    const asked = Date.now();
    const answer = await orFailure(issuer, signal, () =>
      oauth.refreshTokenGrant(configuration, refreshToken, { resource }, { DPoP: oauth.getDPoPHandle(configuration, key.pair) })).catch((error: unknown) => {
      if (!(error instanceof CommandFailed) || !error.message.includes('invalid_')) throw error;
      throw CommandFailed.usage(`${error.message}\nLog in again, and name the app with --for: exchange login`);
    });
    requireBound(issuer, answer.token_type);
    const tokens = { ...login.tokens, [resource]: { value: answer.access_token, until: keptUntil(asked, answer.expires_in) } };
    // The issuer may replace the refresh token at each use.
    await this.store.write({ ...login, refreshToken: answer.refresh_token ?? refreshToken, tokens });
    return answer.access_token;
  }
}
