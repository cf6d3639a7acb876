import { join } from 'node:path';

import { childEnvironment } from '#libs/config';
import { failure, success, type Outcome } from '#libs/kernel';
import { ManagedProcess, type LocalServiceProblem, type ProcessExit } from '#libs/local-services';

import type { PlannedApp } from './plan.js';
import { compiledProgram } from './repository.js';

const MIGRATE_TIMEOUT_MS = 120_000;
const READY_TIMEOUT_MS = 90_000;
/** Longer than an app's own shutdown deadline: it is given the time to end by itself. */
const STOP_TIMEOUT_MS = 30_000;
/** An app that ends by itself this soon after its start is broken, and starting it again and again helps nobody. */
const TOO_SOON_MS = 5_000;
const MOST_QUICK_RESTARTS = 3;

/** Runs an app's migrate program to its end. */
export async function migrate(app: PlannedApp, logDir: string, signal: AbortSignal): Promise<Outcome<void, LocalServiceProblem>> {
  const logFile = join(logDir, 'migrate.log');
  const started = await ManagedProcess.start({
    name: `migrate ${app.name}`,
    command: process.execPath,
    args: [compiledProgram(app.app, 'migrate')],
    environment: childEnvironment({ ...app.environment, ...app.migration }),
    logFile,
  });
  if (!started.ok) return started;
  const ended = await started.value.waitUntilEnded({ timeoutMs: MIGRATE_TIMEOUT_MS, signal });
  if (!ended.ok) return ended;
  if (ended.value.code === 0) return success(undefined);
  return failure({
    code: 'START_FAILED',
    message: `The database of ${app.name} could not be brought up to date (exit code ${ended.value.code}).`,
    remedy: `Look into ${logFile}.`,
  });
}

/** One app, kept running: when it ends although nobody asked it to, it is started again. */
export class SupervisedApp {
  private process: ManagedProcess | undefined;
  private stopping = false;
  private startedAt = 0;
  private quickEnds = 0;

  constructor(
    readonly plan: PlannedApp,
    private readonly logDir: string,
    private readonly report: (line: string) => void,
    private readonly onChange: () => void,
  ) {}

  get pid(): number | undefined {
    return this.process?.running === true ? this.process.pid : undefined;
  }

  async start(): Promise<Outcome<void, LocalServiceProblem>> {
    this.startedAt = performance.now();
    const started = await ManagedProcess.start({
      name: this.plan.name,
      command: process.execPath,
      args: ['--enable-source-maps', compiledProgram(this.plan.app, 'main')],
      environment: childEnvironment(this.plan.environment),
      logFile: join(this.logDir, `${this.plan.name.replaceAll(' ', '.')}.log`),
      stopTimeoutMs: STOP_TIMEOUT_MS,
      onExit: (exit) => this.ended(exit),
    });
    if (!started.ok) return started;
    this.process = started.value;
    // Asked to stop while the process was being made.
    if (this.stopping) await this.process.stop();
    this.onChange();
    return success(undefined);
  }

  async untilReady(signal: AbortSignal): Promise<Outcome<void, LocalServiceProblem>> {
    const { process: child } = this;
    if (child === undefined) throw new Error(`${this.plan.name} was not started: a bug`);
    return child.waitUntilReady(() => answersReady(this.plan.url), { timeoutMs: READY_TIMEOUT_MS, intervalMs: 150, signal });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.process?.stop();
  }

  private ended({ code, signal, expected }: ProcessExit): void {
    if (expected || this.stopping) return;
    this.quickEnds = performance.now() - this.startedAt < TOO_SOON_MS ? this.quickEnds + 1 : 0;
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    if (this.quickEnds > MOST_QUICK_RESTARTS) {
      this.report(`${this.plan.name} ended ${how} again, and stays down. Look into its log in ${this.logDir}.`);
      return;
    }
    this.report(`${this.plan.name} ended ${how}; starting it again`);
    setTimeout(() => {
      if (!this.stopping) void this.start();
    }, 500 * 2 ** this.quickEnds);
  }
}

/** Ready in full: a sandbox says Ready only when nothing is degraded either. */
async function answersReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    const { status } = (await response.json()) as { readonly status?: unknown };
    return response.ok && status === 'ok';
  } catch {
    return false;
  }
}
