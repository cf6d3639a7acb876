import { calculateJwkThumbprint, decodeProtectedHeader, exportJWK, generateKeyPair } from 'jose';
import * as oauth from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { audienceOf } from '#libs/contracts';
import { DEMO_IDENTITY_GRANT, DemoTokens } from '#libs/local-services';
import { DEMO_PEOPLE, IssuerProcess } from '#libs/testing';

import { ask, systemOf, type TokenAnswer } from './test-support/clients.js';

const HUB = audienceOf('node', 'northshire-csc');
const PUBLISHER = audienceOf('publisher');
const RECORDS = 'northshire-police-records';
let issuer: IssuerProcess;

beforeAll(async () => {
  issuer = await IssuerProcess.start();
});
afterAll(() => issuer.remove());

const ORGANISATIONS = 'northshire-police, northshire-csc, northmoor-csc, hilltop-school, northshire-inspectorate, northshire-exchange-team';
const ofSocialWorker = { grant_type: DEMO_IDENTITY_GRANT, client_id: 'exchange-cli', organisation: 'northshire-csc', person: 'sw-0142', resource: HUB };

describe('a token of a demo identity without a page', () => {
  it('names the person by staff reference, and her organisation and role by claims, for one app and ten minutes', async () => {
    const answer = await ask(issuer, ofSocialWorker);
    expect(answer).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 600 });
    const { payload, protectedHeader } = await issuer.verify(answer.access_token ?? '', HUB);
    expect(protectedHeader).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
    expect(payload).toMatchObject({ iss: issuer.url, aud: HUB, sub: 'sw-0142', client_id: 'exchange-cli', organisation: 'northshire-csc', roles: ['practitioner'] });
    expect([typeof payload.jti, Number(payload.exp) - Number(payload.iat), payload['cnf']]).toEqual(['string', 600, undefined]);
  });

  it('is refused by the verification for another app, another issuer or another type, so that the checks above prove something', async () => {
    const { access_token: token = '' } = await ask(issuer, ofSocialWorker);
    await expect(issuer.verify(token, PUBLISHER)).rejects.toThrow('"aud"');
    const [header, payload, signature = ''] = token.split('.');
    const changed = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    await expect(issuer.verify(`${header}.${payload}.${changed}`, HUB)).rejects.toThrow('signature verification failed');
  });

  it('keeps people of two organisations with the same staff reference apart', async () => {
    const answer = await ask(issuer, { ...ofSocialWorker, organisation: 'northmoor-csc', resource: audienceOf('node', 'northmoor-csc') });
    const { payload } = await issuer.verify(answer.access_token ?? '', audienceOf('node', 'northmoor-csc'));
    expect([payload.sub, payload['organisation']]).toEqual(['sw-0142', 'northmoor-csc']);
  });

  it('is given to a colleague with any staff reference of a known organisation, for rehearsals with more people', async () => {
    const answer = await ask(issuer, { ...ofSocialWorker, person: 'tl-0150' });
    const { payload } = await issuer.verify(answer.access_token ?? '', HUB);
    expect(payload).toMatchObject({ sub: 'tl-0150', organisation: 'northshire-csc', roles: ['practitioner'] });
  });

  it.each<[string, Readonly<Record<string, string>>, Partial<TokenAnswer>]>([
    ['an organisation outside the partnership', { organisation: 'southshire-csc' }, { status: 400, error: 'invalid_grant', error_description: `no demo identity is of this organisation; the organisations are ${ORGANISATIONS}` }],
    ['a name instead of a staff reference', { person: 'Rosa Marsh' }, { status: 400, error: 'invalid_grant', error_description: 'the person is no opaque staff reference, such as sw-0142' }],
    ['an account of another organisation in the person', { person: '../northmoor-csc/sw-0142' }, { status: 400, error: 'invalid_grant' }],
    ['an audience that is no app', { resource: 'urn:safeguarding-exchange:everything' }, { status: 400, error: 'invalid_target' }],
    ['the node of an organisation without one', { resource: 'urn:safeguarding-exchange:node:northshire-police' }, { status: 400, error: 'invalid_target' }],
    ['an unknown client', { client_id: 'another-cli' }, { status: 401, error: 'invalid_client' }],
    ['the client of a system without its key', { client_id: RECORDS }, { status: 401, error: 'invalid_client' }],
  ])('is refused for %s', async (_, changed, refusal) => {
    const answer = await ask(issuer, { ...ofSocialWorker, ...changed });
    expect(answer).toMatchObject(refusal);
    expect(answer.access_token).toBeUndefined();
  });

  it('is refused without an audience, with two, and with a proof that it would not be bound to', async () => {
    const { resource: _, ...without } = ofSocialWorker;
    const two = new URLSearchParams(ofSocialWorker);
    two.append('resource', PUBLISHER);
    expect((await ask(issuer, without)).error).toBe('invalid_target');
    expect((await ask(issuer, two)).error).toMatch(/^invalid_/);
    expect((await ask(issuer, ofSocialWorker, { dpop: 'a.b.c' })).error).toMatch(/^invalid_/);
  });

  it('is refused to a system, also with its key', async () => {
    const system = await systemOf(issuer, RECORDS);
    const { grant_type: grant, client_id: _, ...parameters } = ofSocialWorker;
    await expect(oauth.genericGrantRequest(system, grant, parameters)).rejects.toMatchObject({ error: 'invalid_request' });
  });

  it('is fetched once by a client that calls often, and anew when it has expired', async () => {
    const tokens = new DemoTokens(issuer.url);
    const person = { organisation: 'northshire-csc', person: 'sw-0142' };
    const [first, second, other] = [await tokens.token(person, HUB), await tokens.token(person, HUB), await tokens.token(person, audienceOf('portal'))];
    expect([second === first, other === first]).toEqual([true, false]);
    await expect(tokens.token({ organisation: 'southshire-csc', person: 'sw-1' }, HUB)).rejects.toMatchObject({ refused: true });
    await expect(new DemoTokens('http://127.0.0.1:9').token(person, HUB)).rejects.toMatchObject({ refused: false });
  });
});

