import { PassThrough } from 'node:stream';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { describeObject, fieldOrderOf } from './describe.js';
import { Output, type Terminal } from './output.js';
import { printable, printableLine } from './printable.js';
import { Progress, rowProgress } from './progress.js';
import { PLAIN } from './layout.js';
import { tableOf } from './table.js';

interface Row {
  readonly agency: string;
  readonly waiting?: number;
}
const columns = [
  { heading: 'AGENCY', value: ({ agency }: Row) => agency },
  { heading: 'WAITING', value: ({ waiting }: Row) => waiting, align: 'right' as const },
];

describe('a table', () => {
  it('is aligned, numbers to the right, and shows what is not known', () => {
    expect(tableOf(columns, [{ agency: 'northshire-csc', waiting: 12 }, { agency: 'icb' }])).toEqual([
      'AGENCY          WAITING',
      'northshire-csc       12',
      'icb                   -',
    ]);
  });

  it('wraps between words on a narrow terminal, the widest column first, and cuts no word in two', () => {
    const rows = [{ agency: 'northshire-csc and its out-of-hours duty team', waiting: 12 }];
    const lines = tableOf(columns, rows, { ...PLAIN, width: 30 });
    expect(lines).toEqual([
      'AGENCY                 WAITING',
      'northshire-csc and          12',
      'its out-of-hours duty',
      'team',
    ]);
    expect(tableOf(columns, rows, { ...PLAIN, width: 10 }).join('\n')).toContain('northshire-csc');
    expect(tableOf(columns, rows)).toHaveLength(2);
  });

  it('keeps every row on one line, with any text in it, and aligned with combining accents and wide characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (agency) => {
        for (const line of tableOf(columns, [{ agency }])) expect(['\n', '\r', '\u001b', '\u2028'].filter((each) => line.includes(each))).toEqual([]);
      }),
    );
    const [, first, second] = tableOf(columns, [{ agency: 'Zoe\u0308', waiting: 1 }, { agency: 'Ines', waiting: 1 }]);
    expect(first?.normalize('NFC').length).toBe(second?.length);
    const [, wide, narrow] = tableOf(columns, [{ agency: '社会福祉', waiting: 1 }, { agency: 'hilltops', waiting: 1 }]);
    expect((wide?.length ?? 0) + 4).toBe(narrow?.length);
  });
});

describe('a table that cannot fit', () => {
  const wide = [
    { heading: 'REFERRAL', value: ({ agency }: Row) => `0190f3a4-5b7c-7c3a-9d2e-${agency.padStart(12, '0')}` },
    { heading: 'CLOCK', value: ({ waiting }: Row) => (waiting === undefined ? undefined : `LA_ACK OVERDUE, breached by ${waiting} working days and some hours`) },
    { heading: 'AGENCY', value: () => 'northshire-csc' },
  ];

  it('has a block for each row, with no line wider than the terminal and no id cut in two', () => {
    expect(tableOf(wide, [{ agency: '1', waiting: 2 }, { agency: '2' }], { ...PLAIN, width: 50 })).toEqual([
      'REFERRAL  0190f3a4-5b7c-7c3a-9d2e-000000000001',
      'CLOCK     LA_ACK OVERDUE, breached by 2 working',
      '          days and some hours',
      'AGENCY    northshire-csc',
      '',
      'REFERRAL  0190f3a4-5b7c-7c3a-9d2e-000000000002',
      'AGENCY    northshire-csc',
    ]);
  });
});

describe('text of somebody else', () => {
  it('cannot recolour, move or reorder what is read', () => {
    expect(printable('a\u001b[31mb\u0007\u202ec\nd\te')).toBe('a\ufffd[31mb\ufffd\ufffdc\nd\te');
    expect(printableLine('two\nlines')).toBe('two lines');
  });
});

describe('a document to read', () => {
  it('has its fields in the order of its contract, and long text as a block', () => {
    const order = fieldOrderOf({ properties: { children: { items: { properties: { name: {}, born: {} } } }, narrative: {} } });
    expect(describeObject({ narrative: 'One.\nTwo.\n', extra: 1, children: [{ born: '2012', name: 'Amara', tags: ['a', 'b'] }] }, PLAIN.times, order)).toEqual([
      'children:',
      '  - name: Amara',
      '    born: "2012"',
      '    tags:',
      '      - a',
      '      - b',
      'narrative: |',
      '  One.',
      '  Two.',
      'extra: 1',
    ]);
  });

  it('has its times in the zone of every other text, and its dates and its prose as they are', () => {
    expect(describeObject({ at: '2026-05-22T17:00:01.184Z', born: '2012-01-02', narrative: 'At 2026-05-22T17:00:01Z.' })).toEqual([
      'at: 2026-05-22 18:00:01 BST', 'born: 2012-01-02', 'narrative: At 2026-05-22T17:00:01Z.',
    ]);
  });

  it('cannot recolour, move or reorder a terminal', () => {
    const lines = describeObject({ narrative: 'a\u001b[31mb\u202ec' }).join('\n');
    expect(['\u001b', '\u202e'].filter((each) => lines.includes(each))).toEqual([]);
  });
});

function terminal(isTTY: boolean, colours: boolean): PassThrough & Terminal {
  return Object.assign(new PassThrough(), { isTTY, hasColors: () => colours });
}

describe('standard output', () => {
  it('has colours only for a person who wants them', () => {
    const paint = (out: Terminal, json = false): string => new Output(out, terminal(false, false), json).paint('ok', 'green');
    expect(paint(terminal(true, true))).toBe('\u001b[32mok\u001b[39m');
    expect([paint(terminal(false, true)), paint(terminal(true, false)), paint(terminal(true, true), true)]).toEqual(['ok', 'ok', 'ok']);
  });

  it('with --json is one document and no lines', async () => {
    const out = terminal(false, false);
    const output = new Output(out, terminal(false, false), true);
    await output.lines('for people');
    await output.result({ referrals: 1 }, ['for people']);
    expect(JSON.parse(String(out.read()))).toEqual({ referrals: 1 });
  });
});

describe('progress', () => {
  it('is redrawn on a terminal, and is a line now and then in a log', () => {
    for (const [isTTY, shown] of [[true, 10], [false, 1]] as const) {
      let time = 0;
      const terminal = Object.assign(new PassThrough(), { isTTY });
      const progress = new Progress(terminal, () => time);
      let described = 0;
      for (; time <= 9_000; time += 900) progress.update(() => `${(described += 1)}`);
      expect(described).toBe(shown);
      progress.clear();
      expect(String(terminal.read()).endsWith('\r\u001b[K')).toBe(isTTY);
    }
  });

  it('shows the number of rows, the rate, and the total', () => {
    expect(rowProgress(12_000, 1.5, 50_000)).toBe('12,000 of about 50,000 rows, 8,000 rows/s');
    expect(rowProgress(60_000, 1.5, 50_000)).toBe('60,000 rows, 40,000 rows/s');
  });
});
