// `npm run faults`: breaks the exchange on purpose and judges the result. See docs/reliability.md.
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { keepFolder } from '#libs/local-services';
import { makeTemporaryFolder } from '#libs/testing';

import { copyProduct } from './environment/product.js';
import { parseOptions, type Options } from './options.js';
import { isGreen, renderExplanations, renderTable, toJson, verdict, type Result } from './report.js';
import type { Context, Scenario } from './scenarios/scenario.js';

const EXIT = { green: 0, red: 1, failed: 2 } as const;
const started = performance.now();

function progress(line: string): void {
  const seconds = String(Math.round((performance.now() - started) / 1_000)).padStart(5);
  process.stderr.write(`${seconds} s  ${line}\n`);
}

async function main(options: Options): Promise<number> {
  if (options.list) {
    for (const { name, aim, control } of options.scenarios) process.stdout.write(`${name.padEnd(24)}${aim}\n${' '.repeat(24)}control: --break ${control}\n`);
    return EXIT.green;
  }
  const folder = makeTemporaryFolder('faults');
  const results = await runAll(options, folder.path);
  const isAllGreen = results.every((result) => isGreen(result));
  process.stdout.write(`${renderTable(results)}\n${renderExplanations(results)}`);
  if (isAllGreen && !options.keep) folder.remove();
  else progress(`data and logs are kept in ${folder.path}`);
  return isAllGreen ? EXIT.green : EXIT.red;
}

async function runAll(options: Options, folder: string): Promise<readonly Result[]> {
  const { broken, json, keep } = options;
  if (broken !== undefined) progress(`running a product that is broken on purpose: ${broken.wrong}`);
  // Otherwise the folder would be removed with this process, even with --keep.
  if (keep) keepFolder(folder);
  const dist = copyProduct(folder, broken);
  const results: Result[] = [];
  for (const scenario of options.scenarios) {
    results.push(await runOne(scenario, options, dist, folder));
    // After each scenario, so that no result is lost when the programme itself is ended.
    if (json !== undefined) writeFileSync(json, toJson(results, broken?.name));
  }
  return results;
}

async function runOne(scenario: Scenario, options: Options, dist: string, parent: string): Promise<Result> {
  const skipped = scenario.impossible?.();
  if (skipped !== undefined) return { scenario, seconds: 0, explanation: [], skipped };
  const leftMs = started + options.minutes * 60_000 - performance.now();
  if (leftMs <= 0) return { scenario, seconds: 0, explanation: [], broken: 'not run: the time was up' };
  const began = performance.now();
  const undo: (() => Promise<void>)[] = [];
  const folder = join(parent, scenario.name);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const explanation: string[] = [];
  const context: Context = {
    options, dist, folder, progress: (line) => progress(`${scenario.name}: ${line}`), cleanUp: (step) => undo.push(step),
    explained: (lines) => explanation.push(...lines),
  };
  const timeUp = pause(leftMs, undefined, { ref: false }).then(() => {
    throw new Error('stopped: the time was up');
  });
  const result = await Promise.race([scenario.run(context), timeUp]).then(
    (outcome) => ({ outcome }),
    (error: unknown) => ({ broken: error instanceof Error ? error.message : 'an unknown error' }),
  );
  for (const step of undo.toReversed()) await step().catch(() => undefined);
  const ended: Result = { scenario, explanation, ...result, seconds: (performance.now() - began) / 1_000 };
  progress(`${scenario.name}: ${verdict(ended)} after ${Math.round(ended.seconds)} s`);
  if (!isGreen(ended)) return keepEvidence(ended, parent, folder);
  if (!options.keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  return ended;
}

/** Keeps data and logs of a red scenario beyond the end of this process, with the explanation beside them. */
function keepEvidence(result: Result, parent: string, folder: string): Result {
  keepFolder(parent);
  writeFileSync(join(folder, 'explanation.txt'), renderExplanations([result]));
  // Sparse files, of which Kafka makes many, count with the space they take.
  const bytes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .reduce((sum, entry) => sum + lstatSync(join(entry.parentPath, entry.name)).blocks * 512, 0);
  progress(`${result.scenario.name}: data and logs are kept in ${folder}`);
  return { ...result, kept: { folder, bytes } };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    progress(`ended by ${signal}`);
    process.exit(EXIT.red);
  });
}

try {
  // The guard of the local services ends processes that a scenario left running because its time was up.
  process.exit(await main(parseOptions()));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(EXIT.failed);
}
