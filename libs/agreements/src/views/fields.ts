import { coversField, REFERRAL_FIELDS, ROUTING_FIELDS } from '#libs/contracts';

/** The leaves of a path: itself, or every leaf below it. Empty for an unknown path. */
export function expandField(path: string): readonly string[] {
  return REFERRAL_FIELDS.filter((leaf) => coversField(path, leaf));
}

/** True for a path that only routing and masks use. */
export function isNeverShown(path: string): boolean {
  return ROUTING_FIELDS.some((leaf) => coversField(path, leaf));
}

/** Leaves without repeats, in the order of the contract, so that one allow-list always has one form. */
export function orderFields(leaves: Iterable<string>): string[] {
  const wanted = new Set(leaves);
  return REFERRAL_FIELDS.filter((leaf) => wanted.has(leaf));
}

/** The fields with a value in a referral, or in a view of one: leaf paths in the order of the contract. */
export function fieldsPresent(content: object): string[] {
  return REFERRAL_FIELDS.filter((leaf) => valuesAt(content, leaf.split('.')).length > 0);
}

/** Every value at a path; several if the path leads through a list. Each item of a list of single values counts. */
export function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, name === undefined ? [] : [name, ...rest]));
  if (value === undefined) return [];
  if (name === undefined) return [value];
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? valuesAt((value as Record<string, unknown>)[name], rest) : [];
}
