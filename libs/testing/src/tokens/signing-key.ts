import { constants, createHash, generateKeyPairSync, sign, type JsonWebKey, type KeyObject } from 'node:crypto';

export type SigningAlgorithm = 'ES256' | 'EdDSA' | 'PS256' | 'RS256';

/** A key pair that signs JSON Web Signatures with node:crypto alone, so that specs of the product, which uses jose, have another program against them. */
export class SigningKey {
  private constructor(
    readonly algorithm: SigningAlgorithm,
    private readonly privateKey: KeyObject,
    readonly publicKey: JsonWebKey,
    /** RFC 7638. Also the key's id. */
    readonly thumbprint: string,
  ) {}

  static make(algorithm: SigningAlgorithm = 'ES256', modulusLength = 2_048): SigningKey {
    const { privateKey, publicKey } = pairOf(algorithm, modulusLength);
    const jwk = publicKey.export({ format: 'jwk' });
    return new SigningKey(algorithm, privateKey, jwk, thumbprintOf(jwk));
  }

  /** The entry of the key in a JWK set. */
  published(): JsonWebKey & { readonly kid: string } {
    return { ...this.publicKey, kid: this.thumbprint, alg: this.algorithm, use: 'sig' };
  }

  /** A compact JWS. The header's `alg` is the key's, unless the header has another one. */
  signed(header: Readonly<Record<string, unknown>>, payload: Readonly<Record<string, unknown>>): string {
    const input = `${encoded({ alg: this.algorithm, ...header })}.${encoded(payload)}`;
    return `${input}.${this.signatureOf(input)}`;
  }

  private signatureOf(input: string): string {
    const data = Buffer.from(input);
    switch (this.algorithm) {
      case 'ES256': return sign('sha256', data, { key: this.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
      case 'EdDSA': return sign(null, data, this.privateKey).toString('base64url');
      case 'PS256': return sign('sha256', data, { key: this.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }).toString('base64url');
      case 'RS256': return sign('sha256', data, this.privateKey).toString('base64url');
    }
  }
}

export function encoded(part: Readonly<Record<string, unknown>>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function pairOf(algorithm: SigningAlgorithm, modulusLength: number): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('rsa', { modulusLength });
}

function thumbprintOf(key: JsonWebKey): string {
  const names = { EC: ['crv', 'kty', 'x', 'y'], OKP: ['crv', 'kty', 'x'], RSA: ['e', 'kty', 'n'] }[key.kty ?? ''] ?? [];
  return createHash('sha256').update(JSON.stringify(Object.fromEntries(names.map((name) => [name, key[name]])))).digest('base64url');
}
