import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { csvLines, safeCell } from './csv.js';

/** Parses RFC 4180 independently of the library that writes it. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (let at = 0; at < text.length; at += 2) {
    const row: string[] = [];
    for (at -= 1; row.length === 0 || text[at] === ','; ) {
      const [cell, end] = text[at + 1] === '"' ? quotedCell(text, at + 2) : bareCell(text, at + 1);
      row.push(cell);
      at = end;
    }
    rows.push(row);
  }
  return rows;
}

function quotedCell(text: string, start: number): [cell: string, end: number] {
  let end = start;
  while (text[end] !== '"' || text[end + 1] === '"') end += text[end] === '"' ? 2 : 1;
  return [text.slice(start, end).replaceAll('""', '"'), end + 1];
}

function bareCell(text: string, start: number): [cell: string, end: number] {
  const end = start + text.slice(start).search(/[,\r]/);
  return [text.slice(start, end), end];
}

/** The first character that a spreadsheet sees in a cell, because it skips invisible ones. */
function firstVisible(cell: string): string {
  return [...cell].find((character) => !/[\s\p{C}\p{Z}]/u.test(character) && !'\u2800\u115f\u1160\u3164\uffa0\u034f\ufe00\ufe0f'.includes(character)) ?? '';
}

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

  it('begins no cell with a possible formula, after any invisible characters', () => {
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
