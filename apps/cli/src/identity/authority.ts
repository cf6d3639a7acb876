import { CommandFailed } from '../command/command-failed.js';
import type { Caller } from '../connection/identity.js';
import { claimsOf, type Audience, type TokenSource } from './access-token.js';

/** Read by an app for tokens of systems only; the record then has the person as asserted by the system. */
const PERSON_HEADER = 'exchange-person';

/** The authority of one command at one app: the headers of its requests. */
export class Authority {
  constructor(
    private readonly source: TokenSource,
    private readonly audience: Audience,
    private readonly caller: Caller,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws CommandFailed where there is no token, or one of another person or organisation than the command names. */
  async headers(method: string, url: string): Promise<Readonly<Record<string, string>>> {
    const { value, prove } = await this.source.token(this.audience, this.signal);
    const asserted = this.personFor(value);
    return {
      authorization: `${prove === undefined ? 'Bearer' : 'DPoP'} ${value}`,
      ...(prove !== undefined && { dpop: await prove(method, url) }),
      ...(asserted !== undefined && { [PERSON_HEADER]: asserted }),
    };
  }

  /** The person for whom a system acts; undefined for the token of a person, which names the person itself. */
  private personFor(token: string): string | undefined {
    const { organisation, person } = this.caller;
    const { client, subject, organisation: own } = claimsOf(token);
    if (organisation !== undefined && own !== undefined && own !== organisation) throw otherThanNamed('organisation', '--as-organisation');
    if (subject !== undefined && subject === client) return person;
    if (person !== undefined && subject !== undefined && subject !== person) throw otherThanNamed('person', '--as-person');
    return undefined;
  }
}

function otherThanNamed(what: string, option: string): CommandFailed {
  return CommandFailed.usage(`The token is of another ${what} than the command names. Leave out ${option} (and its variable), or use a token of that ${what}.`);
}
