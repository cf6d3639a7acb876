import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const root = process.cwd();
const depcruise = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const folders = ['apps', 'libs', 'test', 'harness', 'bench', 'faults', 'tools'];

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] };
}

function cruise(folder: string): Cruise {
  const args = ['--config', join(folder, '.dependency-cruiser.mjs'), '--output-type', 'json', ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, [depcruise, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser did not answer: ${stderr}`);
  return JSON.parse(stdout) as Cruise;
}

function sources(folder: string): string[] {
  return folders
    .flatMap((each) => readdirSync(join(folder, each), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

describe('the structure tool', () => {
  it('sees every module of the repository and finds nothing to object to', () => {
    const { modules, summary } = cruise(root);
    const seen = new Set(modules.map(({ source }) => source));
    expect(sources(root).filter((source) => !seen.has(source))).toEqual([]);
    expect(seen.size).toBeGreaterThan(300);
    expect(summary.violations).toEqual([]);
  });
});

/** A small monorepo under the same rules, in which each file breaks one of them. */
const violations: readonly { readonly rule: string; readonly file: string; readonly text: string }[] = [
  { rule: 'apps-never-import-apps', file: 'apps/agency-node/src/main.ts', text: `import '../../cli/src/main.js';` },
  { rule: 'libs-never-import-apps', file: 'libs/kernel/src/up.ts', text: `import '../../../apps/cli/src/main.js';` },
  { rule: 'harness-imports-only-libs', file: 'harness/up.ts', text: `import '../faults/empty.js';` },
  { rule: 'harness-serves-bench-and-faults', file: 'libs/kernel/src/harness.ts', text: `import '../../../harness/empty.js';` },
  { rule: 'bench-and-faults-are-apart', file: 'bench/faults.ts', text: `import '../faults/empty.js';` },
  { rule: 'faults-import-only-harness-and-libs', file: 'faults/bench.ts', text: `import '../bench/empty.js';` },
  { rule: 'libs-by-index-only', file: 'faults/deep.ts', text: `import '../libs/kernel/src/inner.js';` },
  { rule: 'libs-by-index-only', file: 'apps/cli/src/deep.ts', text: `import '../../../libs/kernel/src/inner.js';` },
  { rule: 'libs-by-index-only-between-libs', file: 'libs/contracts/src/deep.ts', text: `import '../../kernel/src/inner.js';` },
  { rule: 'lib-kernel-imports-only-nothing', file: 'libs/kernel/src/layer.ts', text: `import '#libs/contracts';` },
  { rule: 'product-never-imports-testing', file: 'apps/cli/src/cheat.ts', text: `import '#libs/testing';` },
  { rule: 'product-never-imports-tests', file: 'apps/cli/src/borrow.ts', text: `import './borrowed.spec.js';` },
  { rule: 'pure-libs-know-no-framework', file: 'libs/safeguarding/src/nest.ts', text: `import '@nestjs/common';` },
  { rule: 'one-importer-of-kafkajs', file: 'apps/cli/src/kafka.ts', text: `import 'kafkajs';` },
  { rule: 'one-importer-of-the-issuer', file: 'apps/agency-node/src/issuer.ts', text: `import 'oidc-provider';` },
  { rule: 'one-owner-of-the-data-source', file: 'apps/cli/src/database.ts', text: `import 'pg';` },
  { rule: 'no-cycles', file: 'libs/kernel/src/one.ts', text: `import { two } from './two.js'; export const one = two;` },
  { rule: 'no-cycles', file: 'libs/contracts/src/left.ts', text: `import type { Right } from './right.js'; export interface Left { readonly right?: Right }` },
  { rule: 'no-unresolved', file: 'apps/cli/src/nowhere.ts', text: `import './nowhere-to-be-found.js';` },
];

describe('a deliberate violation', () => {
  const sample = mkdtempSync(join(tmpdir(), 'exchange-structure-'));
  afterAll(() => rmSync(sample, { recursive: true, force: true }));

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(sample, file)), { recursive: true });
    writeFileSync(join(sample, file), `${text}\n`);
  };
  for (const file of ['.dependency-cruiser.mjs', 'tsconfig.json', 'package.json']) cpSync(join(root, file), join(sample, file));
  for (const name of ['kafkajs', 'pg', 'oidc-provider', '@nestjs/common']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    write(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  for (const lib of ['kernel', 'contracts', 'safeguarding', 'testing']) write(`libs/${lib}/src/index.ts`, 'export {};');
  write('libs/kernel/src/inner.ts', 'export const inner = 1;');
  write('libs/kernel/src/two.ts', `import { one } from './one.js'; export const two = () => one;`);
  write('libs/contracts/src/right.ts', `import type { Left } from './left.js'; export interface Right { readonly left?: Left }`);
  write('apps/cli/src/main.ts', 'export {};');
  write('apps/cli/src/borrowed.spec.ts', 'export {};');
  for (const folder of ['test', 'harness', 'bench', 'faults', 'tools']) write(`${folder}/empty.ts`, 'export {};');
  for (const { file, text } of violations) write(file, text);
  const broken = new Set(cruise(sample).summary.violations.map(({ rule, from }) => `${rule.name} in ${from}`));

  it.each(violations)('of $rule in $file is caught', ({ rule, file }) => {
    expect(broken).toContain(`${rule} in ${file}`);
  });
});

describe('the environment', () => {
  it('is read by libs/config and by nothing else in the product', () => {
    const readers = sources(root).filter((file) => {
      const isProduct = /^(?:apps|libs)\//.test(file) && !/\.(?:spec|int-spec|e2e-spec)\.ts$|\/test-support\/|^libs\/testing\//.test(file);
      return isProduct && !file.startsWith('libs/config/') && /\bprocess\s*\.\s*env\b|\bprocess\[['"]env/.test(readFileSync(join(root, file), 'utf8'));
    });
    expect(readers).toEqual([]);
  });
});
