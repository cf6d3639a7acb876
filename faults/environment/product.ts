import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { repositoryFile } from '#libs/local-services';

import type { Break } from '../control/breaks.js';

/**
 * Copies the compiled product, so that a build meanwhile does not change it, and so that a negative control breaks the copy and
 * never the product.
 *
 * @returns the folder of the compiled code.
 */
export function copyProduct(folder: string, broken?: Break): string {
  const root = join(folder, 'product');
  mkdirSync(root, { recursive: true });
  for (const part of ['apps', 'libs']) cpSync(repositoryFile('dist', part), join(root, 'dist', part), { recursive: true });
  cpSync(repositoryFile('package.json'), join(root, 'package.json'));
  symlinkSync(repositoryFile('node_modules'), join(root, 'node_modules'));
  for (const { file, find, replace } of broken?.edits ?? []) edit(join(root, 'dist', file), find, replace);
  return join(root, 'dist');
}

/** A control whose place is gone would prove nothing, so its text must occur exactly once. */
function edit(file: string, find: string, replace: string): void {
  const text = readFileSync(file, 'utf8');
  const found = text.split(find).length - 1;
  if (found !== 1) throw new Error(`the negative control no longer fits: "${find}" occurs ${found} times in ${file}`);
  writeFileSync(file, text.replace(find, () => replace));
}
