import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { PROBLEMS } from '#libs/contracts';

import { Components } from '../fixture/fixture-app.js';
import { FixtureServer } from '../fixture/fixture-server.js';

let server: FixtureServer;
let url: string;

beforeAll(async () => {
  server = await FixtureServer.start();
  ({ url } = server);
});
afterAll(() => server.app.stop());
beforeEach(() => void server.lines.splice(0));

describe('a failure', () => {
  it('that is a bug shows its correlation id only; the log has class and place under the same id', async () => {
    const response = await fetch(`${url}/v1/inbox/bug`);
    const problem = await server.problemOf(response);
    expect(problem).toMatchObject({ status: 500, code: 'GEN-009' });
    const line = server.events().find(({ event }) => event === 'request.failed');
    expect(line).toMatchObject({ level: 'error', code: 'GEN-009', cause: 'unexpected-error', errorName: 'TypeError', correlationId: problem.correlationId });
    expect(JSON.stringify(line?.['frames'])).toContain('fixture-app');
  });

  it('that will pass is 503, with the time after which to come again', async () => {
    const outage = await fetch(`${url}/v1/inbox/outage`);
    expect([outage.headers.get('retry-after'), (await server.problemOf(outage)).code]).toEqual(['5', 'GEN-010']);
    const full = await fetch(`${url}/v1/inbox/queue-full`);
    expect([full.headers.get('retry-after'), (await server.problemOf(full)).code]).toEqual(['3', 'REF-005']);
  });

  it.each([
    ['a part that is away', 'outage', { level: 'warn', event: 'request.unavailable', code: 'GEN-010', cause: 'ECONNREFUSED', causes: ['Error ECONNREFUSED'] }],
    ['a refusal of our own', 'queue-full', { level: 'warn', event: 'request.unavailable', code: 'REF-005', cause: 'queue-full' }],
    ['a statement that PostgreSQL refused', 'refused-statement', { level: 'error', event: 'request.failed', code: 'GEN-009', cause: '42703' }],
  ])('has its cause as a code in the log: %s', async (_, route, line) => {
    const problem = await server.problemOf(await fetch(`${url}/v1/inbox/${route}`));
    expect(server.events().filter(({ cause }) => cause !== undefined)).toEqual([expect.objectContaining({ ...line, correlationId: problem.correlationId })]);
  });
});

/** The components on the metrics page, as `name 1` or `name 0`. */
async function componentsUp(): Promise<string[]> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return [...page.matchAll(/^exchange_component_up\{.*component="([a-z-]+)".*\} (\d)$/gm)].map(([, name, value]) => `${name} ${value}`);
}

describe('operators', () => {
  it('see the publisher ready but degraded while Kafka is away, and not ready without its database', async () => {
    const components = server.app.nest.get(Components);
    const ready = async () => {
      const response = await fetch(`${url}/health/ready`);
      return [response.status, await response.json()];
    };
    expect(await ready()).toMatchObject([200, { status: 'ok' }]);
    components.kafka = { healthy: false, reason: 'broker-away' };
    expect(await ready()).toMatchObject([200, { status: 'degraded', components: { kafka: { status: 'degraded', reason: 'broker-away' } } }]);
    components.database = { healthy: false, reason: 'connection-refused' };
    expect(await ready()).toMatchObject([503, { status: 'unavailable' }]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    components.database = { healthy: true };
    components.kafka = { healthy: true };
  });

  it('are alerted by the metrics page, which names the component that does not work', async () => {
    const components = server.app.nest.get(Components);
    expect(await componentsUp()).toEqual(['kafka 1', 'database 1']);
    components.kafka = { healthy: false, reason: 'broker-away' };
    expect(await componentsUp()).toEqual(['kafka 0', 'database 1']);
    components.kafka = { healthy: true };
  });

  it('learn name and version, and no secret', async () => {
    const text = await (await fetch(`${url}/info`)).text();
    expect(JSON.parse(text)).toEqual({ name: 'fixture-app', version: expect.stringMatching(/^\d+\.\d+\.\d+/), startedAt: expect.any(String) });
    expect(text).not.toContain('xxxx');
  });
});

describe('pages', () => {
  it.each(Object.values(PROBLEMS))('explain $code', async ({ code, title, remedy }) => {
    expect(await (await fetch(`${url}/problems/${code}`)).json()).toMatchObject({ code, title, remedy });
    const page = await fetch(`${url}/problems/${code}`, { headers: { accept: 'text/html,*/*' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain(`<h1>${code}: `);
  });

  it('of the API need nothing from another host', async () => {
    const page = await fetch(`${url}/docs`);
    const html = await page.text();
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(assets).toContain('/docs/swagger-ui-bundle.js');
    for (const asset of assets.filter((path) => path.startsWith('/docs/'))) expect((await fetch(url + asset)).status).toBe(200);
    expect(html).not.toMatch(/https?:\/\/|<script>|style=/);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  });

  it('of the API are where the root leads', async () => {
    const root = await fetch(`${url}/`, { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/docs']);
  });

  it('list all problems', async () => {
    expect(await (await fetch(`${url}/problems`)).json()).toHaveLength(Object.keys(PROBLEMS).length);
  });
});

describe('stopping', () => {
  it('finishes what is under way, lets go in order, and refuses what comes later', async () => {
    const other = await FixtureServer.start();
    for (const stage of ['database', 'producer', 'relay', 'consumers'] as const) {
      other.app.runtime.shutdown.add(stage, `the-${stage}`, () => {});
    }
    const slow = fetch(`${other.url}/v1/inbox/slow`).then((response) => response.json());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = other.app.stop();
    await expect(fetch(`${other.url}/info`)).rejects.toThrow('fetch failed');
    expect(await slow).toEqual({ done: true });
    expect(await stopped).toBe(true);
    const order = other.events().map(({ event, route, component }) => String(component ?? route ?? event));
    expect(order.filter((what) => /^the-|slow$|^nest$/.test(what))).toEqual([
      '/v1/inbox/slow', 'the-consumers', 'the-relay', 'the-producer', 'the-database', 'nest',
    ]);
  });
});

describe('the contact for reports of a vulnerability', () => {
  it('is at the place of RFC 9116, with a day after which it has to be read again', async () => {
    const named = await FixtureServer.start({ SECURITY_CONTACT: 'mailto:security@northshire.example' });
    const response = await fetch(`${named.url}/.well-known/security.txt`);
    const text = await response.text();
    await named.app.stop();
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text).toMatch(/^Contact: mailto:security@northshire\.example\nExpires: \d{4}-\d\d-\d\dT00:00:00\.000Z\n/);
    const days = (Date.parse(/Expires: (.*)/.exec(text)?.[1] ?? '') - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(80);
    expect(days).toBeLessThan(365);
  });

  it('is not invented where the operator has named none', async () => {
    const response = await fetch(`${url}/.well-known/security.txt`);
    expect([response.status, (await server.problemOf(response)).code]).toEqual([404, 'GEN-003']);
  });
});