describe('a token of a system', () => {
  it('is bound to the key of its proof, and has the client as its subject', async () => {
    const system = await systemOf(issuer, RECORDS);
    const pair = await generateKeyPair('ES256', { extractable: true });
    const answer = await oauth.clientCredentialsGrant(system, { resource: PUBLISHER, scope: 'exchange' }, { DPoP: oauth.getDPoPHandle(system, pair) });
    const { payload } = await issuer.verify(answer.access_token, PUBLISHER);
    expect(answer.token_type).toBe('dpop');
    expect(payload).toMatchObject({
      sub: RECORDS, client_id: RECORDS, organisation: 'northshire-police', roles: ['system'], cnf: { jkt: await calculateJwkThumbprint(await exportJWK(pair.publicKey)) },
    });
  });

  it('may be a bearer token, as a sandbox permits', async () => {
    const system = await systemOf(issuer, 'northshire-csc-system');
    const answer = await oauth.clientCredentialsGrant(system, { resource: HUB });
    const { payload } = await issuer.verify(answer.access_token, HUB);
    expect([answer.token_type, payload.sub, payload['cnf']]).toEqual(['bearer', 'northshire-csc-system', undefined]);
  });

  it('is refused with the key of another system, and for an audience that is no app', async () => {
    const thief = await systemOf(issuer, RECORDS, { ...issuer.keyOf('northshire-csc-system'), kid: String(issuer.keyOf(RECORDS)['kid']) });
    await expect(oauth.clientCredentialsGrant(thief, { resource: PUBLISHER })).rejects.toMatchObject({ error: 'invalid_client' });
    const system = await systemOf(issuer, RECORDS);
    await expect(oauth.clientCredentialsGrant(system, { resource: 'urn:somewhere-else' })).rejects.toMatchObject({ error: 'invalid_target' });
  });

  it('exists for each organisation, each with a key of its own', async () => {
    const organisations = [...new Set(DEMO_PEOPLE.map(({ organisation }) => organisation))];
    const clients = organisations.map((organisation) => (organisation === 'northshire-police' ? RECORDS : `${organisation}-system`));
    const keys = await Promise.all(clients.map((client) => calculateJwkThumbprint(issuer.keyOf(client))));
    expect(new Set(keys).size).toBe(organisations.length);
  });
});

describe('the published keys and metadata', () => {
  it('have public keys only, and name the issuer by its address', async () => {
    const { keys } = (await (await fetch(`${issuer.url}/jwks`)).json()) as { readonly keys: readonly Readonly<Record<string, unknown>>[] };
    expect(keys.map(({ kty, alg, d }) => [kty, alg, d])).toEqual([['EC', 'ES256', undefined]]);
    const { access_token: token = '' } = await ask(issuer, ofSocialWorker);
    expect(decodeProtectedHeader(token).kid).toBe(keys[0]?.['kid']);
    const metadata = (await (await fetch(`${issuer.url}/.well-known/oauth-authorization-server`)).json()) as Readonly<Record<string, unknown>>;
    expect(metadata).toMatchObject({ issuer: issuer.url, jwks_uri: `${issuer.url}/jwks`, code_challenge_methods_supported: ['S256'] });
  });

  it('are ready as soon as the issuer listens', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      const response = await fetch(`${issuer.url}${path}`);
      expect([response.status, await response.json()]).toMatchObject([200, { status: 'ok' }]);
    }
  });
});
