import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A choice between -1 and 1 alone: as a comparator it claims an order between equal items, so that a sort may exchange them. */
const NEVER_EQUAL = /(?<!=== [^?]{1,80}\? 0 : [^?]{1,80})\?\s*-?1\s*:\s*-?1\b/u;

function sources(): readonly string[] {
  return ['apps', 'libs', 'test', 'tools', 'bench', 'faults'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'comparators.spec.ts')
      .map((entry) => join(entry.parentPath, entry.name)));
}

describe('comparators', () => {
  it('give 0 for equal items everywhere: byKey of libs/kernel does', () => {
    const files = sources();
    expect(files.length).toBeGreaterThan(500);
    expect(files.filter((file) => NEVER_EQUAL.test(readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each([
    ['(left, right) => (left < right ? -1 : 1)', true],
    ['(left, right) => (left.at < right.at ? 1 : -1)', true],
    ['left === right ? 0 : left < right ? -1 : 1', false],
    ['left - right', false],
    ['isKnown ? 1 : 0', false],
  ])('that never give 0 are found: %s', (text, isFound) => {
    expect(NEVER_EQUAL.test(text)).toBe(isFound);
  });
});
