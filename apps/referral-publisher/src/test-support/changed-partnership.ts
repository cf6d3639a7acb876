import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { PARTNERSHIP_FILE } from './publisher-under-test.js';

/** A copy of the demo partnership with a changed partnership file, to be removed by the test. */
export async function changedPartnership(change: (text: string) => string): Promise<{ readonly file: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'partnership-'));
  await cp(dirname(PARTNERSHIP_FILE), folder, { recursive: true });
  const file = join(folder, 'partnership.yaml');
  await writeFile(file, change(await readFile(file, 'utf8')));
  return { file, remove: () => rm(folder, { recursive: true }) };
}
