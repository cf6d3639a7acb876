import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const page = readFileSync('docs/contributing.md', 'utf8');
const section = /## Cases of families and agencies[\s\S]*?\n\| kind[^\n]*\n\|[^\n]*\n([\s\S]*?)\n\n/.exec(page)?.[1] ?? '';
const specs = new Set(['apps', 'libs', 'test'].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => basename(path))));

describe('the table of the kinds of cases in docs/contributing.md', () => {
  const rows = section.split('\n').map((row) => [row, [...row.matchAll(/`([a-z0-9.-]+\.ts)`/g)].map(([, name = '']) => name)] as const);

  it('has a row for each kind', () => {
    expect(rows.length).toBeGreaterThan(10);
  });

  it.each(rows)('names tests that exist: %s', (_row, names) => {
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !specs.has(name))).toEqual([]);
  });
});
