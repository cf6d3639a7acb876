import { calculateJwkThumbprint, decodeProtectedHeader, importJWK, jwtVerify, type CryptoKey, type JWK } from 'jose';

import { sha256, sha256Hex } from '#libs/kernel';

import { BoundedCache } from '../tokens/bounded-cache.js';
import { CLOCK_SKEW_S } from '../tokens/token-verifier.js';
import type { SeenProofs } from './seen-proofs.js';

const MOST_KEYS = 10_000;
const LONGEST_PROOF = 4_096;
const LONGEST_ID = 256;
const REQUIRED_CLAIMS = ['jti', 'htm', 'htu', 'iat', 'ath'];

/** A request that came with a bound token and a proof. */
export interface ProvenRequest {
  readonly proof: string;
  readonly token: string;
  /** The thumbprint of the key that the token is bound to. */
  readonly boundTo: string;
  readonly method: string;
  /** The address of the request without query and fragment. */
  readonly address: string;
}

interface KnownKey {
  readonly jwk: string;
  readonly key: CryptoKey;
}

/** Checks proofs of possession (RFC 9449, section 4.3). */
export class ProofCheck {
  /** By thumbprint. The import of a key and its thumbprint cost as much as the check of a signature. */
  private readonly keys = new BoundedCache<KnownKey>(MOST_KEYS);

  /** @param now milliseconds since 1970 of the real clock. */
  constructor(
    private readonly algorithms: readonly string[],
    private readonly seen: SeenProofs,
    private readonly now: () => number,
  ) {}

  /** @returns the problem of the proof, or undefined. Rejects where the memory of seen proofs cannot be reached. */
  async faultOf(request: ProvenRequest): Promise<'IDN-008' | 'IDN-009' | undefined> {
    const id = await this.idOf(request);
    if (id === undefined) return 'IDN-008';
    const digest = sha256Hex(request.boundTo, ' ', id);
    // A second skew, because the clocks of the copies may differ, too.
    const isNew = await this.seen.add(digest, this.now() + 2 * CLOCK_SKEW_S * 1_000);
    return isNew ? undefined : 'IDN-009';
  }

  /** The id of a proof that fits the request, or undefined. */
  private async idOf({ proof, token, boundTo, method, address }: ProvenRequest): Promise<string | undefined> {
    if (proof.length > LONGEST_PROOF) return undefined;
    const now = this.now();
    try {
      const key = await this.keyOf(proof, boundTo);
      if (key === undefined) return undefined;
      const { payload } = await jwtVerify(proof, key, {
        typ: 'dpop+jwt', algorithms: [...this.algorithms], clockTolerance: CLOCK_SKEW_S, currentDate: new Date(now), requiredClaims: REQUIRED_CLAIMS,
      });
      const { jti, htm, htu, iat, ath } = payload;
      const isTimely = typeof iat === 'number' && Math.abs(now - iat * 1_000) <= CLOCK_SKEW_S * 1_000;
      const isForRequest = htm === method && typeof htu === 'string' && normalised(htu) === normalised(address);
      const isForToken = ath === sha256(token).toString('base64url');
      const isNamed = typeof jti === 'string' && jti !== '' && jti.length <= LONGEST_ID;
      return isTimely && isForRequest && isForToken && isNamed ? jti : undefined;
    } catch {
      // Text that cannot be read or verified is no proof.
      return undefined;
    }
  }

  /** The key of the proof, if it is the one that the token is bound to. */
  private async keyOf(proof: string, boundTo: string): Promise<CryptoKey | undefined> {
    const { jwk, alg } = decodeProtectedHeader(proof);
    if (jwk === undefined || alg === undefined || !isPublic(jwk)) return undefined;
    const text = JSON.stringify([alg, jwk]);
    const known = this.keys.get(boundTo);
    if (known?.jwk === text) return known.key;
    if ((await calculateJwkThumbprint(jwk)) !== boundTo) return undefined;
    const key = await importJWK({ ...jwk, ext: true }, alg);
    if (key instanceof Uint8Array) return undefined;
    this.keys.set(boundTo, { jwk: text, key });
    return key;
  }
}

function isPublic(jwk: JWK): boolean {
  return jwk.kty !== 'oct' && jwk.d === undefined && jwk.k === undefined;
}

/** RFC 9449 asks for a comparison after normalisation, and without query and fragment. Undefined for text that is no address. */
function normalised(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname } = new URL(address);
  return `${protocol}//${host}${pathname.replaceAll(/%[0-9a-f]{2}/gi, (escape) => escape.toUpperCase())}`;
}
