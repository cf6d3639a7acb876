import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PARTNERSHIP_FILE = fileURLToPath(new URL('../../../../../infra/partnership/northshire/partnership.yaml', import.meta.url));

/** The partnership with another force, for which the referrals of Northshire Police do not exist. */
export function withSouthshirePolice(text: string): string {
  return text.replace('\nagencies:\n', '\n  - id: southshire-police\n    name: Southshire Police\n    code: "22"\n\nagencies:\n');
}

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
