import { connect } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { audienceOf, type ProblemDocument } from '#libs/contracts';
import { isUuid } from '#libs/kernel';
import { callerHeaders, TestIssuer, TestProver } from '#libs/testing';

import { CANARY } from '../fixture/fixture-app.js';
import { FixtureServer } from '../fixture/fixture-server.js';

const REFERRAL = '0198c0de-7d10-7000-8000-000000000001';
const CORRELATION = '0198c0de-7d10-7000-8000-00000000000c';
const JSON_BODY = { 'content-type': 'application/json' };
const issuer = TestIssuer.make();
const INBOX = { audience: audienceOf('publisher'), organisation: 'northshire-csc' };
const SOCIAL_WORKER = callerHeaders(issuer, { ...INBOX, person: 'sw-0142' });

let server: FixtureServer;
let url: string;

beforeAll(async () => {
  server = await FixtureServer.start(issuer.environment());
  ({ url } = server);
});
afterAll(async () => {
  await server.app.stop();
  issuer.remove();
});
beforeEach(() => void server.lines.splice(0));

function problemOf(response: Response): Promise<ProblemDocument> {
  return server.problemOf(response);
}

function redirect(body: string | Buffer | ReadableStream, headers: Record<string, string> = {}): Promise<Response> {
  const init = { method: 'PUT', headers: { ...JSON_BODY, ...SOCIAL_WORKER, ...headers }, body, duplex: 'half' as const };
  return fetch(`${url}/v1/inbox/${REFERRAL}/redirection`, init);
}

async function* pieces(...texts: string[]): AsyncGenerator<Buffer> {
  for (const text of texts) {
    await new Promise((resolve) => setTimeout(resolve, 30));
    yield Buffer.from(text);
  }
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
    // A late body arrives in an event of the socket, which has no correlation context. Fastify has to restore the
    // context of the request.
    const late = ReadableStream.from(pieces('{"agency":"northmoor-csc",', '"reason":"not-our-area"}'));
    const response = await redirect(late, { 'x-correlation-id': CORRELATION.toUpperCase() });
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
    const line = server.events().find(({ event }) => event === 'http.answered');
    expect(line).toMatchObject({ method: 'PUT', route: '/v1/inbox/:referralId/redirection', status: 200 });
    expect(server.lines.join('')).not.toContain(REFERRAL);
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
    ['an unknown field', `{"agency":"northmoor-csc","reason":"not-our-area","child":${name}}`, 422, 'GEN-001'],
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

  it('is located by JSON pointers', async () => {
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

  it('with an unknown query parameter is refused, because ignoring it would answer another question', async () => {
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

  it.each(['BREW', 'Get', 'PROPFIND', 'TRACE'])('with the method %s is refused as a method and not as a broken request', async (method) => {
    const answer = await raw(`${method} /v1/inbox HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 (501 [^]*"code":"GEN-019"|405 [^]*"code":"GEN-013")/);
  });
});

describe('a caller', () => {
  it('needs a token, and that of a person where a person acts', async () => {
    const refused = await send({});
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'DPoP algs="ES256 EdDSA PS256", Bearer realm="safeguarding-exchange"']);
    expect((await problemOf(refused)).code).toBe('GEN-007');
    expect(await codeOf({ authorization: `Bearer ${CANARY}` })).toBe('IDN-001');
    expect(await codeOf({ authorization: `Basic ${CANARY}` })).toBe('IDN-001');
    expect(await codeOf(callerHeaders(issuer, INBOX))).toBe('GEN-008');
    expect((await send(SOCIAL_WORKER)).status).toBe(200);
    const late = await send({ authorization: `Bearer ${issuer.newToken({ ...INBOX, person: 'sw-0142' }, { claims: { exp: 1_700_000_000 } })}` });
    expect(late.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await problemOf(late)).code).toBe('IDN-005');
  });

  it('is refused with two tokens, because programs between it and the app may read the other one', async () => {
    const { authorization } = SOCIAL_WORKER;
    for (const second of [authorization, 'Bearer x', '']) {
      const answer = await raw(`GET /v1/inbox HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\nAuthorization: ${second}\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 401 [^]*"code":"IDN-001"/);
    }
    expect(await raw(`GET /v1/inbox HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\nconnection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('gets 503 and a time while the keys of the issuer cannot be had, and no answer of the app', async () => {
    const withoutKeys = await FixtureServer.start({ ...issuer.environment(), TOKEN_KEYS_FILE: `${issuer.keysFile}.gone` });
    const answer = await fetch(`${withoutKeys.url}/v1/inbox`, { headers: SOCIAL_WORKER });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
    expect((await withoutKeys.problemOf(answer)).code).toBe('IDN-011');
    await withoutKeys.app.stop();
  });

  it('is no longer known by the headers of before', async () => {
    expect(await codeOf({ 'exchange-organisation': 'northshire-csc', 'exchange-person': 'sw-0142' })).toBe('GEN-007');
  });

  it('that is a system may name a person only where the partnership lets it, and by an opaque reference', async () => {
    const answer = await send({ ...system('northshire-police-records'), 'exchange-person': 'sw-0142' });
    expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ person: 'sw-0142', assertedBy: 'northshire-police-records' })]);
    expect(await codeOf({ ...system('northshire-police-mailer'), 'exchange-person': 'sw-0142' })).toBe('IDN-010');
    expect(await codeOf({ ...SOCIAL_WORKER, 'exchange-person': 'sw-0999' })).toBe('IDN-010');
    expect(await codeOf({ ...system('northshire-police-records'), 'exchange-person': `${CANARY} Whitlock` })).toBe('GEN-008');
  });

  it('with a bound token proves that it holds the key, once for each request', async () => {
    const prover = TestProver.make();
    const token = issuer.token({ ...INBOX, person: 'sw-0142', boundTo: prover.thumbprint });
    const request = { method: 'PUT', url: `${url}/v1/inbox/${REFERRAL}/redirection?again=1`, token };
    const proven = prover.headers(request);
    expect((await send(proven)).status).toBe(200);
    const replayed = await send(proven);
    expect([replayed.status, replayed.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('error="invalid_dpop_proof"')]);
    expect((await problemOf(replayed)).code).toBe('IDN-009');
    expect((await send(prover.headers(request))).status).toBe(200);
    expect(await codeOf({ authorization: `Bearer ${token}` })).toBe('IDN-007');
    expect(await codeOf({ authorization: `DPoP ${token}` })).toBe('IDN-008');
    expect(await codeOf(prover.headers({ ...request, method: 'POST' }))).toBe('IDN-008');
    expect(await codeOf(TestProver.make().headers(request))).toBe('IDN-008');
  });
});

function send(headers: Record<string, string>): Promise<Response> {
  return fetch(`${url}/v1/inbox/${REFERRAL}/redirection`, { method: 'PUT', headers: { ...JSON_BODY, ...headers }, body: '{"agency":"northmoor-csc","reason":"not-our-area"}' });
}

async function codeOf(headers: Record<string, string>): Promise<string> {
  return (await problemOf(await send(headers))).code;
}

function system(client: string): Record<string, string> {
  return callerHeaders(issuer, { ...INBOX, client });
}

function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
