import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Ledger, percentile } from '../load/submissions.js';
import { isClean, judge, type Findings, type Judgement } from '../oracle/oracle.js';
import { readTables } from '../oracle/tables.js';
import type { Product } from '../world/product.js';
import { World, type WorldOptions } from '../world/world.js';

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
  /** Has `undo` run when the scenario has ended, however that was. */
  readonly cleanUp: (undo: () => Promise<void>) => void;
}

export interface Outcome {
  readonly runs: number;
  readonly findings: Findings;
  /** What went wrong beside the oracle's findings; sentences. */
  readonly failures: readonly string[];
  readonly figures: Readonly<Record<string, number | string>>;
  readonly details?: unknown;
}

export interface Scenario {
  readonly name: string;
  readonly aim: string;
  /** The break that has to make it red, and what else to say on the command line. */
  readonly control: string;
  /** Why it cannot run on this machine, if it cannot. */
  readonly impossible?: () => string | undefined;
  readonly run: (context: Context) => Promise<Outcome>;
}

/** A world that ends with its scenario. */
export async function startWorld({ product, folder, cleanUp, progress }: Context, options: Partial<WorldOptions> = {}): Promise<World> {
  progress('starting PostgreSQL, Kafka and the apps');
  const world = await World.start({ folder: join(folder, 'world'), product, ...options });
  cleanUp(() => world.stop());
  return world;
}

/** Longer than anything in the exchange waits before it tries again: what has not moved for so long does not move any more. */
const STANDSTILL_MS = 45_000;

/** Waits until everything has arrived everywhere, or nothing moves any more, or for so long; @returns what the oracle finds then. */
export async function settle(world: World, ledger: Ledger, timeoutMs = 90_000, judgement: Judgement = {}): Promise<Findings> {
  const deadline = Date.now() + timeoutMs;
  let last = '';
  let movedAt = Date.now();
  for (;;) {
    const findings = await readTables(world.postgres.url, world.agencies).then((tables) => judge(ledger, tables, judgement), () => undefined);
    if (findings !== undefined && isClean(findings)) return findings;
    const now = JSON.stringify({ ...findings, examples: [] });
    if (now !== last) movedAt = Date.now();
    last = now;
    if (Date.now() > deadline || Date.now() - movedAt > STANDSTILL_MS) {
      if (findings === undefined) throw new Error('the oracle could not read the databases');
      return findings;
    }
    await pause(1_500);
  }
}

/** p50, p99 and the longest of the accepted requests, in milliseconds. */
export function acceptFigures(ledger: Ledger, from?: number, to?: number): Record<string, number> {
  const sorted = ledger.latencies(from, to);
  return { 'accept p50 ms': round(percentile(sorted, 0.5)), 'accept p99 ms': round(percentile(sorted, 0.99)), 'accept max ms': round(sorted.at(-1) ?? 0) };
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
