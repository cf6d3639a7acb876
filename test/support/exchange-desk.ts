import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { audienceOf, type AuditAccess, type AuditAccessPage, type AuditTimeline, type ProblemDocument, type ReferralAccepted, type ReferralStatus, type SubmitReferralRequest, type WatchedClockPage } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { DemoTokens, type DemoRole } from '#libs/local-services';
import type { KafkaCluster } from '#libs/messaging';

/** As much of sandbox.json as journeys need. */
export interface SandboxDescription {
  readonly urls: { readonly publisher: string; readonly portal: string; readonly recorder: string; readonly watch: string };
  readonly agencies: Readonly<Record<string, { readonly url: string }>>;
  readonly identities: readonly { readonly role: DemoRole; readonly organisation: string; readonly person: string; readonly url: string }[];
  readonly issuer: { readonly url: string };
  /** For an administrator of Kafka. */
  readonly kafka: KafkaCluster & { readonly topicPrefix: string };
  readonly database: { readonly adminUrl: string };
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pids: Readonly<Record<string, number>>;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export const exampleReferral = JSON.parse(readFileSync('docs/examples/referral.json', 'utf8')) as SubmitReferralRequest;

/** The app whose address each identity has. */
const AUDIENCES: Readonly<Record<DemoRole, (organisation: string) => string>> = {
  police: () => audienceOf('publisher'), practitioner: (organisation) => audienceOf('node', organisation), auditor: () => audienceOf('portal'), operator: () => audienceOf('recorder'),
};

/** Everybody who works with one exchange, each through the API that is theirs. */
export class ExchangeDesk {
  private tokens: DemoTokens | undefined;

  constructor(private readonly sandbox: SandboxDescription) {}

  async publish(referral: SubmitReferralRequest, key: string = newId()): Promise<Answer<ReferralAccepted & Pick<ProblemDocument, 'code'>>> {
    return this.call('northshire-police', 'POST', '/v1/referrals', referral, { 'idempotency-key': key });
  }

  /** What the force records about a referral after its publication, or without one. */
  async record<Body>(path: string, body: object, key: string = newId()): Promise<Answer<Body>> {
    return this.call<Body>('northshire-police', 'POST', path, body, { 'idempotency-key': key });
  }

  async status(referralId: string): Promise<ReferralStatus> {
    return (await this.call<ReferralStatus>('northshire-police', 'GET', `/v1/referrals/${referralId}`)).body;
  }

  /** The rungs that the sender sees of one recipient, in order. */
  async rungs(referralId: string, agency: string): Promise<readonly string[]> {
    const { recipients } = await this.status(referralId);
    return recipients.find((recipient) => recipient.agency === agency)?.rungs.map(({ rung }) => rung) ?? [];
  }

  async open<Body = unknown>(agency: string, referralId: string): Promise<Answer<Body>> {
    return this.call<Body>(agency, 'POST', `/v1/inbox/${referralId}/openings`);
  }

  async take(agency: string, referralId: string, step: string, body: object = {}): Promise<Answer<ProblemDocument>> {
    return this.call<ProblemDocument>(agency, 'PUT', `/v1/inbox/${referralId}/${step}`, body);
  }

  async audit<Body>(path: string): Promise<Answer<Body>> {
    return this.call<Body>('northshire-inspectorate', 'GET', `/v1/audit/${path}`);
  }

  async timeline(referralId: string): Promise<AuditTimeline> {
    return (await this.audit<AuditTimeline>(`referrals/${referralId}/timeline`)).body;
  }

  /** The timeline as soon as the audit knows the referral and `is` holds: the last events are on their way to the recorder for a while. */
  async timelineOnce(referralId: string, is: (timeline: AuditTimeline) => boolean): Promise<AuditTimeline> {
    return eventually(() => this.timeline(referralId), (found) => Array.isArray(found.events) && is(found));
  }

  async exported(query: string): Promise<string> {
    const { url, headers } = await this.caller('northshire-inspectorate');
    const response = await fetch(`${url}/v1/audit/exports/events?${query}`, { headers });
    if (!response.ok) throw new Error(`the export answered ${response.status}: ${await response.text()}`);
    return response.text();
  }

  async call<Body>(
    organisation: string, method: string, path: string, body?: object, more: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> {
    const { url, headers } = await this.caller(organisation);
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }), ...more },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  }

  /** The denials on record that name a referral, latest first, as soon as there are so many. */
  async denials(referralId: string, count: number): Promise<readonly AuditAccess[]> {
    const { items } = await eventually(async () => (await this.audit<AuditAccessPage>(`access?referralId=${referralId}&outcome=denied`)).body, (page) => page.items.length >= count);
    return items;
  }

  /** The clocks that the watch counts for a referral, as an operator reads them. */
  async watched(query: string): Promise<WatchedClockPage> {
    const headers = await this.headersOf('northshire-exchange-team', audienceOf('watch'));
    return (await (await fetch(`${this.sandbox.urls.watch}/v1/clocks?${query}`, { headers })).json()) as WatchedClockPage;
  }

  /** The headers of the demo identity of an organisation at an app: of the one with the role, or of its usual one. */
  async headersOf(organisation: string, audience: string, role?: DemoRole): Promise<Readonly<Record<string, string>>> {
    this.tokens ??= new DemoTokens(this.sandbox.issuer.url);
    return { authorization: `Bearer ${await this.tokens.token(this.personOf(organisation, role), audience)}` };
  }

  /** An agency's own operator at its node: its practitioners see no dead letters. */
  async operate<Body>(agency: string, method: string, path: string): Promise<Answer<Body>> {
    return this.call(agency, method, path, undefined, await this.headersOf(agency, audienceOf('node', agency), 'operator'));
  }

  /** A person of one organisation at the node of another, with a token for it. */
  async callNodeOf(agency: string, organisation: string, method: string, path: string): Promise<Answer<unknown>> {
    return this.call(agency, method, path, undefined, await this.headersOf(organisation, audienceOf('node', agency)));
  }

  private async caller(organisation: string): Promise<{ readonly url: string; readonly headers: Readonly<Record<string, string>> }> {
    const { role, url } = this.personOf(organisation);
    return { url, headers: await this.headersOf(organisation, AUDIENCES[role](organisation)) };
  }

  private personOf(organisation: string, role?: DemoRole): SandboxDescription['identities'][number] {
    const identity = this.sandbox.identities.find((each) => each.organisation === organisation && (role === undefined || each.role === role));
    if (identity === undefined) throw new Error(`the sandbox has no person of ${organisation}`);
    return identity;
  }
}

/** Asks until `is` holds, then returns what was asked; fails with the last answer when it never does. */
export async function eventually<Value>(ask: () => Promise<Value>, is: (value: Value) => boolean, timeoutMs = 20_000): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (is(value)) return value;
    if (Date.now() > deadline) throw new Error(`it did not come about within ${timeoutMs / 1_000} s; last seen: ${JSON.stringify(value).slice(0, 2_000)}`);
    await pause(100);
  }
}
