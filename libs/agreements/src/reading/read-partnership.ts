import { readFile } from 'node:fs/promises';
import { basename, dirname, join, normalize, sep } from 'node:path';

import { failure, type Outcome } from '#libs/kernel';

import { listedFiles, parsePartnership, type PartnershipSource } from './parse-partnership.js';
import type { Partnership } from '../model/partnership.js';
import type { PartnershipProblem } from './problem.js';

/**
 * Reads a partnership file, and the agreements and action plans that it lists, which stand beside or below it.
 * A file that is missing or cannot be read is a problem like any other, not an exception.
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

/** What a partnership may share is reviewed in one folder: a name that leads out of it counts as missing. */
function staysBelow(name: string): boolean {
  return normalize(name).split(sep)[0] !== '..';
}
