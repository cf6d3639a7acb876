import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json and dist/. It is searched upwards, because compiled code is at another depth than its source. */
export const repositoryRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Absolute path of a file of the repository. */
export function repositoryFile(...path: readonly string[]): string {
  return join(repositoryRoot, ...path);
}

/** A compiled program of an app: `appProgram('referral-publisher', 'migrate')`. */
export function appProgram(app: string, program: 'main' | 'migrate' | 'rebuild'): string {
  return repositoryFile('dist', 'apps', app, 'src', `${program}.js`);
}

/** The version of the product, and the lowest Node.js that it runs on, as `20.19`. */
export function readManifest(): { readonly version: string; readonly nodeMinimum: string } {
  const manifest = JSON.parse(readFileSync(repositoryFile('package.json'), 'utf8')) as {
    readonly version?: string;
    readonly engines?: { readonly node?: string };
  };
  return { version: manifest.version ?? '0.0.0', nodeMinimum: (manifest.engines?.node ?? '').replace(/^>=\s*/, '') };
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder) throw new Error('package.json was not found above the compiled code: the checkout is incomplete.');
  return findRoot(dirname(folder));
}
