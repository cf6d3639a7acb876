import CliTable from 'cli-table3';
import stringWidth from 'string-width';

import type { Times } from '#libs/sentences';

import { PLAIN, type Layout } from './layout.js';
import { printableLine } from './printable.js';

/** One column: its heading, and the value of each cell. */
export interface Column<Row> {
  readonly heading: string;
  readonly value: (row: Row, times: Times) => string | number | undefined;
  readonly align?: 'left' | 'right';
}

/** Shown for an unknown value, because an empty cell reads like a mistake. */
const UNKNOWN = '-';
const GAP = 2;
const BORDERLESS = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((edge) => [edge, `${edge}-left`, `${edge}-mid`, `${edge}-right`]).map((edge) => [edge, '']),
);

/** A column for a time, in the zone of the layout. */
export function timeColumn<Row>(heading: string, value: (row: Row) => string | undefined): Column<Row> {
  return {
    heading,
    value: (row, times) => {
      const instant = value(row);
      return instant === undefined ? undefined : times.at(instant);
    },
  };
}

/**
 * Rows as aligned lines under their headings. Cells wrap between words until a line fits the layout. Where it cannot fit without cutting an
 * id in two, each row becomes a block, with one line for each of its cells that has a value.
 */
export function tableOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[], layout: Layout = PLAIN): string[] {
  const cells = rows.map((row) => columns.map((column) => cellOf(column, row, layout.times)));
  const lines = [columns.map(({ heading }) => heading), ...cells];
  const ofColumns = columns.map((_, index) => lines.map((line) => line[index] ?? ''));
  const widths = fitted(ofColumns, layout.width);
  if (widths === undefined) return blocksOf(columns, cells, layout.width ?? 0);
  return drawn(lines, widths, columns.map(({ align = 'left' }) => align));
}

function drawn(lines: readonly string[][], colWidths: number[], colAligns: ('left' | 'right')[]): string[] {
  const table = new CliTable({
    chars: { ...BORDERLESS, middle: ' '.repeat(GAP) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths,
    colAligns,
    wordWrap: true,
  });
  table.push(...lines);
  return table.toString().split('\n').map((line) => line.trimEnd());
}

/** The width of each column. The widest are narrowed first, and none below its longest word, so that no id is cut in two. Undefined where they cannot fit. */
function fitted(cells: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): number[] | undefined {
  const widths = cells.map((column) => Math.max(...column.map((cell) => stringWidth(cell))));
  const least = cells.map((column) => Math.max(...column.flatMap((cell) => cell.split(' ').map((word) => stringWidth(word)))));
  const excess = (): number => widths.reduce((sum, each) => sum + each, GAP * (widths.length - 1)) - width;
  while (excess() > 0) {
    const room = widths.map((each, index) => (each > (least[index] ?? 0) ? each : 0));
    const widest = Math.max(...room);
    if (widest === 0) return undefined;
    widths[room.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** Each row as lines of heading and value, with a line between rows. A cell without a value takes no line. */
function blocksOf<Row>(columns: readonly Column<Row>[], rows: readonly string[][], width: number): string[] {
  const label = Math.max(...columns.map(({ heading }) => stringWidth(heading)));
  return rows.flatMap((row, index) => {
    const known = row.flatMap((cell, at) => (cell === UNKNOWN ? [] : [[columns[at]?.heading ?? '', cell]]));
    const room = Math.max(width - label - GAP, ...known.flatMap(([, cell = '']) => cell.split(' ').map((word) => stringWidth(word))));
    return [...(index === 0 ? [] : ['']), ...drawn(known, [label, room], ['left', 'left'])];
  });
}

function cellOf<Row>({ value }: Column<Row>, row: Row, times: Times): string {
  const found = value(row, times);
  return found === undefined || found === '' ? UNKNOWN : printableLine(String(found));
}

/** Indented lines under a heading; nothing where there are none. */
export function section(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}
