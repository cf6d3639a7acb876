/** The part of a verified access token that the exchange acts on. */
export interface VerifiedToken {
  /** A force, an agency or an inspectorate of the partnership: `northshire-police`. */
  readonly organisation: string;
  /** The program that was given the token, by the claim `client_id`. */
  readonly client: string;
  /** The opaque staff reference; absent in the token of a system. */
  readonly person?: string;
  readonly roles: readonly string[];
  /** The thumbprint of the key that the token is bound to (RFC 9449, `cnf.jkt`). */
  readonly boundTo?: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Why a token does not count: problem codes of the registry. `IDN-011` is the only one that passes by itself, because then the keys of the issuer
 * cannot be had.
 */
export type TokenFault = 'IDN-001' | 'IDN-002' | 'IDN-003' | 'IDN-004' | 'IDN-005' | 'IDN-006' | 'IDN-007' | 'IDN-011';

/** The claims that every access token has (RFC 9068, section 2.2), beside the issuer and the audience. */
export const REQUIRED_CLAIMS = ['exp', 'iat', 'jti', 'sub', 'client_id'] as const;
