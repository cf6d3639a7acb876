import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { PARTNERSHIP_FILE } from './publisher-under-test.js';

/**
 * A copy of the demo partnership with one changed file, to be removed by the test.
 *
 * @param changed the partnership file, or another file of its folder.
 */
export async function changedPartnership(change: (text: string) => string, changed = 'partnership.yaml'): Promise<{ readonly file: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'partnership-'));
  await cp(dirname(PARTNERSHIP_FILE), folder, { recursive: true });
  const file = join(folder, 'partnership.yaml');
  const toChange = join(folder, changed);
  await writeFile(toChange, change(await readFile(toChange, 'utf8')));
  return { file, remove: () => rm(folder, { recursive: true }) };
}
