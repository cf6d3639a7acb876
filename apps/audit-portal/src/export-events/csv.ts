import { stringify } from 'csv-stringify/sync';

/**
 * Characters that a spreadsheet skips, or that readers do not see, before it decides whether a cell is a formula: white space,
 * control and format characters (zero-width space, byte order mark, soft hyphen, direction marks), fillers.
 */
const INVISIBLE = String.raw`[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*`;
/** The first characters of a formula, with the full-width forms that spreadsheets treat alike, and the old `|` of DDE. */
const FORMULA = new RegExp(String.raw`^(?:${INVISIBLE}[=+\-@|\uFE62\uFE63\uFE66\uFE6B\uFF0B\uFF0D\uFF1D\uFF20\u2212]|[\t\r\n])`, 'u');

/**
 * A cell that no spreadsheet runs. A possible formula gets an apostrophe in front, which a spreadsheet reads as the mark of text.
 * The usual check of the first character alone misses ` =1+1` and a zero-width space before it.
 */
export function safeCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

export type CsvCell = string | number | null;

/**
 * Rows as RFC 4180 text, each ending in CRLF. Every cell is quoted, so that a separator, a quote or a line break inside one cannot
 * begin a new cell. UTF-8 without byte order mark: the log holds ASCII (ids, codes, times), so every spreadsheet reads it rightly,
 * and other programs would read a mark as part of the first column's name.
 */
export function csvLines(rows: readonly (readonly CsvCell[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? '' : typeof cell === 'string' ? safeCell(cell) : String(cell))));
  return stringify(cells, { quoted: true, quoted_empty: false, record_delimiter: 'windows' });
}
