import { canonicalJson, sha256Hex } from '#libs/kernel';

import { STATED_ETHNICITY_SETS, type StatedEthnicitySet } from '../http/lifecycle-codes.js';
import { Code, CodePattern, Described, Digest, Instant, Slug, Uuid } from '../validation/decorators.js';

/** The code of an agency's record of ethnicity, for the publisher alone: personal data. */
export class EthnicityCodeStated {
  @Described('Id of the statement `safeguarding.ethnicity.recorded` that the code belongs to. Either of the two may arrive first.')
  @Uuid()
  readonly receiptId!: string;

  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that states it.')
  @Slug()
  readonly agency!: string;

  @Described('The code list that the code belongs to.')
  @Code(STATED_ETHNICITY_SETS)
  readonly namespace!: StatedEthnicitySet;

  @Described('The code.')
  @CodePattern()
  readonly code!: string;

  @Described('The salt of the statement\'s digest: 32 random bytes in lower-case hexadecimal, new for each statement.')
  @Digest()
  readonly salt!: string;

  @Described('When it was stated.')
  @Instant()
  readonly occurredAt!: string;
}

/**
 * The digest of a code, in lower-case hexadecimal: SHA-256 of `exchange/ethnicity-code/v1\0` and the RFC 8785 form of the four fields. A
 * list has few codes, so only the salt keeps a reader of the digest from finding the code by trying them all. The id binds the code to
 * its statement.
 */
export function ethnicityCodeDigest({ receiptId, namespace, code, salt }: Pick<EthnicityCodeStated, 'receiptId' | 'namespace' | 'code' | 'salt'>): string {
  return sha256Hex('exchange/ethnicity-code/v1\0', canonicalJson({ receiptId, namespace, code, salt }));
}
