import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROBLEMS } from '#libs/contracts';

const DEFINITIONS = join('libs', 'contracts', 'src', 'problems');

function productSources(): string[] {
  return ['apps', 'libs']
    .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('spec.ts') && !entry.parentPath.startsWith(DEFINITIONS))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

describe('the problem registry', () => {
  it('explains no problem that nothing answers: somebody would prepare for what never comes', () => {
    const text = productSources().join('\n');
    expect(Object.keys(PROBLEMS).filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });
});
