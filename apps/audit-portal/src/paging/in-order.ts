import type { PagePosition } from '#libs/http-api';
import type { SelectQuery } from '#libs/persistence';

/**
 * Adds the order of a list, and the start of its page.
 *
 * @param columns a time, then the identifiers that complete the order: as many columns as `after` has parts.
 */
export function inOrder(
  select: SelectQuery,
  direction: 'ASC' | 'DESC',
  columns: readonly string[],
  after: PagePosition | null = null,
): SelectQuery {
  for (const column of columns) select.addOrderBy(column, direction);
  if (after === null) return select;
  const parameters = Object.fromEntries(after.map((part, index) => [`page${index}`, part]));
  const names = Object.keys(parameters).map((name) => `:${name}`);
  return select.andWhere(`(${columns.join(', ')}) ${direction === 'ASC' ? '>' : '<'} (${names.join(', ')})`, parameters);
}
