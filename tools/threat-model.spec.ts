import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { describe, expect, it } from '@jest/globals';

const page = readFileSync('docs/threat-model.md', 'utf8');
const FOLDERS = ['apps', 'libs', 'test', 'tools', 'faults', 'harness', 'bench'];
const specs = new Set(FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' })).filter((file) => file.endsWith('spec.ts')).map((file) => basename(file)));
const KINDS = ['spoofing', 'tampering', 'repudiation', 'information disclosure', 'denial of service', 'elevation of privilege'];

/** The rows of the table by data flow, without its head. */
function flows(text: string): readonly (readonly string[])[] {
  const [, table = ''] = text.split('## By data flow');
  const rows = table.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()));
  expect(rows[0]).toEqual(['flow', ...KINDS]);
  return rows.slice(1);
}

/** The cells that name no test and no gap, and the tests that do not exist. */
function faults(text: string): readonly string[] {
  const named = [...text.matchAll(/`(?:[\w./-]*\/)?([\w.-]+spec\.ts)`/g)].flatMap(([, name]) => name ?? []);
  const empty = flows(text).flatMap(([flow, ...cells]) => cells.flatMap((cell, index) => (/spec\.ts`|^gap/.test(cell) ? [] : [`${flow}: ${KINDS[index]}`])));
  return [...empty, ...named.filter((name) => !specs.has(name))];
}

describe('the threat model', () => {
  it('names for each data flow and each kind of threat a test that exists, or a gap', () => {
    expect(flows(page).length).toBeGreaterThan(8);
    expect(faults(page)).toEqual([]);
  });

  it('would show a cell without a test, and a test that does not exist', () => {
    expect(faults(page.replace('only the publisher may write facts: `kafka-rights.int-spec.ts`', 'trusted'))).toEqual(['facts to the recorder and the watch: spoofing']);
    expect(faults(page.replaceAll('`view.spec.ts`', '`views.spec.ts`'))).toContain('views.spec.ts');
  });
});
