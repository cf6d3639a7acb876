import { join } from 'node:path';

import type { CrashPlan } from '#libs/kernel';
import type { ManagedProcess, ProcessExit } from '#libs/local-services';

import type { History } from './history.js';
import type { AppPlan } from './plan.js';
import { startProgram, untilHealthy } from './program.js';

/** The programs to run, and where their logs and events go. */
export interface AppSurroundings {
  /** Folder of the compiled code: `dist`, or a copy of it. */
  readonly dist: string;
  readonly logFolder: string;
  readonly history: History;
  /** Options of Node itself for a process of this name. */
  readonly nodeOptions?: (name: string) => readonly string[];
}

/** One app that is started, killed and started again, each time with the faults that it is to meet. */
export class AppProcess {
  private process: ManagedProcess | undefined;

  constructor(readonly plan: AppPlan, private readonly surroundings: AppSurroundings) {}

  get name(): string {
    return this.plan.name;
  }

  get url(): string {
    return `http://127.0.0.1:${this.plan.port}`;
  }

  get running(): boolean {
    return this.process?.running === true;
  }

  /** 0 while it does not run. */
  get pid(): number {
    return this.running ? (this.process?.pid ?? 0) : 0;
  }

  /** Starts the process and does not wait for it. */
  async start(faults: readonly CrashPlan[] = []): Promise<ManagedProcess> {
    this.process = await this.run('main', this.plan.settings, faults);
    return this.process;
  }

  /** Ready with no component degraded, or (`live`) at least answering. */
  async ready(live = false): Promise<void> {
    if (this.process === undefined) throw new Error(`${this.name} was not started`);
    await untilHealthy(this.process, this.url, live);
  }

  async migrate(faults: readonly CrashPlan[] = []): Promise<ProcessExit> {
    const child = await this.run('migrate', { ...this.plan.settings, ...this.plan.migration }, faults);
    return child.exited;
  }

  /** The points at which this process has met its fault so far, by its own log. */
  faultsMet(): ReadonlySet<string> {
    const lines = this.process?.lines() ?? [];
    return new Set(lines.flatMap((line) => /^test fault: \S+ at ([a-z.-]+), passage/.exec(line)?.[1] ?? []));
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.process?.kill(signal);
    if (this.running && signal !== 'SIGKILL') this.surroundings.history.note(this.name, `was sent ${signal}`);
  }

  /** Kills the process and waits for its end. */
  async crash(): Promise<void> {
    this.kill();
    await this.process?.exited;
  }

  /** Sends SIGTERM and waits for the end. */
  async stop(): Promise<ProcessExit | undefined> {
    // A paused process cannot end in order.
    this.process?.kill('SIGCONT');
    return this.process?.stop();
  }

  private async run(program: 'main' | 'migrate', settings: Readonly<Record<string, string>>, faults: readonly CrashPlan[]): Promise<ManagedProcess> {
    const { dist, logFolder, nodeOptions } = this.surroundings;
    const isMain = program === 'main';
    const child = await startProgram({
      name: isMain ? this.name : `migrate ${this.name}`,
      file: join(dist, 'apps', this.plan.app, 'src', `${program}.js`),
      nodeOptions: isMain ? (nodeOptions?.(this.name) ?? []) : [],
      environment: { ...settings, ...(faults.length > 0 && { EXCHANGE_MODE: 'test', EXCHANGE_TEST_FAULTS: faultsText(faults) }) },
      logFolder,
    });
    void this.noteEnd(child, isMain);
    return child;
  }

  private async noteEnd(child: ManagedProcess, always: boolean): Promise<void> {
    const exit = await child.exited;
    if (always || exit.code !== 0) this.surroundings.history.note(child.name, describeEnd(exit, child.lines()));
  }
}

function describeEnd({ code, signal }: ProcessExit, lines: readonly string[]): string {
  const point = signal === 'SIGKILL' ? lines.findLast((line) => line.startsWith('test fault: kill at ')) : undefined;
  return `ended with ${signal ?? code}${point === undefined ? '' : ` (${point.slice('test fault: '.length)})`}`;
}

/** Text of `EXCHANGE_TEST_FAULTS`. */
function faultsText(plans: readonly CrashPlan[]): string {
  return plans.map(({ point, nth, action }) => `${point}@${nth}=${action.kind === 'delay' ? `delay:${action.ms}` : action.kind}`).join(',');
}
