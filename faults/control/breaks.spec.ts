import { existsSync, readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { SCENARIOS } from '../scenarios/index.js';
import { repositoryFile } from '#libs/local-services';
import { BREAKS } from './breaks.js';

describe('the negative controls', () => {
  it.each(BREAKS.flatMap(({ name, edits }) => edits.map((edit) => [name, edit] as const)))('%s still fits the compiled product', (_, { file, find }) => {
    const path = repositoryFile('dist', file);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8').split(find).length - 1).toBe(1);
  });

  it('exist for every scenario', () => {
    const names = BREAKS.map(({ name }) => name);
    for (const { name, control } of SCENARIOS) expect([name, names.includes(control.split(' ')[0] ?? '')]).toEqual([name, true]);
  });
});
