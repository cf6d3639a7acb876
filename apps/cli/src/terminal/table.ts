import { printableLine } from './printable.js';

/** One column: its heading, and what stands in it. */
export interface Column<Row> {
  readonly heading: string;
  readonly value: (row: Row) => string | number | undefined;
  readonly align?: 'left' | 'right';
}

/** What stands where nothing is known: an empty cell reads like a mistake. */
const NOTHING = '-';

/** Writes rows as aligned lines. The first rows decide the widths, so that a long list can be shown page by page. */
export class Table<Row> {
  private widths: readonly number[] | undefined;

  constructor(private readonly columns: readonly Column<Row>[]) {}

  /** The heading (before the first rows only) and one line for each row. */
  lines(rows: readonly Row[]): string[] {
    const cells = rows.map((row) => this.columns.map((column) => cellOf(column, row)));
    if (this.widths !== undefined) return cells.map((row) => this.line(row));
    const headings = this.columns.map(({ heading }) => heading);
    const lines = [headings, ...cells];
    this.widths = headings.map((_, index) => Math.max(...lines.map((row) => displayWidth(row[index] ?? ''))));
    return lines.map((row) => this.line(row));
  }

  private line(cells: readonly string[]): string {
    return cells.map((cell, index) => padded(cell, this.widths?.[index] ?? 0, this.columns[index]?.align)).join('  ').trimEnd();
  }
}

/** A whole table at once. */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  return new Table(columns).lines(rows);
}

function cellOf<Row>({ value }: Column<Row>, row: Row): string {
  const found = value(row);
  return found === undefined || found === '' ? NOTHING : printableLine(String(found));
}

function padded(text: string, width: number, align: Column<unknown>['align'] = 'left'): string {
  const gap = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'right' ? `${gap}${text}` : `${text}${gap}`;
}

/** Characters as a reader counts them: an accent that follows its letter takes no room of its own. */
function displayWidth(text: string): number {
  return [...text.replaceAll(/\p{M}/gu, '')].length;
}
