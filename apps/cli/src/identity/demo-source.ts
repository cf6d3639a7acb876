import { DemoTokens, NoDemoToken } from '#libs/local-services';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import type { Caller } from '../connection/identity.js';
import { knownAudience, type AccessToken, type Audience, type TokenSource } from './access-token.js';

/** The demo identities of a sandbox: no login, and bearer tokens, because the person at this machine may be every one of them. */
export class DemoSource implements TokenSource {
  private readonly tokens: DemoTokens;

  /** @param organisations those with a demo identity. */
  constructor(issuerUrl: string, private readonly caller: Caller, private readonly organisations: readonly string[]) {
    this.tokens = new DemoTokens(issuerUrl);
  }

  async token(audience: Audience, signal: AbortSignal): Promise<AccessToken> {
    const { organisation, person } = this.caller;
    if (organisation !== undefined && !this.organisations.includes(organisation)) {
      throw CommandFailed.usage(`The sandbox has no organisation ${organisation}; it has ${[...new Set(this.organisations)].join(', ')}.`);
    }
    if (organisation === undefined || person === undefined) {
      throw CommandFailed.usage('No demo identity fits this command: name one with --as-organisation and --as-person.');
    }
    try {
      return { value: await this.tokens.token({ organisation, person }, knownAudience(audience), signal) };
    } catch (error) {
      if (!(error instanceof NoDemoToken)) throw error;
      if (signal.aborted) throw new Interrupted();
      if (error.refused) throw new CommandFailed({ exitCode: EXIT_CODES.failed, message: error.message });
      throw CommandFailed.unreachable(`${error.message}\nStart it with: exchange sandbox start issuer`);
    }
  }
}
