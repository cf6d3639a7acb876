import { connect } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { exampleEnvironment, loadSettings, publisherSettings } from '#libs/config';
import { compileContract, PROBLEMS, ProblemDocument } from '#libs/contracts';
import { isUuid } from '#libs/kernel';
import { Logger } from '#libs/observability';

import { CANARY, Components, fixtureApp } from '../fixture/fixture-app.js';
import { createHttpApp, type HttpApp } from './create-http-app.js';

const REFERRAL = '0198c0de-7d10-7000-8000-000000000001';
const CORRELATION = '0198c0de-7d10-7000-8000-00000000000c';
const JSON_BODY = { 'content-type': 'application/json' };
const SOCIAL_WORKER = { 'exchange-organisation': 'northshire-csc', 'exchange-person': 'sw-0142' };

const lines: string[] = [];
let app: HttpApp;
let url: string;

async function start(): Promise<HttpApp> {
  const settings = loadSettings(publisherSettings, { ...exampleEnvironment(publisherSettings), PORT: '0' });
  if (!settings.ok) throw new Error('example settings');
  const logger = Logger.to({ app: 'fixture-app', level: 'debug', destination: { write: (line) => void lines.push(line) } });
  return createHttpApp(fixtureApp, settings.value, { logger, processMetrics: false });
}

beforeAll(async () => {
  app = await start();
  url = await app.listen();
});
afterAll(() => app.stop());
beforeEach(() => void lines.splice(0));

/** Every refusal is checked for its form and for values in it, whatever else a test looks at. */
async function problemOf(response: Response): Promise<ProblemDocument> {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('cache-control')).toBe('no-store');
  const text = await response.text();
  expect(text).not.toContain(CANARY);
  expect(lines.join('')).not.toContain(CANARY);
  const outcome = compileContract(ProblemDocument).validate(JSON.parse(text));
  if (!outcome.ok) throw new Error(`no problem document: ${JSON.stringify(outcome.error)}`);
  expect(outcome.value).toMatchObject({ status: response.status, type: `/problems/${outcome.value.code}` });
  expect(outcome.value.correlationId).toBe(response.headers.get('x-correlation-id'));
  return outcome.value;
}

function redirect(body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: 'PUT', headers: { ...JSON_BODY, ...SOCIAL_WORKER, ...headers }, body };
  return fetch(`${url}/v1/inbox/${REFERRAL}/redirection`, init);
}

function accept(init: RequestInit): Promise<Response> {
  return fetch(`${url}/v1/inbox/${REFERRAL}/acceptance`, { method: 'PUT', ...init });
}

function note(body: string): Promise<Response> {
  return fetch(`${url}/v1/inbox/notes`, { method: 'POST', headers: JSON_BODY, body });
}

function list(search: string): Promise<Response> {
  return fetch(`${url}/v1/inbox?${search}`, { headers: SOCIAL_WORKER });
}

describe('a request that is as it should be', () => {
  it('reaches its handler with body, id, caller and correlation id', async () => {
    const response = await redirect('{"agency":"northmoor-csc","reason":"not-our-area"}', { 'x-correlation-id': CORRELATION.toUpperCase() });
    const body: unknown = await response.json();
    expect([response.status, body]).toEqual([
      200,
      { referralId: REFERRAL, agency: 'northmoor-csc', person: 'sw-0142', correlationId: CORRELATION },
    ]);
    expect(response.headers.get('x-correlation-id')).toBe(CORRELATION);
  });

  it('gets a correlation id when it has none, or none that is a UUID', async () => {
    for (const given of [undefined, CANARY, `${CORRELATION},${CORRELATION}`]) {
      const response = await fetch(`${url}/info`, { headers: given === undefined ? {} : { 'x-correlation-id': given } });
      expect(isUuid(response.headers.get('x-correlation-id'))).toBe(true);
      expect(response.headers.get('x-correlation-id')).not.toBe(given);
    }
  });

  it('may have no body where the contract asks for nothing', async () => {
    expect((await accept({})).status).toBe(204);
    expect((await accept({ headers: JSON_BODY, body: '{}' })).status).toBe(204);
    expect((await accept({ headers: JSON_BODY, body: '{"note":"x"}' })).status).toBe(422);
  });

  it('leaves one line in the log, with the route and not the address, and one measurement', async () => {
    await redirect('{"agency":"northmoor-csc","reason":"not-our-area"}');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const line = lines.map((text) => JSON.parse(text) as Record<string, unknown>).find(({ event }) => event === 'http.answered');
    expect(line).toMatchObject({ method: 'PUT', route: '/v1/inbox/:referralId/redirection', status: 200 });
    expect(lines.join('')).not.toContain(REFERRAL);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/exchange_http_request_seconds_count\{[^}]*route="\/v1\/inbox\/:referralId\/redirection"[^}]*\} \d+/);
    expect(metrics).not.toContain(REFERRAL);
  });
});

