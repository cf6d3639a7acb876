import { createHash, randomUUID } from 'node:crypto';

import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose';

const ALGORITHM = 'ES256';

/** A key that tokens are bound to (RFC 9449). A thief of the token alone can do nothing with it. */
export class DpopKey {
  private constructor(
    readonly pair: { readonly privateKey: CryptoKey; readonly publicKey: CryptoKey },
    private readonly publicJwk: JWK,
  ) {}

  static async make(): Promise<DpopKey> {
    return this.of(await generateKeyPair(ALGORITHM, { extractable: true }));
  }

  /** The key that {@link stored} has written. */
  static async from(stored: JWK): Promise<DpopKey> {
    const { kty, crv, x, y } = stored;
    const [privateKey, publicKey] = await Promise.all([stored, { kty, crv, x, y } as JWK].map((jwk) => importJWK(jwk, ALGORITHM, { extractable: true }) as Promise<CryptoKey>));
    if (privateKey === undefined || publicKey === undefined) throw new Error('a key was not imported');
    return this.of({ privateKey, publicKey });
  }

  private static async of(pair: DpopKey['pair']): Promise<DpopKey> {
    return new DpopKey(pair, await exportJWK(pair.publicKey));
  }

  stored(): Promise<JWK> {
    return exportJWK(this.pair.privateKey);
  }

  thumbprint(): Promise<string> {
    return calculateJwkThumbprint(this.publicJwk);
  }

  /** The proof for one request with this token. */
  async proof(token: string, method: string, url: string): Promise<string> {
    const { origin, pathname } = new URL(url);
    return new SignJWT({ htm: method, htu: `${origin}${pathname}`, ath: createHash('sha256').update(token).digest('base64url') })
      .setProtectedHeader({ typ: 'dpop+jwt', alg: ALGORITHM, jwk: this.publicJwk })
      .setJti(randomUUID())
      .setIssuedAt()
      .sign(this.pair.privateKey);
  }
}
