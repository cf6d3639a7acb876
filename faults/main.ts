import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { keepFolder } from '#libs/local-services';
import { makeTemporaryFolder } from '#libs/testing';

import { findBreak } from './control/breaks.js';
import { HELP, parseOptions, type Options } from './options.js';
import { isGreen, renderExplanations, renderTable, toJson, verdict, type Result } from './report.js';
import { SCENARIOS } from './scenarios/index.js';
import type { Context, Scenario } from './scenarios/scenario.js';
import { Product } from './environment/product.js';

const EXIT = { green: 0, red: 1, usage: 2 } as const;
const started = performance.now();

function progress(line: string): void {
  const seconds = String(Math.round((performance.now() - started) / 1_000)).padStart(5);
  process.stderr.write(`${seconds} s  ${line}\n`);
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return EXIT.green;
  }
  const chosen = choose(options.only);
  if (options.list) {
    for (const { name, aim, control } of chosen) process.stdout.write(`${name.padEnd(24)}${aim}\n${' '.repeat(24)}control: --break ${control}\n`);
    return EXIT.green;
  }
  const folder = makeTemporaryFolder('faults');
  const results = await runAll(chosen, options, folder.path);
  const isAllGreen = results.every((result) => isGreen(result));
  process.stdout.write(`${renderTable(results)}\n${renderExplanations(results)}`);
  if (isAllGreen && !options.keep) folder.remove();
  else progress(`data and logs are kept in ${folder.path}`);
  return isAllGreen ? EXIT.green : EXIT.red;
}

async function runAll(scenarios: readonly Scenario[], options: Options, folder: string): Promise<readonly Result[]> {
  const broken = options.breakName === undefined ? undefined : findBreak(options.breakName);
  if (broken !== undefined) progress(`running a product that is broken on purpose: ${broken.wrong}`);
  // Without this the folder would go with this process, even with --keep.
  if (options.keep) keepFolder(folder);
  const product = Product.copyTo(folder, broken);
  const deadline = started + options.minutes * 60_000;
  const results: Result[] = [];
  for (const scenario of scenarios) {
    results.push(await runOne(scenario, options, product, folder, deadline));
    writeResults(results, options);
  }
  return results;
}

async function runOne(scenario: Scenario, options: Options, product: Product, folder: string, deadline: number): Promise<Result> {
  const skipped = scenario.impossible?.();
  if (skipped !== undefined) return { scenario, seconds: 0, explanation: [], skipped };
  const leftMs = deadline - performance.now();
  if (leftMs <= 0) return { scenario, seconds: 0, explanation: [], broken: 'not run: the time was up' };
  const began = performance.now();
  const undo: (() => Promise<void>)[] = [];
  const own = join(folder, scenario.name);
  mkdirSync(own, { recursive: true, mode: 0o711 });
  const explanation: string[] = [];
  const context: Context = {
    options, product, folder: own, progress: (line) => progress(`${scenario.name}: ${line}`), cleanUp: (step) => undo.push(step),
    explained: (lines) => explanation.push(...lines),
  };
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('stopped: the time was up')), leftMs);
  });
  const result = await Promise.race([scenario.run(context), timeUp]).then(
    (outcome) => ({ outcome }),
    (error: unknown) => ({ broken: error instanceof Error ? error.message : 'an unknown error' }),
  );
  clearTimeout(timer);
  for (const step of undo.toReversed()) await step().catch(() => undefined);
  const ended: Result = { scenario, explanation, ...result, seconds: (performance.now() - began) / 1_000 };
  progress(`${scenario.name}: ${verdict(ended)} after ${Math.round(ended.seconds)} s`);
  if (!isGreen(ended)) return keepEvidence(ended, folder, own);
  if (!options.keep) rmSync(own, { recursive: true, force: true, maxRetries: 3 });
  return ended;
}

/** Keeps data and logs of a red scenario beyond the end of this process, with the explanation beside them. */
function keepEvidence(result: Result, folder: string, own: string): Result {
  keepFolder(folder);
  writeFileSync(join(own, 'explanation.txt'), renderExplanations([result]));
  const kept = { ...result, kept: { folder: own, bytes: bytesOnDisk(own) } };
  progress(`${result.scenario.name}: data and logs are kept in ${own}`);
  return kept;
}

/** Sparse files, of which Kafka makes many, count with the space they take. */
function bytesOnDisk(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map((entry) => lstatSync(join(entry.parentPath, entry.name)).blocks * 512)
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** After each scenario, so that nothing measured is lost should the programme itself be ended. */
function writeResults(results: readonly Result[], { json, breakName }: Options): void {
  if (json !== undefined) writeFileSync(json, toJson(results, breakName));
}

function choose(only: readonly string[]): readonly Scenario[] {
  for (const name of only) {
    if (!SCENARIOS.some((scenario) => scenario.name === name)) {
      throw new Error(`there is no scenario "${name}"; --list shows them`);
    }
  }
  return only.length === 0 ? SCENARIOS : SCENARIOS.filter(({ name }) => only.includes(name));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    progress(`ended by ${signal}`);
    process.exit(EXIT.red);
  });
}

try {
  // The guard of the local services ends processes that a scenario left running because its time was up.
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(EXIT.usage);
}
