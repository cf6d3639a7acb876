/** Remembers proofs of possession, so that none counts twice. All copies of an app share what is remembered. */
export abstract class SeenProofs {
  /**
   * @param digest of the key and the id of the proof, in hexadecimal.
   * @param expiresAt milliseconds since 1970: afterwards the proof is too old in any case.
   * @returns false where the proof was seen before.
   */
  abstract add(digest: string, expiresAt: number): Promise<boolean>;
}