describe('a body that is no good', () => {
  const name = JSON.stringify(CANARY);
  it.each<[string, string | Buffer, number, string]>([
    ['malformed JSON', `{"agency": ${name}`, 400, 'GEN-002'],
    ['no JSON at all', CANARY, 400, 'GEN-002'],
    ['JSON with a raw control character', `{"agency":"${CANARY}\u0000"}`, 400, 'GEN-002'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400, 'GEN-002'],
    ['2,000 levels of nesting', `${'{"a":'.repeat(2_000)}${name}${'}'.repeat(2_000)}`, 400, 'GEN-002'],
    ['2,000 levels of lists', `${'['.repeat(2_000)}${']'.repeat(2_000)}`, 400, 'GEN-002'],
    ['5 MB', JSON.stringify({ agency: CANARY.repeat(250_000) }), 413, 'GEN-005'],
    ['a list for an object', `[${name}]`, 422, 'GEN-001'],
    ['a string for an object', name, 422, 'GEN-001'],
    ['null', 'null', 422, 'GEN-001'],
    ['a number for text', '{"agency":7,"reason":"not-our-area"}', 422, 'GEN-001'],
    ['a value of the wrong form', `{"agency":${name},"reason":${name}}`, 422, 'GEN-001'],
    ['a field nobody knows', `{"agency":"northmoor-csc","reason":"not-our-area","child":${name}}`, 422, 'GEN-001'],
    ['__proto__', `{"agency":"northmoor-csc","reason":"not-our-area","__proto__":{"child":${name}}}`, 422, 'GEN-001'],
    ['an escaped __proto__', String.raw`{"agency":"a","reason":"not-our-area","\u005f_proto__":{"x":1}}`, 422, 'GEN-001'],
    ['constructor.prototype', '{"agency":"a","reason":"b","constructor":{"prototype":{"x":1}}}', 422, 'GEN-001'],
    [String.raw`\u0000`, String.raw`{"agency":"${CANARY}\u0000","reason":"not-our-area"}`, 422, 'GEN-001'],
    ['a lone surrogate', String.raw`{"agency":"${CANARY}\ud800","reason":"not-our-area"}`, 422, 'GEN-001'],
    ['a lone surrogate in a name', String.raw`{"${CANARY}\udfff":1}`, 422, 'GEN-001'],
    ['no body', '', 400, 'GEN-002'],
  ])('%s is refused without an echo', async (_, body, status, code) => {
    const problem = await problemOf(await redirect(body));
    expect([problem.status, problem.code]).toEqual([status, code]);
    expect(({} as Record<string, unknown>)['child']).toBeUndefined();
  });

  it('is told by JSON pointers', async () => {
    const { errors } = await problemOf(await redirect(`{"agency":${name},"reason":"not-our-area","extra":1}`));
    expect(errors?.map(({ pointer, code }) => [pointer, code])).toEqual(expect.arrayContaining([['/extra', 'unknown-field'], ['/agency', 'pattern']]));
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'nonsense'])(
    'of type %s is not read',
    async (type) => {
      expect((await problemOf(await redirect(CANARY, { 'content-type': type }))).code).toBe('GEN-004');
    },
  );

  it('is whitelisted and typed even where it has only class-validator decorators', async () => {
    expect((await note('{"code":"a","count":2}')).status).toBe(201);
    const problem = await problemOf(await note(`{"code":"a","count":${name},"child":${name}}`));
    expect(problem.errors?.map(({ pointer, code }) => [pointer, code]).toSorted()).toEqual([['/child', 'unknown-field'], ['/count', 'is-int']]);
  });
});

