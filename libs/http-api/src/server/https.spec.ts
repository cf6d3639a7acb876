import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { type IssuedCertificate, TestAuthority } from '#libs/testing';

import { FixtureServer } from '../fixture/fixture-server.js';
import { ServerCertificate } from './server-certificate.js';

const ADDRESS = [{ type: 'ip', value: '127.0.0.1' }] as const;
const pemOf = ({ key, certificate }: IssuedCertificate): string => `${key}\n${certificate}`;

describe('a server that proves itself by a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'exchange-https-'));
  const file = join(folder, 'server.pem');
  let authority: TestAuthority;
  let server: FixtureServer | undefined;
  beforeAll(async () => {
    authority = await TestAuthority.make('The exchange');
    writeFileSync(file, pemOf(await authority.issue('first', ADDRESS)));
  });
  afterEach(async () => {
    await server?.app.stop();
    server = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('answers clients that trust its authority, and tells browsers to come by HTTPS only', async () => {
    server = await FixtureServer.start({ HTTP_IDENTITY_FILE: file });
    expect(server.url).toMatch(/^https:/);
    const answer = await ask(server.url, authority.certificate);
    expect(answer).toMatchObject({ name: 'first', status: 200, headers: { 'strict-transport-security': expect.stringMatching(/^max-age=\d{7,}/) } });
  });

  it('is refused by clients that trust another authority', async () => {
    server = await FixtureServer.start({ HTTP_IDENTITY_FILE: file });
    const stranger = await TestAuthority.make('A stranger');
    await expect(ask(server.url, stranger.certificate)).rejects.toThrow(/certificate/);
  });

  it('shows a renewed certificate to new connections, and keeps the good one while a file is half-written', async () => {
    server = await FixtureServer.start({ HTTP_IDENTITY_FILE: file });
    const renewed = pemOf(await authority.issue('renewed', ADDRESS));
    writeFileSync(file, renewed.slice(0, 300));
    await logged(server, 'http.certificate-unreadable');
    expect((await ask(server.url, authority.certificate)).name).toBe('first');
    writeFileSync(file, renewed);
    await logged(server, 'http.certificate-renewed');
    expect((await ask(server.url, authority.certificate)).name).toBe('renewed');
  }, 20_000);

  it.each([['has no key', (issued: IssuedCertificate) => issued.certificate], ['is empty', () => ''], ['has no certificate', (issued: IssuedCertificate) => issued.key]])(
    'does not start with a file that %s, and names the file', async (_, content) => {
      const wrong = join(folder, 'wrong.pem');
      writeFileSync(wrong, content(await authority.issue('wrong', ADDRESS)));
      expect(() => ServerCertificate.from(wrong)).toThrow(`HTTP_IDENTITY_FILE ${wrong} is not usable`);
    });

  it('does not start without the file', () => {
    expect(() => ServerCertificate.from(join(folder, 'nowhere.pem'))).toThrow('(ENOENT)');
  });
});

async function logged(server: FixtureServer, event: string): Promise<void> {
  while (!server.events().some((line) => line['event'] === event)) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** The name in the server's certificate, and the status and headers of `/info`, over a connection of its own. */
function ask(url: string, ca: string): Promise<{ readonly name: string; readonly status: number | undefined; readonly headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/info`, { ca, agent: false }, (response) => {
      const { CN } = (response.socket as TLSSocket).getPeerCertificate().subject;
      response.resume().on('end', () => resolve({ name: String(CN), status: response.statusCode, headers: response.headers }));
    });
    asked.on('error', reject).end();
  });
}
