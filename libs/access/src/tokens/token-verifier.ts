import { errors, jwtVerify } from 'jose';

import { failure, sha256Hex, success, type Outcome } from '#libs/kernel';

import { BoundedCache } from './bounded-cache.js';
import { KeysUnavailable, UnknownKey, type KeySet } from './key-set.js';
import { readClaims, type ClaimNames } from './token-claims.js';
import { REQUIRED_CLAIMS, type TokenFault, type VerifiedToken } from './verified-token.js';

/** What an app accepts as a token. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  readonly claimNames: ClaimNames;
}

/** Seconds by which the clocks of the issuer and of the exchange may differ. */
export const CLOCK_SKEW_S = 60;
/** A token takes about 1 kB; a caller has one for each app and renews it every few minutes. */
const MOST_VERIFIED = 10_000;
const LONGEST_TOKEN = 8_192;

interface Verified {
  readonly token: VerifiedToken;
  readonly generation: number;
}

/**
 * Verifies access tokens (RFC 9068). A verified token is kept by its digest until it expires, because the check of a signature costs more than the
 * rest of many requests. A change of the keys ends what is kept, so that a key that the issuer withdrew counts no more.
 */
export class TokenVerifier {
  private readonly verified = new BoundedCache<Verified>(MOST_VERIFIED);
  private readonly checking = new Map<string, Promise<Outcome<VerifiedToken, TokenFault>>>();

  /** @param now milliseconds since 1970 of the real clock: the issuer does not know of a clock that a test configuration moves. */
  constructor(
    private readonly rules: TokenRules,
    private readonly keys: KeySet,
    private readonly now: () => number,
  ) {}

  /** Never throws for a bad token: that is an outcome. */
  async verify(text: string): Promise<Outcome<VerifiedToken, TokenFault>> {
    if (text.length > LONGEST_TOKEN) return failure('IDN-001');
    if (!(await this.keys.isUsable())) return failure('IDN-011');
    const digest = sha256Hex(text);
    const kept = this.verified.get(digest);
    if (kept !== undefined && kept.generation === this.keys.generation) {
      if (this.now() < kept.token.expiresAt + CLOCK_SKEW_S * 1_000) return success(kept.token);
      this.verified.delete(digest);
      return failure('IDN-005');
    }
    return this.checkOnce(text, digest);
  }

  /** A burst of requests with one new token costs one check. */
  private checkOnce(text: string, digest: string): Promise<Outcome<VerifiedToken, TokenFault>> {
    const underWay = this.checking.get(digest);
    if (underWay !== undefined) return underWay;
    const checking = this.checkAndKeep(text, digest).finally(() => this.checking.delete(digest));
    this.checking.set(digest, checking);
    return checking;
  }

  private async checkAndKeep(text: string, digest: string): Promise<Outcome<VerifiedToken, TokenFault>> {
    const token = await this.check(text);
    if (token.ok) this.verified.set(digest, { token: token.value, generation: this.keys.generation });
    return token;
  }

  private async check(text: string): Promise<Outcome<VerifiedToken, TokenFault>> {
    const { issuer, audience, algorithms, claimNames } = this.rules;
    const now = this.now();
    try {
      const { payload } = await jwtVerify(text, this.keys.resolve, {
        issuer, audience, algorithms: [...algorithms], typ: 'at+jwt', clockTolerance: CLOCK_SKEW_S, currentDate: new Date(now),
        requiredClaims: [...REQUIRED_CLAIMS],
      });
      // jose reads iat only where a token has a greatest age.
      if (typeof payload.iat !== 'number' || payload.iat * 1_000 > now + CLOCK_SKEW_S * 1_000) return failure('IDN-005');
      return readClaims(payload, claimNames);
    } catch (error) {
      return failure(faultOf(error));
    }
  }
}

/** @throws the error itself where it is no fault of the token. */
function faultOf(error: unknown): TokenFault {
  if (error instanceof KeysUnavailable) return 'IDN-011';
  if (error instanceof errors.JWTExpired) return 'IDN-005';
  if (error instanceof errors.JWTClaimValidationFailed) return FAULT_OF_CLAIM[error.claim] ?? 'IDN-006';
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) return 'IDN-001';
  if (error instanceof UnknownKey || error instanceof errors.JOSEError) return 'IDN-002';
  // Thrown by jose for a key that does not fit the algorithm, such as a short RSA key.
  if (error instanceof TypeError) return 'IDN-002';
  throw error;
}

const FAULT_OF_CLAIM: Readonly<Record<string, TokenFault>> = {
  typ: 'IDN-001', iss: 'IDN-003', aud: 'IDN-004', exp: 'IDN-005', nbf: 'IDN-005', iat: 'IDN-005',
};
