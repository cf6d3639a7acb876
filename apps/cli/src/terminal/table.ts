import CliTable from 'cli-table3';
import stringWidth from 'string-width';

import { printableLine } from './printable.js';

/** One column: its heading, and the value of each cell. */
export interface Column<Row> {
  readonly heading: string;
  readonly value: (row: Row) => string | number | undefined;
  readonly align?: 'left' | 'right';
}

/** Shown for an unknown value, because an empty cell reads like a mistake. */
const UNKNOWN = '-';
const GAP = 2;
const BORDERLESS = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((edge) => [edge, `${edge}-left`, `${edge}-mid`, `${edge}-right`]).map((edge) => [edge, '']),
);

/**
 * Rows as aligned lines under their headings.
 *
 * @param width columns of the terminal; cells wrap between words until a line fits. Undefined, as in a pipe: no cell wraps.
 */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[], width?: number): string[] {
  const lines = [columns.map(({ heading }) => heading), ...rows.map((row) => columns.map((column) => cellOf(column, row)))];
  const cells = columns.map((_, index) => lines.map((line) => line[index] ?? ''));
  const table = new CliTable({
    chars: { ...BORDERLESS, middle: ' '.repeat(GAP) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: fitted(cells, width),
    colAligns: columns.map(({ align = 'left' }) => align),
    wordWrap: true,
  });
  table.push(...lines);
  return table.toString().split('\n').map((line) => line.trimEnd());
}

/** The width of each column. The widest are narrowed first, and none below its longest word, so that no id is cut in two. */
function fitted(cells: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): number[] {
  const widths = cells.map((column) => Math.max(...column.map((cell) => stringWidth(cell))));
  const least = cells.map((column) => Math.max(...column.flatMap((cell) => cell.split(' ').map((word) => stringWidth(word)))));
  const excess = (): number => widths.reduce((sum, each) => sum + each, GAP * (widths.length - 1)) - width;
  while (excess() > 0) {
    const room = widths.map((each, index) => (each > (least[index] ?? 0) ? each : 0));
    const widest = Math.max(...room);
    if (widest === 0) break;
    widths[room.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function cellOf<Row>({ value }: Column<Row>, row: Row): string {
  const found = value(row);
  return found === undefined || found === '' ? UNKNOWN : printableLine(String(found));
}
