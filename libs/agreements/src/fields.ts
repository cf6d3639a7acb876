import { coversField, REFERRAL_FIELDS } from '#libs/contracts';

/** The leaves that a path stands for: itself, or everything below it. Empty for a path that names nothing. */
export function expandField(path: string): readonly string[] {
  return REFERRAL_FIELDS.filter((leaf) => coversField(path, leaf));
}

/** Leaves without repeats, in the order of the contract, so that one allow-list is always written one way. */
export function orderFields(leaves: Iterable<string>): string[] {
  const wanted = new Set(leaves);
  return REFERRAL_FIELDS.filter((leaf) => wanted.has(leaf));
}
