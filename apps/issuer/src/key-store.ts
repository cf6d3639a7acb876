import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { exportJWK, generateKeyPair, type JWK } from 'jose';

import { StartupError } from '#libs/http-api';

/** The one algorithm of the development issuer and its clients. The apps accept more by configuration. */
export const ALGORITHM = 'ES256';

/** Every bit that lets the group or others in. */
const OTHERS = 0o077;

/**
 * The keys of the development issuer, in its data folder: made at the first start, kept for every later one, and readable by its user only.
 * A damaged key is not replaced, because tokens and clients depend on the old one.
 */
export class KeyStore {
  private readonly clients: string;

  constructor(private readonly folder: string) {
    this.clients = join(folder, 'clients');
    try {
      for (const each of [folder, this.clients]) mkdirSync(each, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new StartupError(`the folder ${folder} cannot be made. Set ISSUER_DATA to a folder that this user may write.`, { cause: error });
    }
  }

  /** The private key that signs tokens. */
  signingKey(): Promise<JWK> {
    return this.key(join(this.folder, 'signing-key.json'));
  }

  /** The private key of a system client. The client reads the same file. */
  clientKey(clientId: string): Promise<JWK> {
    return this.key(join(this.clients, `${clientId}.json`));
  }

  /** The secret that signs the cookies of the page. */
  cookieSecret(): string {
    const file = join(this.folder, 'cookie-secret');
    if (!existsSync(file)) writeWhole(file, randomBytes(32).toString('hex'));
    const secret = readPrivate(file).trim();
    if (secret.length < 32) throw damaged(file);
    return secret;
  }

  private async key(file: string): Promise<JWK> {
    if (!existsSync(file)) writeWhole(file, `${JSON.stringify(await newKey(), null, 2)}\n`);
    return privateKeyIn(readPrivate(file), file);
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg: ALGORITHM, use: 'sig', kid: randomBytes(8).toString('hex') };
}

/** The public part of a key of {@link KeyStore}. */
export function publicPart({ kty, crv, x, y, alg, use, kid }: JWK): JWK {
  return { kty, crv, x, y, alg, use, kid } as JWK;
}

function privateKeyIn(text: string, file: string): JWK {
  try {
    const key = JSON.parse(text) as JWK;
    if (key.kty === 'EC' && key.alg === ALGORITHM && typeof key.d === 'string' && typeof key.kid === 'string') return key;
  } catch (error) {
    throw damaged(file, error);
  }
  throw damaged(file);
}

function readPrivate(file: string): string {
  // Windows has no such bits.
  if (process.platform !== 'win32' && (statSync(file).mode & OTHERS) !== 0) {
    throw new StartupError(`other users may read the key file ${file}, so it is not used. Remove it to have a new one made, or run: chmod 600 ${file}`);
  }
  return readFileSync(file, 'utf8');
}

/** Written whole or not at all, because a half-written key would refuse every later start. */
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  // The mode above counts only for a new file, and one may be left from a start that was cut off.
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

function damaged(file: string, cause?: unknown): StartupError {
  return new StartupError(`the key file ${file} is damaged. Put it back, or remove it to have a new one made; tokens of the old one are then refused.`, { cause });
}
