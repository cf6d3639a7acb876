import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { sha256 } from '#libs/kernel';
import { statement, type Statement, type StatementValue } from './statement.js';

/**
 * A SELECT whose conditions depend on the request, begun by {@link Database.select}. Columns and conditions are SQL.
 * Values are named parameters (`query.andWhere('agency = :agency', { agency })`). Run it as a {@link preparedQuery}.
 */
export type SelectQuery = SelectQueryBuilder<ObjectLiteral>;

/** A statement with its values. */
export interface BoundStatement {
  readonly statement: Statement;
  readonly values: readonly StatementValue[];
}

/** Adds `column = value` for each column that has a value. @param alias the table's alias, as given to `from`. */
export function whereEqual(query: SelectQuery, alias: string, columns: Readonly<Record<string, string | number | undefined>>): SelectQuery {
  for (const [column, value] of Object.entries(columns)) {
    if (value !== undefined) query.andWhere(`${alias}.${column} = :${column}`, { [column]: value });
  }
  return query;
}

/**
 * The query as a named statement. PostgreSQL prepares it once per connection for each combination of conditions.
 *
 * @param prefix of the name, at most 46 characters.
 * @param limit the largest number of rows, as a parameter. QueryBuilder's own `limit()` writes the number into the text,
 * so each number would be prepared as its own statement.
 */
export function preparedQuery(prefix: string, query: SelectQuery, limit?: number): BoundStatement {
  const [text, values] = query.getQueryAndParameters() as [string, StatementValue[]];
  if (limit === undefined) return { statement: named(prefix, text), values };
  return { statement: named(prefix, `${text} LIMIT $${values.length + 1}::int`), values: [...values, limit] };
}

function named(prefix: string, text: string): Statement {
  return statement(`${prefix}-${sha256(text).toString('base64url').slice(0, 16)}`, text);
}
