import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { csvLines, safeCell } from './csv.js';

/** RFC 4180, written down independently of the library that writes it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, separator, quoted, bare] of text.matchAll(/(^|,|\r\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g)) {
    if (separator === '\r\n') rows.push([]);
    rows.at(-1)?.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
  }
  return rows.slice(0, -1);
}

/** What a spreadsheet sees of a cell: it looks past what is invisible. */
const firstVisible = (cell: string): string => cell.replace(/^[\s\p{C}\p{Z}\u2800\u115f\u1160\u3164\uffa0\u034f\ufe00-\ufe0f]+/u, '').slice(0, 1);

const invisible = fc.constantFrom(' ', '\t', '\u00a0', '\u200b', '\u2060', '\ufeff', '\u00ad', '\u202e', '\u3000', '\u2800', '\u3164', '\ufe0f', '\u0001', '\r\n');
const formula = fc
  .tuple(fc.array(invisible, { maxLength: 4 }), fc.constantFrom('=', '+', '-', '@', '＝', '＋', '－', '＠', '|'), fc.string())
  .map(([before, sign, rest]) => before.join('') + sign + rest);

describe('an export opened in a spreadsheet', () => {
  it.each(['=1+1', ' =1+1', '\u200b=HYPERLINK("http://x")', '\ufeff@SUM(A1)', '\t=1', '\u00ad+1', '－2', '\n=cmd|calc'])('runs no formula: %j', (cell) => {
    expect(safeCell(cell)).toBe(`'${cell}`);
  });

  it.each(['northshire-csc', '2026-11-24T08:00:00.000000Z', '0190-a', 'sw-0142', ''])('shows codes and times as they are: %j', (cell) => {
    expect(safeCell(cell)).toBe(cell);
  });

  it('begins no cell with what could be a formula, whatever stands invisibly before it', () => {
    fc.assert(
      fc.property(fc.oneof(formula, fc.string({ unit: 'binary' })), (cell) => {
        expect('=+-@＝＋－＠|'.includes(firstVisible(safeCell(cell)) || 'x')).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps every cell in its place, with separators, quotes and line breaks in it', () => {
    const cell = fc.oneof(formula, fc.string({ unit: 'binary' }), fc.constantFrom('a,b', 'a"b', 'a\r\nb', '"', ';=1'));
    const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(rows, (table) => {
        expect(parseCsv(csvLines(table))).toEqual(table.map((row) => row.map((text) => safeCell(text))));
      }),
      { numRuns: 500 },
    );
  });

  it('leaves what is absent empty', () => {
    expect(csvLines([['a', null, 3]])).toBe('"a",,"3"\r\n');
  });
});
