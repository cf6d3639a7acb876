import { createHash, randomUUID } from 'node:crypto';

import { SigningKey, type SigningAlgorithm } from './signing-key.js';

export interface ProofWishes {
  readonly method: string;
  /** The address of the request; its query and fragment are left out, as RFC 9449 has it. */
  readonly url: string;
  readonly token: string;
  /** Claims and header members that replace those of a right proof; `undefined` removes one. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/** The key of a caller, which proves by DPoP that it holds the key of its token. */
export class TestProver {
  private constructor(readonly key: SigningKey) {}

  static make(algorithm: SigningAlgorithm = 'ES256'): TestProver {
    return new TestProver(SigningKey.make(algorithm));
  }

  get thumbprint(): string {
    return this.key.thumbprint;
  }

  proof({ method, url, token, claims, header }: ProofWishes): string {
    const { origin, pathname } = new URL(url);
    return this.key.signed({ typ: 'dpop+jwt', jwk: this.key.publicKey, ...header }, {
      jti: randomUUID(), htm: method, htu: `${origin}${pathname}`, iat: Math.floor(Date.now() / 1_000), ath: digestOf(token), ...claims,
    });
  }

  /** The two headers of a request. */
  headers(wishes: ProofWishes): { readonly authorization: string; readonly dpop: string } {
    return { authorization: `DPoP ${wishes.token}`, dpop: this.proof(wishes) };
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
