import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json and dist/, found upwards because this file runs compiled, deeper than its source. */
const root = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Absolute path of a file of the repository. */
export function repositoryFile(...path: readonly string[]): string {
  return join(root, ...path);
}

/** A compiled program of an app: `compiledProgram('referral-publisher', 'main')`. */
export function compiledProgram(app: string, program: 'main' | 'migrate'): string {
  return repositoryFile('dist', 'apps', app, 'src', `${program}.js`);
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder) throw new Error('package.json was not found above the sandbox');
  return findRoot(dirname(folder));
}
