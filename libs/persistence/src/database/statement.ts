/**
 * One SQL statement with its name. PostgreSQL parses and plans it once per connection and then runs it by name, so
 * `name` must belong to exactly one `text`. {@link statement} checks the length, because PostgreSQL truncates long names
 * silently.
 */
export interface Statement {
  readonly name: string;
  /** Values are `$1`, `$2`, …. Table names are unqualified and found through the search path. */
  readonly text: string;
}

/** PostgreSQL truncates longer names. Two statements whose names differ only after the cut would be confused. */
const LONGEST_NAME = 63;

/** Names a statement. @throws RangeError for an empty name or one that PostgreSQL would truncate: a programming error. */
export function statement(name: string, text: string): Statement {
  if (name.length === 0 || name.length > LONGEST_NAME) {
    throw new RangeError(`a statement name has 1 to ${LONGEST_NAME} characters; "${name}" has ${name.length}`);
  }
  return { name, text };
}

/** Values of a {@link Statement}. `bigint` and `Buffer` become `int8` and `bytea`. */
export type StatementValue = string | number | bigint | boolean | Date | Buffer | null | readonly unknown[];

export interface StatementResult<Row> {
  /** `int8` comes as a decimal string, `timestamptz` as a Date, `date` as `YYYY-MM-DD`, `bytea` as a Buffer. */
  readonly rows: readonly Row[];
  /** Rows inserted, updated, deleted or selected. */
  readonly count: number;
}

/** Runs statements. The {@link Database} runs each in its own transaction, a {@link Transaction} runs all in its one. */
export interface StatementRunner {
  /** @throws StatementError | DatabaseUnavailable */
  run<Row = unknown>(statement: Statement, values?: readonly StatementValue[]): Promise<StatementResult<Row>>;
}

/**
 * Rows as one JSON parameter for `json_to_recordset($1::json) AS r(…)`, which takes a batch of any size in one prepared
 * statement. A VALUES list would need a statement per size, and fails above 65,535 parameters with a misleading message.
 *
 * Dates become ISO 8601 in UTC, `bigint` a decimal string, a Buffer base64. Declare a Buffer's column as `text` in the
 * record and store `decode(r.column, 'base64')`. `undefined` is left out and so arrives as NULL.
 */
export function batchJson(rows: readonly object[]): string {
  // A replacer is several times slower, because it is called for every value at every depth. Few batches need one.
  return rows.every((row) => isPlain(row)) ? JSON.stringify(rows) : JSON.stringify(rows, replaceForJson);
}

/** True when JSON.stringify alone writes the value as {@link batchJson} requires: it contains no `bigint` and no bytes. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  if (value instanceof Uint8Array) return false;
  for (const name in value) if (!isPlain((value as Record<string, unknown>)[name])) return false;
  return true;
}

function replaceForJson(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  // A Buffer's own toJSON has already run and left an object of numbers, so the original is read from its holder.
  const original: unknown = (this as Record<string, unknown>)[key];
  if (!(original instanceof Uint8Array)) return value;
  return Buffer.from(original.buffer, original.byteOffset, original.byteLength).toString('base64');
}
