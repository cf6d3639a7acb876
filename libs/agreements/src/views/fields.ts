import { coversField, REFERRAL_FIELDS, ROUTING_FIELDS } from '#libs/contracts';

/** The leaves that a path stands for: itself, or everything below it. Empty for a path that names nothing. */
export function expandField(path: string): readonly string[] {
  return REFERRAL_FIELDS.filter((leaf) => coversField(path, leaf));
}

/** True for a path that is for routing and masks alone. */
export function isNeverShown(path: string): boolean {
  return ROUTING_FIELDS.some((leaf) => coversField(path, leaf));
}

/** Leaves without repeats, in the order of the contract, so that one allow-list is always written one way. */
export function orderFields(leaves: Iterable<string>): string[] {
  const wanted = new Set(leaves);
  return REFERRAL_FIELDS.filter((leaf) => wanted.has(leaf));
}

/** The fields that a referral, or a view of one, has something in: leaf paths in the order of the contract. */
export function fieldsPresent(content: object): string[] {
  return REFERRAL_FIELDS.filter((leaf) => valuesAt(content, leaf.split('.')).length > 0);
}

/** Every value at a path; several where a list lies on the way to it. The items of a list of single values count one by one. */
export function valuesAt(value: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, name === undefined ? [] : [name, ...rest]));
  if (value === undefined) return [];
  if (name === undefined) return [value];
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? valuesAt((value as Record<string, unknown>)[name], rest) : [];
}
