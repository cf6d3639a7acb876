import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json and dist/: found upwards, since this file runs compiled, deeper than it stands. */
export const repositoryRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** A compiled `migrate` program: `migrateProgram('referral-publisher')`. */
export function migrateProgram(app: string): string {
  return join(repositoryRoot, 'dist', 'apps', app, 'src', 'migrate.js');
}

/** A compiled `rebuild` program: `rebuildProgram('audit-recorder')`. */
export function rebuildProgram(app: string): string {
  return join(repositoryRoot, 'dist', 'apps', app, 'src', 'rebuild.js');
}

export interface ProductManifest {
  readonly version: string;
  /** The lowest Node.js that may be used, as `20.19`. */
  readonly nodeMinimum: string;
}

export function readManifest(): ProductManifest {
  const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
    readonly version?: string;
    readonly engines?: { readonly node?: string };
  };
  return { version: manifest.version ?? '0.0.0', nodeMinimum: (manifest.engines?.node ?? '').replace(/^>=\s*/, '') };
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder) throw new Error('package.json was not found above the command line tool');
  return findRoot(dirname(folder));
}
