/** A time as text with its microseconds, in UTC: a JavaScript Date would lose three digits, and with them rows of a page. */
export function exactly(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** Conditions with their values, numbered in the order in which they are added. */
export class Conditions {
  private readonly texts: string[] = [];
  readonly values: (string | number)[] = [];

  /** @param condition gets the placeholder of each value. */
  add(condition: (...placeholders: string[]) => string, ...values: readonly (string | number)[]): this {
    const first = this.values.length + 1;
    this.values.push(...values);
    this.texts.push(condition(...values.map((_, index) => `$${first + index}`)));
    return this;
  }

  /** Adds the condition only when there is a value. */
  addIf(value: string | undefined, condition: (placeholder: string) => string): this {
    return value === undefined ? this : this.add(condition, value);
  }

  get where(): string {
    return this.texts.length === 0 ? '' : `WHERE ${this.texts.join(' AND ')}`;
  }
}
