import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { LATE } from '../../harness/load/example.js';
import { Ledger } from '../../harness/load/ledger.js';
import { sendReferrals, type SenderOptions } from '../../harness/load/sender.js';
import { startAll, type Environment, type EnvironmentOptions } from '../environment/environment.js';
import { practise } from '../environment/practitioners.js';
import { explain } from '../explain/explain.js';
import { describeClass, type FindingClass } from '../oracle/finding.js';
import type { Judgement } from '../oracle/lost.js';
import { isClean, judge, type Findings } from '../oracle/oracle.js';
import { readTables } from '../oracle/tables.js';

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
  /** Folder of the compiled product. */
  readonly dist: string;
  /** Temporary, this scenario's own. */
  readonly folder: string;
  readonly progress: (line: string) => void;
  /** Runs `step` when the scenario has ended, with or without a result. */
  readonly cleanUp: (step: () => Promise<void>) => void;
  /** Takes lines that explain findings, while the environment still runs. They are printed when the scenario is red. */
  readonly explained: (lines: readonly string[]) => void;
}

export type Figures = Readonly<Record<string, number | string>>;

export interface Outcome {
  readonly runs: number;
  readonly findings: Findings;
  /** Sentences about failures beside the oracle's findings. */
  readonly failures: readonly string[];
  readonly figures: Figures;
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
export function startEnvironment({ dist, folder, cleanUp, progress }: Context, options: Partial<EnvironmentOptions> = {}): Promise<Environment> {
  progress('starting PostgreSQL, Kafka and the apps');
  return startAll({ folder: join(folder, 'environment'), dist, ...options }, cleanUp);
}

type LoadOptions = Partial<SenderOptions> & { readonly redirects?: boolean };

/** Referrals and steps keep coming at a modest rate during `work`, so that the broken part fails and not the machine. */
export async function underSteadyLoad({ exchange, agencies }: Environment, work: (ledger: Ledger) => Promise<void>, options: LoadOptions = {}): Promise<Ledger> {
  const ledger = new Ledger();
  let isDone = false;
  const isOver = (): boolean => isDone;
  const urls = () => exchange.referralUrls();
  const load = Promise.all([
    sendReferrals(ledger, { urls, referral: LATE, perSecond: 10, tickMs: 100, owedMs: 1_000, cases: 20, requestTimeoutMs: 10_000, isOver, ...options }),
    practise(exchange, agencies, ledger, { redirects: options.redirects === true, isOver }),
  ]);
  try {
    await work(ledger);
  } finally {
    isDone = true;
    await load;
  }
  return ledger;
}

/** Breaks something under steady load and waits for everything to arrive. `breakIt` returns how often it broke something. */
export async function breakUnderLoad(
  context: Context, environment: Environment, breakIt: (ledger: Ledger) => Promise<number>, options: LoadOptions & Judgement = {},
) {
  let runs = 0;
  const ledger = await underSteadyLoad(environment, async (promises) => {
    runs = await breakIt(promises);
  }, options);
  return { runs, ledger, ...(await untilArrived(context, environment, ledger, { poisonIsQuarantined: options.poisonIsQuarantined === true })) };
}

/** Longer than any wait of the exchange before a new attempt: rows that have not moved for so long do not move any more. */
const STANDSTILL_MS = 45_000;

/**
 * Waits until everything has arrived everywhere, or nothing moves any more, or the time is up. Explains the findings that there
 * are then.
 */
export async function untilArrived(
  context: Context, environment: Environment, ledger: Ledger, { timeoutMs = 120_000, ...judgement }: Judgement & { readonly timeoutMs?: number } = {},
): Promise<{ readonly findings: Findings; readonly figures: Figures }> {
  context.progress('waiting for everything to arrive');
  const findings = await findingsAtRest(environment, ledger, timeoutMs, judgement);
  if (!isClean(findings)) await explainClasses(context, environment, ledger, findings.classes);
  const statuses = [...ledger.countStatuses()].map(([status, count]) => [`status ${status === 0 ? 'none' : status}`, count]);
  return { findings, figures: { ...acceptFigures(ledger), ...Object.fromEntries(statuses) } };
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

/**
 * The longest wait of an accepted request, in milliseconds. The publisher accepts a referral when it expects a wait of at most 2 s.
 * docs/reliability.md gives the reason for the difference.
 */
const LONGEST_WAIT_MS = 5_000;

/** A sentence when a request that was accepted between two moments waited for too long. */
export function waitFailures(ledger: Ledger, from?: number, to?: number): string[] {
  const { max } = ledger.acceptLatency(from, to);
  return failuresIf([max > LONGEST_WAIT_MS, `an accepted request waited ${Math.round(max)} ms, and the limit is ${LONGEST_WAIT_MS} ms`]);
}

/** p50, p99 and the longest wait of the requests that were accepted between two moments, in milliseconds. */
export function acceptFigures(ledger: Ledger, from?: number, to?: number): Record<string, number> {
  const { p50, p99, max } = ledger.acceptLatency(from, to);
  return { 'accept p50 ms': rounded(p50), 'accept p99 ms': rounded(p99), 'longest wait of an accepted request ms': rounded(max) };
}

export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

export function abandonedFailures({ abandoned }: Ledger, thing: string): string[] {
  return failuresIf([abandoned.length > 0, `${abandoned.length} referrals were never accepted although the ${thing} came back`]);
}

/** The sentences whose condition holds. */
export function failuresIf(...failures: readonly (readonly [condition: boolean, sentence: string])[]): string[] {
  return failures.flatMap(([condition, sentence]) => (condition ? [sentence] : []));
}

/** Random numbers from 0 to 1 that depend on the seed alone. */
export function seeded(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

export { pause };