describe('an address that is no good', () => {
  it.each([
    ['GET', `/v1/${CANARY}?child=${CANARY}`, 404, 'GEN-006', null],
    ['POST', `/v1/inbox/${REFERRAL}/redirection`, 405, 'GEN-013', 'PUT'],
    ['DELETE', '/v1/inbox?x=1', 405, 'GEN-013', 'GET, HEAD'],
    ['GET', `/v1/inbox/${'n'.repeat(200)}/redirection`, 405, 'GEN-013', 'PUT'],
    ['PUT', `/v1/inbox/${'n'.repeat(200)}/redirection`, 400, 'GEN-012', null],
    ['GET', '/problems/%zz', 400, 'GEN-015', null],
    ['GET', `/problems/${CANARY}`, 404, 'GEN-003', null],
    ['GET', '/docs/..%2f..%2fpackage.json', 404, 'GEN-003', null],
    ['GET', '/problems/__proto__', 404, 'GEN-003', null],
  ])('%s %s', async (method, path, status, code, allow) => {
    const response = await fetch(url + path, { method, headers: SOCIAL_WORKER });
    expect([response.status, (await problemOf(response)).code, response.headers.get('allow')]).toEqual([status, code, allow]);
  });

  it('with an id that is no UUID is refused before anything is looked up', async () => {
    const init = { method: 'PUT', headers: { ...JSON_BODY, ...SOCIAL_WORKER }, body: '{"agency":"a","reason":"not-our-area"}' };
    expect((await problemOf(await fetch(`${url}/v1/inbox/${CANARY}/redirection`, init))).code).toBe('GEN-012');
  });

  it('with a query that nobody asked for is refused, since ignoring it would answer another question', async () => {
    expect(await (await list('agency=northshire-csc&limit=7')).json()).toEqual({ agency: 'northshire-csc', limit: 7, organisation: 'northshire-csc' });
    expect(await (await list('')).json()).toEqual({ limit: 50, organisation: 'northshire-csc' });
    for (const search of [`child=${CANARY}`, `limit=${CANARY}`, 'limit=0', 'limit=7&limit=8', `agency=${CANARY}%20x`, `${CANARY}%20x=1`, '__proto__=1']) {
      expect((await problemOf(await list(search))).code).toBe('GEN-011');
    }
  });

  it('and headers that are too long are refused in the same form', async () => {
    const answer = await raw(`GET /info HTTP/1.1\r\nhost: x\r\nx-long: ${CANARY.repeat(2_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"code":"GEN-014"');
    expect(answer).not.toContain(CANARY);
    expect(await raw(`${CANARY}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 [^]*"code":"GEN-015"/);
  });
});

describe('a caller', () => {
  it('must name its organisation, and a person where a person acts', async () => {
    const body = '{"agency":"northmoor-csc","reason":"not-our-area"}';
    const send = (headers: Record<string, string>) =>
      fetch(`${url}/v1/inbox/${REFERRAL}/redirection`, { method: 'PUT', headers: { ...JSON_BODY, ...headers }, body });
    expect((await problemOf(await send({}))).code).toBe('GEN-007');
    expect((await problemOf(await send({ 'exchange-organisation': `${CANARY} x` }))).code).toBe('GEN-007');
    expect((await problemOf(await send({ 'exchange-organisation': 'northshire-csc' }))).code).toBe('GEN-008');
    expect((await problemOf(await send({ ...SOCIAL_WORKER, 'exchange-person': `${CANARY} Whitlock` }))).code).toBe('GEN-008');
  });
});

describe('a failure', () => {
  it('that is a bug says nothing but its correlation id; the log has class and place under the same id', async () => {
    const response = await fetch(`${url}/v1/inbox/bug`);
    const problem = await problemOf(response);
    expect(problem).toMatchObject({ status: 500, code: 'GEN-009' });
    const line = lines.map((text) => JSON.parse(text) as Record<string, unknown>).find(({ event }) => event === 'request.failed');
    expect(line).toMatchObject({ level: 'error', errorName: 'TypeError', correlationId: problem.correlationId });
    expect(JSON.stringify(line?.['frames'])).toContain('fixture-app');
  });

  it('that will pass is 503, with the time after which to come again', async () => {
    const outage = await fetch(`${url}/v1/inbox/outage`);
    expect([outage.headers.get('retry-after'), (await problemOf(outage)).code]).toEqual(['5', 'GEN-010']);
    const full = await fetch(`${url}/v1/inbox/queue-full`);
    expect([full.headers.get('retry-after'), (await problemOf(full)).code]).toEqual(['3', 'REF-005']);
  });
});

describe('operators', () => {
  it('see the publisher ready but degraded while Kafka is away, and not ready without its database', async () => {
    const components = app.nest.get(Components);
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

  it('list all problems', async () => {
    expect(await (await fetch(`${url}/problems`)).json()).toHaveLength(Object.keys(PROBLEMS).length);
  });
});

describe('stopping', () => {
  it('finishes what is under way, lets go in order, and refuses what comes later', async () => {
    const other = await start();
    const base = await other.listen();
    for (const stage of ['database', 'producer', 'relay', 'consumers'] as const) {
      other.runtime.shutdown.add(stage, `the-${stage}`, () => {});
    }
    const slow = fetch(`${base}/v1/inbox/slow`).then((response) => response.json());
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = other.stop();
    await expect(fetch(`${base}/info`)).rejects.toThrow('fetch failed');
    expect(await slow).toEqual({ done: true });
    expect(await stopped).toBe(true);
    const order = lines.map((text) => JSON.parse(text) as Record<string, string>).map(({ event, route, component }) => component ?? route ?? event);
    expect(order.filter((what) => /^the-|slow$|^nest$/.test(what ?? ''))).toEqual([
      '/v1/inbox/slow', 'the-consumers', 'the-relay', 'the-producer', 'the-database', 'nest',
    ]);
  });
});

function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
