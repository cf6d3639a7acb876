/** The grant by which the development issuer gives the token of a demo identity without a page. No issuer of production knows it. */
export const DEMO_IDENTITY_GRANT = 'urn:safeguarding-exchange:grant:demo-identity';

/** The public client of the command line, which alone may use the grant. */
const CLIENT = 'exchange-cli';
const TIMEOUT_MS = 10_000;
/** A token that lasts less than this is replaced: it has to last until the end of the request that carries it. */
const TOO_OLD_MS = 20_000;
/** For tokens that are made short for a test: half of their life, so that one is not fetched for each request. */
const SHARE_OF_LIFE = 0.5;

export interface DemoPerson {
  readonly organisation: string;
  readonly person: string;
}

/** The development issuer gave no token. The message is one sentence; `cause` is the fault of the network where there was no answer. */
export class NoDemoToken extends Error {
  /** @param refused true where the issuer answered and refused: a repetition has the same answer. */
  constructor(message: string, readonly refused: boolean, cause?: unknown) {
    super(message, { cause });
  }
}

interface Kept {
  readonly token: string;
  /** By `performance.now()`, because a change of the machine's time must not prolong a token. */
  readonly until: number;
}

/** Tokens of demo identities from a sandbox's issuer, each kept until shortly before it expires. */
export class DemoTokens {
  private readonly kept = new Map<string, Promise<Kept>>();

  constructor(private readonly issuerUrl: string) {}

  /**
   * @param audience the audience of the app that is called.
   * @throws NoDemoToken
   */
  async token(person: DemoPerson, audience: string, signal?: AbortSignal): Promise<string> {
    const key = JSON.stringify([person.organisation, person.person, audience]);
    const earlier = await this.kept.get(key)?.catch(() => undefined);
    if (earlier !== undefined && performance.now() < earlier.until) return earlier.token;
    const fetched = fetchToken(this.issuerUrl, person, audience, signal);
    this.kept.set(key, fetched);
    fetched.catch(() => this.kept.delete(key));
    return (await fetched).token;
  }
}

async function fetchToken(issuerUrl: string, { organisation, person }: DemoPerson, audience: string, signal: AbortSignal | undefined): Promise<Kept> {
  const asked = performance.now();
  const body = new URLSearchParams({ grant_type: DEMO_IDENTITY_GRANT, client_id: CLIENT, organisation, person, resource: audience });
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`${issuerUrl}/token`, {
    method: 'POST', body, redirect: 'error', signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
  }).catch((error: unknown) => {
    throw new NoDemoToken(`The development issuer cannot be reached at ${issuerUrl}.`, false, error);
  });
  const answer = (await response.json().catch(() => ({}))) as { readonly access_token?: unknown; readonly expires_in?: unknown; readonly error_description?: unknown };
  if (!response.ok || typeof answer.access_token !== 'string') {
    const reason = typeof answer.error_description === 'string' ? answer.error_description : `it answered ${response.status}`;
    throw new NoDemoToken(`The development issuer gives no token for ${person} of ${organisation}: ${reason}.`, response.status < 500);
  }
  const lifeMs = Number(answer.expires_in) * 1_000;
  return { token: answer.access_token, until: asked + Math.max(lifeMs - TOO_OLD_MS, lifeMs * SHARE_OF_LIFE) };
}
