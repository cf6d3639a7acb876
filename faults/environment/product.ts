import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Break } from '../control/breaks.js';

/** The folder that holds package.json and dist/: found upwards, since this file runs compiled. */
export const repositoryRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/**
 * The compiled product that the programme runs: a copy, so that a build meanwhile does not change it, and so that a
 * negative control breaks the copy and never the product.
 */
export class Product {
  private constructor(private readonly root: string) {}

  static copyTo(folder: string, broken?: Break): Product {
    const root = join(folder, 'product');
    mkdirSync(root, { recursive: true });
    for (const part of ['apps', 'libs']) cpSync(join(repositoryRoot, 'dist', part), join(root, 'dist', part), { recursive: true });
    cpSync(join(repositoryRoot, 'package.json'), join(root, 'package.json'));
    symlinkSync(join(repositoryRoot, 'node_modules'), join(root, 'node_modules'));
    for (const { file, find, replace } of broken?.edits ?? []) edit(join(root, 'dist', file), find, replace);
    return new Product(root);
  }

  program(app: string, program: 'main' | 'migrate'): string {
    return join(this.root, 'dist', 'apps', app, 'src', `${program}.js`);
  }
}

/** A control whose place is gone would prove nothing, so its text must occur exactly once. */
function edit(file: string, find: string, replace: string): void {
  const text = readFileSync(file, 'utf8');
  const found = text.split(find).length - 1;
  if (found !== 1) throw new Error(`the negative control no longer fits: "${find}" occurs ${found} times in ${file}`);
  writeFileSync(file, text.replace(find, () => replace));
}

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (dirname(folder) === folder) throw new Error('package.json was not found above the fault programme');
  return findRoot(dirname(folder));
}
