import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { ACCESS_COLUMNS } from './access-format.js';

describe('the columns of exported records of access', () => {
  it('are those that docs/audit.md lists', () => {
    const [line = ''] = readFileSync('docs/audit.md', 'utf8').split('\n').filter((each) => each.startsWith('The columns of an exported file:'));
    expect([...line.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...ACCESS_COLUMNS]);
  });
});
