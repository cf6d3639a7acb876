import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { explain } from '../explain/explain.js';
import { Ledger, percentile } from '../load/submissions.js';
import type { Judgement } from '../oracle/lost.js';
import { isClean, judge, type Findings } from '../oracle/oracle.js';
import { describeClass, type FindingClass } from '../oracle/finding.js';
import { readTables } from '../oracle/tables.js';
import type { Product } from '../environment/product.js';
import { Environment, type EnvironmentOptions } from '../environment/environment.js';

export interface ProgrammeOptions {
  readonly quick: boolean;
  readonly seeds: number;
  /** Glob over `<process> <point>`. */
  readonly points: string;
  readonly backlog: number;
  /** How long the scenario `load` lasts. */
  readonly loadSeconds: number;
  readonly burstSeconds: number;
}

export interface Context {
  readonly options: ProgrammeOptions;
  readonly product: Product;
  /** Temporary, this scenario's own. */
  readonly folder: string;
  readonly progress: (line: string) => void;
  /** Runs `undo` when the scenario has ended, with or without a result. */
  readonly cleanUp: (undo: () => Promise<void>) => void;
  /** Takes lines that explain findings, while the environment still runs. They are printed when the scenario is red. */
  readonly explained: (lines: readonly string[]) => void;
}

export interface Outcome {
  readonly runs: number;
  readonly findings: Findings;
  /** Sentences about failures beside the oracle's findings. */
  readonly failures: readonly string[];
  readonly figures: Readonly<Record<string, number | string>>;
  readonly details?: unknown;
}

export interface Scenario {
  readonly name: string;
  readonly aim: string;
  /** The break that has to make it red, with the options it needs. */
  readonly control: string;
  /** Why it cannot run on this machine, if it cannot. */
  readonly impossible?: () => string | undefined;
  readonly run: (context: Context) => Promise<Outcome>;
}

/** An environment that ends with its scenario. */
export async function startEnvironment({ product, folder, cleanUp, progress }: Context, options: Partial<EnvironmentOptions> = {}): Promise<Environment> {
  progress('starting PostgreSQL, Kafka and the apps');
  const environment = await Environment.start({ folder: join(folder, 'environment'), product, ...options });
  cleanUp(() => environment.stop());
  return environment;
}

/** Longer than anything in the exchange waits before it tries again: rows that have not moved for so long do not move any more. */
const STANDSTILL_MS = 45_000;

/**
 * Waits until everything has arrived everywhere, or nothing moves any more, or until the time is up. Explains the findings
 * that there are then.
 */
export async function untilArrived(
  context: Context, environment: Environment, ledger: Ledger, timeoutMs: number, judgement: Judgement = {},
): Promise<Findings> {
  const findings = await findingsAtRest(environment, ledger, timeoutMs, judgement);
  if (!isClean(findings)) await explainClasses(context, environment, ledger, findings.classes);
  return findings;
}

export async function explainClasses({ progress, explained }: Context, environment: Environment, ledger: Ledger, classes: readonly FindingClass[]): Promise<void> {
  progress(`explaining ${classes.map((each) => describeClass(each)).join('; ')}`);
  explained(await explain(environment, ledger, classes));
}

async function findingsAtRest(environment: Environment, ledger: Ledger, timeoutMs: number, judgement: Judgement): Promise<Findings> {
  const deadline = Date.now() + timeoutMs;
  let last = '';
  let movedAt = Date.now();
  for (;;) {
    const findings = await readTables(environment.postgres.url, environment.agencies).then((tables) => judge(ledger, tables, judgement), () => undefined);
    if (findings !== undefined && isClean(findings)) return findings;
    const now = JSON.stringify({ ...findings, classes: [] });
    if (now !== last) movedAt = Date.now();
    last = now;
    if (Date.now() > deadline || Date.now() - movedAt > STANDSTILL_MS) {
      if (findings === undefined) throw new Error('the oracle could not read the databases');
      return findings;
    }
    await pause(1_500);
  }
}

/** p50, p99 and the longest wait of the requests that were accepted between two moments, in milliseconds. */
export function acceptFigures(ledger: Ledger, from?: number, to?: number): Record<string, number> {
  const sorted = ledger.latencies(from, to);
  return { 'accept p50 ms': round(percentile(sorted, 0.5)), 'accept p99 ms': round(percentile(sorted, 0.99)), 'longest wait of an accepted request ms': round(sorted.at(-1) ?? 0) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A small generator of its own, so that a seed says all about a run. */
export function seeded(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

export { pause };
