import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readPartnership } from './read-partnership.js';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'partnership-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function problems(path: string): Promise<string[]> {
  const read = await readPartnership(path);
  return read.ok ? [] : read.error.map((problem) => `${problem.file} ${problem.path}: ${problem.message}`);
}

describe('reading a partnership from its files', () => {
  it('names the setting to check if the partnership file is missing', async () => {
    const path = join(folder, 'nowhere.yaml');
    expect(await problems(path)).toEqual([`${path} : The partnership file cannot be read. Check PARTNERSHIP_FILE and the rights on the file.`]);
  });

  it.each([
    ['a missing agreement', 'gone.yaml'],
    ['an agreement outside the folder that is reviewed', '../outside.yaml'],
    ['an agreement by an absolute path', '/outside.yaml'],
  ])('does not read %s', async (_what, name) => {
    const home = join(folder, 'reviewed');
    await mkdir(home, { recursive: true });
    await writeFile(join(folder, 'outside.yaml'), 'id: outside\n');
    await writeFile(join(home, 'partnership.yaml'), `id: small\nname: Small\nforces: []\nagencies: []\nagreements: [${name}]\n`);
    expect(await problems(join(home, 'partnership.yaml'))).toContainEqual(
      expect.stringMatching(/^partnership.yaml \/agreements\/0: There is no such file/),
    );
  });
});
