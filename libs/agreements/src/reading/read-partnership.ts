import { readFile } from 'node:fs/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';

import { failure, type Outcome } from '#libs/kernel';

import { listedFiles, parsePartnership, type PartnershipSource } from './parse-partnership.js';
import type { Partnership } from '../model/partnership.js';
import type { PartnershipProblem } from './problem.js';

/**
 * Reads a partnership file, and the files that it lists, which are in its folder or below. A missing or unreadable file is a
 * problem like any other, not an exception.
 */
export async function readPartnership(path: string): Promise<Outcome<Partnership, readonly PartnershipProblem[]>> {
  const main = await readSource(path, basename(path));
  if (main === null) {
    const message = 'The partnership file cannot be read. Check PARTNERSHIP_FILE and the rights on the file.';
    return failure([{ file: path, path: '', message }]);
  }
  const listed = new Set(listedFiles(main.text).filter((name) => staysBelow(name)));
  const agreements = await Promise.all([...listed].map((name) => readSource(join(dirname(path), name), name)));
  return parsePartnership([main, ...agreements.filter((file) => file !== null)]);
}

async function readSource(path: string, name: string): Promise<PartnershipSource | null> {
  try {
    return { name, text: await readFile(path, 'utf8') };
  } catch {
    return null;
  }
}

/** All sharing rules are reviewed in one folder, so a name that leads out of it counts as missing. */
function staysBelow(name: string): boolean {
  return normalize(name).split(sep)[0] !== '..';
}
