import {
  KeySet, keysAtUrl, keysInFile, keysOfIssuer, ProofCheck, TokenCallerResolver, TokenVerifier, type KeyObserver, type KeySource, type SeenProofs,
} from '#libs/access';
import type { TokenSettings } from '#libs/config';

interface Surroundings {
  readonly seen: SeenProofs;
  /** Whether a system of the organisation may name the person who acts through it. */
  readonly assertsPersons: (organisation: string, client: string) => boolean;
  readonly observe?: KeyObserver;
}

/** The resolver of callers that the settings ask for, and the keys that it goes by. */
export function tokenCallers(settings: TokenSettings, { seen, assertsPersons, observe }: Surroundings): { readonly resolver: TokenCallerResolver; readonly keys: KeySet } {
  const keys = new KeySet({ source: sourceOf(settings), keptForMs: settings.tokenKeysKeptForMs, now: realTime, ...(observe !== undefined && { observe }) });
  const algorithms = settings.tokenAlgorithms;
  const claimNames = { organisation: settings.tokenOrganisationClaim, roles: settings.tokenRolesClaim, person: settings.tokenPersonClaim };
  const tokens = new TokenVerifier({ issuer: settings.tokenIssuer, audience: settings.tokenAudience, algorithms, claimNames }, keys, realTime);
  const resolver = new TokenCallerResolver({
    tokens, proofs: new ProofCheck(algorithms, seen, realTime), algorithms, assertsPersons,
    senderConstrained: settings.tokenSenderConstrained, publicUrl: settings.publicUrl,
  });
  return { resolver, keys };
}

/** Not the exchange's clock: a test configuration moves that one, and the issuer does not know of it. */
function realTime(): number {
  return Date.now();
}

function sourceOf({ tokenKeysFile, tokenKeysUrl, tokenIssuer }: TokenSettings): KeySource {
  if (tokenKeysFile !== undefined) return keysInFile(tokenKeysFile);
  return tokenKeysUrl === undefined ? keysOfIssuer(tokenIssuer) : keysAtUrl(tokenKeysUrl);
}
