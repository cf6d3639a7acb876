import { join } from 'node:path';

import { childEnvironment } from '#libs/config';
import { failure, success, type Outcome } from '#libs/kernel';
import { appProgram, ManagedProcess, type LocalServiceProblem, type ProcessExit } from '#libs/local-services';

import type { PlannedApp } from './plan.js';

const READY_TIMEOUT_MS = 90_000;
/** Longer than an app's own shutdown deadline, so that the app has time to end by itself. */
const STOP_TIMEOUT_MS = 30_000;
/** An app that ends by itself this soon after its start is broken, so further starts are useless. */
const TOO_SOON_MS = 5_000;
const MOST_QUICK_RESTARTS = 3;

export interface AppSurroundings {
  readonly logDir: string;
  readonly report: (line: string) => void;
  /** Called when the process id has changed. */
  readonly onChange: () => void;
}

/** One app. After it was ready once it is kept running: when it ends without a request to stop, it is started again. */
export class SupervisedApp {
  private process: ManagedProcess | undefined;
  private starting: Promise<Outcome<void, LocalServiceProblem>> | undefined;
  private restart: NodeJS.Timeout | undefined;
  private supervised = false;
  private stopping = false;
  private startedAt = 0;
  private quickEnds = 0;

  constructor(readonly plan: PlannedApp, private readonly around: AppSurroundings) {}

  get pid(): number | undefined {
    return this.process?.running === true ? this.process.pid : undefined;
  }

  /** Starts the app and waits until it is fully ready. Fails with the app's own last message when it ends instead. */
  async start(signal: AbortSignal, isEnough: 'ready' | 'answers' = 'ready'): Promise<Outcome<void, LocalServiceProblem>> {
    const launched = await this.launch();
    const child = this.process;
    if (!launched.ok || child === undefined) return launched;
    const ready = await child.waitUntilReady(() => healthAnswer(this.plan.url, isEnough), { timeoutMs: READY_TIMEOUT_MS, intervalMs: 150, signal });
    if (!ready.ok) return child.running ? ready : endedTooSoon(this.plan.name, child);
    this.supervised = true;
    return ready;
  }

  /**
   * Starts the app after {@link stop}, and supervises it again.
   *
   * @param isEnough accepts an answer of the app before it is fully ready, for a time when another part is stopped.
   */
  async startAgain(isEnough: 'ready' | 'answers', signal: AbortSignal): Promise<Outcome<void, LocalServiceProblem>> {
    clearTimeout(this.restart);
    await this.starting;
    this.stopping = false;
    this.supervised = false;
    this.quickEnds = 0;
    const started = await this.start(signal, isEnough);
    if (!started.ok) await this.stop();
    return started;
  }

  /** Also works during a start. The app stays down. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    await this.starting;
    await this.process?.stop();
  }

  private launch(): Promise<Outcome<void, LocalServiceProblem>> {
    this.starting = this.spawn();
    return this.starting;
  }

  private async spawn(): Promise<Outcome<void, LocalServiceProblem>> {
    this.startedAt = performance.now();
    const started = await ManagedProcess.start({
      name: this.plan.name,
      command: process.execPath,
      args: [appProgram(this.plan.app, 'main')],
      environment: childEnvironment(this.plan.environment),
      logFile: join(this.around.logDir, `${this.plan.name.replaceAll(' ', '.')}.log`),
      stopTimeoutMs: STOP_TIMEOUT_MS,
      onExit: (exit) => this.ended(exit),
    });
    if (!started.ok) return started;
    this.process = started.value;
    this.around.onChange();
    return success(undefined);
  }

  private ended({ code, signal, expected }: ProcessExit): void {
    if (expected || this.stopping || !this.supervised) return;
    this.quickEnds = performance.now() - this.startedAt < TOO_SOON_MS ? this.quickEnds + 1 : 0;
    const how = signal === null ? `with code ${code}` : `by ${signal}`;
    if (this.quickEnds > MOST_QUICK_RESTARTS) {
      this.around.report(`${this.plan.name} ended ${how} again, and stays down. Look into its log in ${this.around.logDir}.`);
      return;
    }
    this.around.report(`${this.plan.name} ended ${how}; starting it again`);
    this.restart = setTimeout(() => void this.restartByItself(), 500 * 2 ** this.quickEnds);
  }

  private async restartByItself(): Promise<void> {
    const again = await this.launch();
    if (!again.ok) this.around.report(`${again.error.message} ${again.error.remedy}`);
  }
}

/** `ready`: the sandbox reports Ready only when no component is degraded. */
async function healthAnswer(url: string, isEnough: 'ready' | 'answers'): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
    const { status } = (await response.json()) as { readonly status?: unknown };
    return isEnough === 'answers' ? typeof status === 'string' : response.ok && status === 'ok';
  } catch {
    return false;
  }
}

/**
 * A program's last line of plain text, because our programs give the reason for their end in one sentence. Log lines are JSON;
 * other lines are a stack.
 */
export function lastWords(child: ManagedProcess): string {
  const line = child.lines().findLast((text) => /^[A-Za-z]/.test(text) && !text.startsWith('Node.js v'));
  return line === undefined ? '' : ` Its last line: ${line.trim().replace(/([^.])$/, '$1.')}`;
}

function endedTooSoon(name: string, child: ManagedProcess): Outcome<never, LocalServiceProblem> {
  const { code, signal } = child.exit ?? {};
  const how = typeof signal === 'string' ? `by ${signal}` : `with code ${code ?? 'unknown'}`;
  return failure({
    code: 'START_FAILED',
    message: `${name} ended ${how} before it was ready.${lastWords(child)}`,
    remedy: `Look into ${child.logFile}.`,
  });
}
