import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ensureCertificates, kafkaAuthorityFile, kafkaIdentityFile } from './certificates.js';
import { serverProperties } from './server-properties.js';

const DAY_MS = 86_400_000;
const NOW = Date.now();
const PRINCIPALS = { broker: 'exchange-broker', administrator: 'exchange-administrator', clients: ['referral-publisher', 'northshire-csc'] };
const ALL = [PRINCIPALS.broker, PRINCIPALS.administrator, ...PRINCIPALS.clients];

describe('the certificates of a local Kafka', () => {
  let folder: string;
  const text = (principal: string): string => readFileSync(kafkaIdentityFile(folder, principal), 'utf8');
  const certificate = (principal: string): X509Certificate => new X509Certificate(text(principal));
  const authority = (): X509Certificate => new X509Certificate(readFileSync(kafkaAuthorityFile(folder)));
  const everything = (): readonly string[] => [readFileSync(kafkaAuthorityFile(folder), 'utf8'), ...ALL.map((each) => text(each))];
  const ensure = (daysLater = 0, principals = PRINCIPALS): Promise<void> => ensureCertificates(folder, principals, NOW + daysLater * DAY_MS);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'exchange-certificates-'));
    await ensure();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are one for each name, from one authority, and their keys are for this user alone', () => {
    for (const principal of ALL) {
      const found = certificate(principal);
      expect([found.subject, found.verify(authority().publicKey), found.ca]).toEqual([`CN=${principal}`, true, false]);
      expect(statSync(kafkaIdentityFile(folder, principal)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(folder, 'certificates', 'authority-key.pem')).mode & 0o777).toBe(0o600);
  });

  it('prove an address of the brokers only, so that a client cannot answer in their place', () => {
    expect(certificate(PRINCIPALS.broker).checkIP('127.0.0.1')).toBe('127.0.0.1');
    const [server, client] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'];
    expect(certificate(PRINCIPALS.broker).keyUsage).toEqual([client, server]);
    for (const principal of ALL.slice(1)) expect([certificate(principal).keyUsage, certificate(principal).checkIP('127.0.0.1')]).toEqual([[client], undefined]);
  });

  it('stay the same at the next start', async () => {
    const before = everything();
    await ensure(300);
    expect(everything()).toEqual(before);
  });

  it('are renewed 30 days before they expire, and the authority with all of them', async () => {
    const [ca, ...identities] = everything();
    await ensure(336);
    const [sameCa, ...renewed] = everything();
    expect(sameCa).toBe(ca);
    expect(renewed.filter((each) => identities.includes(each))).toEqual([]);
    await ensure(3_621);
    expect(everything()).toHaveLength(1 + ALL.length);
    expect(everything().filter((each) => [ca, ...renewed].includes(each))).toEqual([]);
    for (const principal of ALL) expect(certificate(principal).verify(authority().publicKey)).toBe(true);
  });

  it.each<[string, (file: string) => void]>([
    ['gone', (file) => rmSync(file)],
    ['cut short', (file) => truncateSync(file, 300)],
    ['that of another name', (file) => writeFileSync(file, readFileSync(kafkaIdentityFile(folder, 'referral-publisher')))],
  ])('are made again where one is %s, and the others stay', async (_, damage) => {
    const before = text('referral-publisher');
    damage(kafkaIdentityFile(folder, 'northshire-csc'));
    await ensure();
    expect([certificate('northshire-csc').subject, text('northshire-csc') === before, text('referral-publisher')]).toEqual(['CN=northshire-csc', false, before]);
  });

  it('are all made again where the authority lost its key', async () => {
    const before = everything();
    rmSync(join(folder, 'certificates', 'authority-key.pem'));
    await ensure();
    expect(everything().filter((each) => before.includes(each))).toEqual([]);
  });

  it('of an agency that has joined are added, and of one that has left removed', async () => {
    const before = text('northshire-csc');
    await ensure(0, { ...PRINCIPALS, clients: ['northshire-csc', 'hilltop-school'] });
    expect([text('northshire-csc'), certificate('hilltop-school').subject]).toEqual([before, 'CN=hilltop-school']);
    expect(existsSync(kafkaIdentityFile(folder, 'referral-publisher'))).toBe(false);
  });
});

describe('the configuration of a broker that knows its clients', () => {
  const lines = serverProperties(1, [{ port: 4191, controllerPort: 4192 }], 'node-1', {}, PRINCIPALS).split('\n');

  it('protects every listener, denies by default, and lets only brokers and administrator do everything', () => {
    expect(lines).toEqual(expect.arrayContaining([
      'listener.security.protocol.map=BROKER:SSL,CONTROLLER:SSL', 'ssl.client.auth=required', 'allow.everyone.if.no.acl.found=false',
      'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer', 'super.users=User:exchange-broker;User:exchange-administrator',
    ]));
    expect(lines.join('\n')).not.toMatch(/PLAINTEXT|ANONYMOUS/);
  });
});
