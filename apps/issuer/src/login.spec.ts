import { generateKeyPair } from 'jose';
import * as oauth from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { audienceOf } from '#libs/contracts';
import { Browser, DEMO_PEOPLE, IssuerProcess } from '#libs/testing';

import { commandLineOf } from './test-support/clients.js';

const HUB = audienceOf('node', 'northshire-csc');
const PUBLISHER = audienceOf('publisher');
const REDIRECT = 'http://127.0.0.1:45123/callback';
let issuer: IssuerProcess;
let client: oauth.Configuration;

beforeAll(async () => {
  issuer = await IssuerProcess.start();
  client = await commandLineOf(issuer);
});
afterAll(() => issuer.remove());

async function begin(changed: Readonly<Record<string, string>> = {}) {
  const verifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const url = oauth.buildAuthorizationUrl(client, {
    redirect_uri: REDIRECT, scope: 'exchange', state, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...changed,
  });
  for (const resource of [HUB, PUBLISHER]) url.searchParams.append('resource', resource);
  const browser = new Browser();
  return { verifier, state, url, browser, page: await browser.follow(url.href) };
}

/** Chooses the social worker on the page, and exchanges the code. */
async function login(resource: string, pair?: Awaited<ReturnType<typeof generateKeyPair>>) {
  const { browser, page, verifier, state } = await begin();
  const { url } = await browser.follow(page.url, { identity: 'northshire-csc/sw-0142' });
  const proof = pair === undefined ? undefined : { DPoP: oauth.getDPoPHandle(client, pair) };
  return oauth.authorizationCodeGrant(client, new URL(url), { pkceCodeVerifier: verifier, expectedState: state }, { resource }, proof);
}

describe('the page to choose a demo identity', () => {
  it('has a button for each identity by role and organisation, works without a script, and loads nothing from elsewhere', async () => {
    const { page } = await begin();
    const html = (await page.response?.text()) ?? '';
    expect(page.response?.status).toBe(200);
    for (const { organisation, person } of DEMO_PEOPLE) expect(html).toContain(`<button name="identity" value="${organisation}/${person}">`);
    expect(html).toMatch(/<html lang="en-GB">/);
    expect(html).toMatch(/<title>Choose a demo identity/);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script|https?:|<link|<img|@import|style="/);
    const policy = page.response?.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/127\.0\.0\.1:45123; base-uri 'none'; frame-ancestors 'none'$/);
    expect(page.response?.headers.get('cache-control')).toBe('no-store');
  });

  it('is shown at each login, so that one person can act as several', async () => {
    const { browser, page, url } = await begin();
    await browser.follow(page.url, { identity: 'northshire-csc/sw-0142' });
    const again = await browser.follow(url.href);
    expect([again.response?.status, new URL(again.url).pathname.startsWith('/interaction/')]).toEqual([200, true]);
  });

  it('takes no identity that is not a demo identity, and no choice from another browser', async () => {
    const { browser, page } = await begin();
    expect((await browser.open(page.url, { identity: 'southshire-csc/sw-0142' })).status).toBe(400);
    expect((await browser.open(page.url, {})).status).toBe(400);
    const stranger = await new Browser().open(page.url, { identity: 'northshire-csc/sw-0142' });
    expect([stranger.status, (await stranger.text()).includes('has expired, or it began in another browser')]).toEqual([400, true]);
  });

  it('can be refused, and then the command line gets no code', async () => {
    const { browser, page } = await begin();
    const { url } = await browser.follow(page.url, { refuse: 'yes' });
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({ error: 'access_denied' });
  });
});

describe('a login with the page', () => {
  it('gives a token that is bound to the key of the command line, and a refresh token for the other apps', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const first = await login(HUB, pair);
    const { payload } = await issuer.verify(first.access_token, HUB);
    expect(payload).toMatchObject({ sub: 'sw-0142', organisation: 'northshire-csc', client_id: 'exchange-cli', cnf: { jkt: expect.any(String) } });
    const DPoP = oauth.getDPoPHandle(client, pair);
    const second = await oauth.refreshTokenGrant(client, first.refresh_token ?? '', { resource: PUBLISHER }, { DPoP });
    expect((await issuer.verify(second.access_token, PUBLISHER)).payload.sub).toBe('sw-0142');
    const thief = oauth.getDPoPHandle(client, await generateKeyPair('ES256', { extractable: true }));
    await expect(oauth.refreshTokenGrant(client, first.refresh_token ?? '', { resource: PUBLISHER }, { DPoP: thief })).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it('gives a token only for an app that the login asked for', async () => {
    const { refresh_token: token = '' } = await login(HUB);
    await expect(oauth.refreshTokenGrant(client, token, { resource: audienceOf('portal') })).rejects.toMatchObject({ error: 'invalid_target' });
  });

  it('ends with the revocation of its refresh token', async () => {
    const { refresh_token: token = '' } = await login(HUB);
    await oauth.tokenRevocation(client, token, { token_type_hint: 'refresh_token' });
    await expect(oauth.refreshTokenGrant(client, token, { resource: HUB })).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a redirect to another machine', { redirect_uri: 'http://collector.example/callback' }],
    ['a redirect to another path', { redirect_uri: 'http://127.0.0.1:45123/elsewhere' }],
    ['a client that is unknown', { client_id: 'another-cli' }],
  ])('stops at a page with the reason for %s', async (_, changed) => {
    const { page } = await begin(changed);
    expect(page.response?.status).toBe(400);
    expect(page.response?.headers.get('content-security-policy')).toContain("form-action 'none'");
  });

  it('needs PKCE, and the verifier that fits', async () => {
    const plain = oauth.buildAuthorizationUrl(client, { redirect_uri: REDIRECT, scope: 'exchange', resource: HUB });
    const { url } = await new Browser().follow(plain.href);
    expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
    const { browser, page, state } = await begin();
    const back = await browser.follow(page.url, { identity: 'northshire-csc/sw-0142' });
    const other = { pkceCodeVerifier: oauth.randomPKCECodeVerifier(), expectedState: state };
    await expect(oauth.authorizationCodeGrant(client, new URL(back.url), other, { resource: HUB })).rejects.toMatchObject({ error: 'invalid_grant' });
  });
});
