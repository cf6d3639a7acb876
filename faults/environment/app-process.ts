import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { childEnvironment } from '#libs/config';
import type { CrashPlan } from '#libs/kernel';
import { ManagedProcess, type ProcessExit } from '#libs/local-services';

import type { History } from './history.js';
import type { Product } from './product.js';

/** One process of the exchange and its whole configuration. */
export interface AppPlan {
  /** Unique: `publisher`, `publisher-2`, `node northshire-csc`, `recorder`. */
  readonly name: string;
  readonly app: string;
  readonly port: number;
  /** Its environment variables. */
  readonly settings: Readonly<Record<string, string>>;
  /** Those that its migrate program needs besides. */
  readonly migration: Readonly<Record<string, string>>;
}

/** A limit against a start that never ends. It is no measure of speed, because the machine may be busy. */
const READY_MS = 180_000;

/** One app that is started, killed and started again, each time with the faults it is to meet. */
export class AppProcess {
  private process: ManagedProcess | undefined;

  constructor(
    readonly plan: AppPlan,
    private readonly product: Product,
    private readonly logDir: string,
    private readonly history: History,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.plan.port}`;
  }

  get running(): boolean {
    return this.process?.running === true;
  }

  /** Resident memory in bytes; undefined when it does not run. */
  get residentBytes(): number | undefined {
    if (!this.running || this.process === undefined) return undefined;
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readStatus(this.process.pid))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
  }

  /** Starts the process and does not wait for it. */
  async start(faults: readonly CrashPlan[] = []): Promise<ManagedProcess> {
    const armed = faults.length > 0 ? { EXCHANGE_MODE: 'test', EXCHANGE_TEST_FAULTS: faultsText(faults) } : {};
    this.process = await this.run('main', { ...this.plan.settings, ...armed }, `${this.plan.name.replaceAll(' ', '.')}.log`);
    return this.process;
  }

  /** Ready, with nothing degraded, or (`live`) at least answering. */
  async ready(live = false): Promise<void> {
    const { process: child } = this;
    if (child === undefined) throw new Error(`${this.plan.name} was not started`);
    const ready = await child.waitUntilReady(() => answers(this.url, live), { timeoutMs: READY_MS, intervalMs: 100 });
    if (!ready.ok) throw new Error(`${ready.error.message} ${ready.error.remedy}`);
  }

  async migrate(faults: readonly CrashPlan[] = []): Promise<ProcessExit> {
    const armed = faults.length > 0 ? { EXCHANGE_MODE: 'test', EXCHANGE_TEST_FAULTS: faultsText(faults) } : {};
    const child = await this.run('migrate', { ...this.plan.settings, ...this.plan.migration, ...armed }, `migrate.${this.plan.app}.log`);
    return child.exited;
  }

  /** The points at which this process has met its fault so far, by its own log. */
  faultsMet(): ReadonlySet<string> {
    const lines = this.process?.lines() ?? [];
    return new Set(lines.flatMap((line) => /^test fault: \S+ at ([a-z.-]+), passage/.exec(line)?.[1] ?? []));
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.process?.kill(signal);
    if (this.running && signal !== 'SIGKILL') this.history.note(this.plan.name, `was sent ${signal}`);
  }

  /** Kills it and waits until it is gone. */
  async crash(): Promise<void> {
    this.kill();
    await this.process?.exited;
  }

  /** SIGTERM, and what came of it. */
  async stop(): Promise<ProcessExit | undefined> {
    // A paused process cannot end in order.
    this.process?.kill('SIGCONT');
    return this.process?.stop();
  }

  private async run(program: 'main' | 'migrate', settings: Readonly<Record<string, string>>, log: string): Promise<ManagedProcess> {
    const started = await ManagedProcess.start({
      name: this.plan.name,
      command: process.execPath,
      args: [this.product.program(this.plan.app, program)],
      environment: childEnvironment(settings),
      logFile: join(this.logDir, log),
      stopTimeoutMs: 30_000,
    });
    if (!started.ok) throw new Error(started.error.message);
    void this.noteEnd(program, started.value);
    return started.value;
  }

  private async noteEnd(program: 'main' | 'migrate', child: ManagedProcess): Promise<void> {
    const exit = await child.exited;
    if (program === 'main') this.history.note(this.plan.name, describeEnd(exit, child.lines()));
    else if (exit.code !== 0) this.history.note(`migrate ${this.plan.name}`, describeEnd(exit, child.lines()));
  }
}

function describeEnd({ code, signal }: ProcessExit, lines: readonly string[]): string {
  const point = signal === 'SIGKILL' ? lines.findLast((line) => line.startsWith('test fault: kill at ')) : undefined;
  return `ended with ${signal ?? code}${point === undefined ? '' : ` (${point.slice('test fault: '.length)})`}`;
}

async function answers(url: string, live: boolean): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/${live ? 'live' : 'ready'}`, { signal: AbortSignal.timeout(2_000) });
    if (live) return response.ok;
    return response.ok && ((await response.json()) as { readonly status?: unknown }).status === 'ok';
  } catch {
    return false;
  }
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

/** Text of `EXCHANGE_TEST_FAULTS`. */
function faultsText(plans: readonly CrashPlan[]): string {
  return plans.map(({ point, nth, action }) => `${point}@${nth}=${action.kind === 'delay' ? `delay:${action.ms}` : action.kind}`).join(',');
}
