import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { CSV_COLUMNS } from './export-format.js';

describe('the columns of an export', () => {
  it('are explained in docs/audit.md, in their order', () => {
    const [, section = ''] = readFileSync('docs/audit.md', 'utf8').split('\n## The columns of an export\n');
    const [table = ''] = section.split('\n## ');
    const named = table.split('\n').flatMap((line) => (line.startsWith('| `') ? [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name) : []));
    expect(named).toEqual(CSV_COLUMNS);
  });
});
