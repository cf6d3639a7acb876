import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { CertificateWithKey } from './local-authority.js';

/** The names that Kafka knows its clients by. Each has a certificate of its own. */
export interface KafkaPrincipals {
  /** Of the brokers themselves. */
  readonly broker: string;
  /** May do everything, as the broker may. */
  readonly administrator: string;
  /** May do what a rule allows, and nothing before there is one. */
  readonly clients: readonly string[];
}

/** The address at which the brokers listen. */
const ADDRESS = '127.0.0.1';
const RENEW_BEFORE_MS = 30 * 86_400_000;
const AUTHORITY = join('certificates', 'authority.pem');
const AUTHORITY_KEY = join('certificates', 'authority-key.pem');
const IDENTITIES = join('certificates', 'identities');

/** The files of the certificates below Kafka's data folder; with an empty name, relative to it. */
export function kafkaAuthorityFile(dataDir: string): string {
  return join(dataDir, AUTHORITY);
}

/** The private key (PKCS#8) and the certificate of one client, in one PEM file. */
export function kafkaIdentityFile(dataDir: string, principal: string): string {
  return join(dataDir, IDENTITIES, `${principal}.pem`);
}

/**
 * Makes the certificates that are missing, that do not fit, or that expire within 30 days, and keeps the others. Identities of other names are
 * removed, because an agency that has left must not keep one. The caller holds the folder's lock.
 *
 * @param now the time of the machine, also where the clock of the exchange is moved, because TLS knows no other.
 */
export async function ensureCertificates(dataDir: string, { broker, administrator, clients }: KafkaPrincipals, now = Date.now()): Promise<void> {
  const principals = new Set([broker, administrator, ...clients]);
  mkdirSync(join(dataDir, IDENTITIES), { recursive: true, mode: 0o700 });
  for (const file of readdirSync(join(dataDir, IDENTITIES))) {
    if (!principals.has(file.replace(/\.pem$/, ''))) rmSync(join(dataDir, IDENTITIES, file), { recursive: true });
  }
  const known = readAuthority(dataDir, now);
  const wanting = [...principals].filter((principal) => known === undefined || !isUsable(kafkaIdentityFile(dataDir, principal), principal, known, now));
  if (wanting.length === 0) return;

  // Loaded only here, because loading it takes longer than a start without it checks its certificates.
  const { LocalAuthority } = await import('./local-authority.js');
  const made = known === undefined ? await LocalAuthority.make('safeguarding-exchange sandbox', now) : undefined;
  if (made !== undefined) {
    write(join(dataDir, AUTHORITY_KEY), made.pem.key);
    write(join(dataDir, AUTHORITY), made.pem.certificate);
  }
  const authority = made?.authority ?? await LocalAuthority.of(pemOf(dataDir));
  await Promise.all(wanting.map(async (principal) => {
    const { key, certificate } = await authority.issue(principal, now, principal === broker ? ADDRESS : undefined);
    write(kafkaIdentityFile(dataDir, principal), `${key}\n${certificate}\n`);
  }));
}

function pemOf(dataDir: string): CertificateWithKey {
  return { certificate: readFileSync(join(dataDir, AUTHORITY), 'utf8'), key: readFileSync(join(dataDir, AUTHORITY_KEY), 'utf8') };
}

/** Undefined where there is none, where key and certificate do not fit, and where it expires soon. A new one costs nothing: it protects no data at rest. */
function readAuthority(dataDir: string, now: number): X509Certificate | undefined {
  const found = read(() => pemOf(dataDir));
  return found !== undefined && found.certificate.ca && isCurrent(found.certificate, now) && found.certificate.checkPrivateKey(found.key) ? found.certificate : undefined;
}

function isUsable(file: string, principal: string, authority: X509Certificate, now: number): boolean {
  const found = read(() => {
    const text = readFileSync(file, 'utf8');
    return { certificate: text, key: text };
  });
  if (found === undefined) return false;
  const { certificate, key } = found;
  return certificate.subject === `CN=${principal}` && certificate.checkPrivateKey(key) && certificate.verify(authority.publicKey) && isCurrent(certificate, now);
}

function read(files: () => CertificateWithKey): { readonly certificate: X509Certificate; readonly key: KeyObject } | undefined {
  try {
    const { certificate, key } = files();
    return { certificate: new X509Certificate(certificate), key: createPrivateKey(key) };
  } catch {
    // It is missing or damaged.
    return undefined;
  }
}

function isCurrent({ validFrom, validTo }: X509Certificate, now: number): boolean {
  return Date.parse(validFrom) <= now && now + RENEW_BEFORE_MS < Date.parse(validTo);
}

/** Readable by this user only, and whole or not at all. */
function write(file: string, text: string): void {
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
