/** A time as text with its microseconds, in UTC, because a JavaScript Date would lose three digits, and with them rows of a page. */
export function exactly(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
