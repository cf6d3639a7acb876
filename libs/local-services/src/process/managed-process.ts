import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { success, type Outcome } from '#libs/kernel';
import { problem, stoppedWhileStarting, type LocalServiceProblem } from '../problem.js';
import { guardChild, releaseChild } from './guard.js';
import { sendSignal } from './identity.js';

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** True when `stop()` or `kill()` was called. A supervisor reports every other exit. */
  readonly expected: boolean;
}

export interface ManagedProcessOptions {
  /** The name in messages: "Kafka", "referral-publisher". */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /**
   * The whole environment of the child; nothing is added. `inherited` is for tools that need the person's own
   * environment.
   */
  readonly environment: Readonly<Record<string, string>> | 'inherited';
  /** The child itself appends stdout and stderr to this file, so no line is lost when this process dies. */
  readonly logFile: string;
  /** The account of the child. Only root may set it. */
  readonly account?: { readonly uid: number; readonly gid: number };
  /** The signal that stops the child in order. Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** Milliseconds between the stop signal and SIGKILL. Default 10,000. */
  readonly stopTimeoutMs?: number;
  readonly onExit?: (exit: ProcessExit) => void;
}

interface ReadyOptions {
  /** Milliseconds before the wait fails. */
  readonly timeoutMs: number;
  /** Milliseconds between two checks. Default 50. */
  readonly intervalMs?: number;
  /** Aborting it ends the wait with STOPPED, for example after Ctrl-C. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A child process that is watched until it ends. It has its own process group, so a Ctrl-C in the terminal reaches only
 * the supervisor, which then stops its children in order. When the supervisor itself dies, even by `kill -9`, the guard
 * (guard.ts) stops the child instead.
 */
export class ManagedProcess {
  readonly name: string;
  readonly logFile: string;
  readonly pid: number;
  readonly exited: Promise<ProcessExit>;
  private readonly stopSignal: NodeJS.Signals;
  private readonly stopTimeoutMs: number;
  private ended: ProcessExit | undefined;
  private asked = false;

  private constructor(child: ChildProcess, pid: number, private readonly logStart: number, options: ManagedProcessOptions) {
    this.name = options.name;
    this.logFile = options.logFile;
    this.pid = pid;
    this.stopSignal = options.stopSignal ?? 'SIGTERM';
    this.stopTimeoutMs = options.stopTimeoutMs ?? 10_000;
    guardChild(pid, this.stopSignal);
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        // Ends the processes that the child left in its group.
        sendSignal(-pid, 'SIGKILL');
        releaseChild(pid);
        this.ended = { code, signal, expected: this.asked };
        resolve(this.ended);
        options.onExit?.(this.ended);
      });
    });
  }

  /** Starts the program. A program that cannot be started (missing, not executable) is an outcome. */
  static async start(options: ManagedProcessOptions): Promise<Outcome<ManagedProcess, LocalServiceProblem>> {
    mkdirSync(dirname(options.logFile), { recursive: true });
    rollLog(options.logFile);
    const log = openSync(options.logFile, 'a');
    const logStart = fstatSync(log).size;
    try {
      const child = spawn(options.command, [...options.args], {
        stdio: ['ignore', log, log],
        detached: true,
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...options.account,
        ...(options.environment === 'inherited' ? {} : { env: { ...options.environment } }),
      });
      const failed = await new Promise<Error | undefined>((resolve) => {
        child.once('spawn', () => resolve(undefined));
        child.once('error', resolve);
      });
      if (failed !== undefined || child.pid === undefined) {
        return problem(
          'START_FAILED',
          `${options.name} could not be started: ${failed?.message ?? 'no process id'}.`,
          `Check that ${options.command} exists and may be executed.`,
        );
      }
      return success(new ManagedProcess(child, child.pid, logStart, options));
    } finally {
      closeSync(log);
    }
  }

  get running(): boolean {
    return this.ended === undefined;
  }

  /** How the process ended; undefined while it runs. */
  get exit(): ProcessExit | undefined {
    return this.ended;
  }

  /** Repeats `check` until it returns true, the process ends, or the time is up. The process is left as it is. */
  async waitUntilReady(check: () => boolean | Promise<boolean>, options: ReadyOptions): Promise<Outcome<void, LocalServiceProblem>> {
    const deadline = Date.now() + options.timeoutMs;
    for (;;) {
      if (this.ended !== undefined) return this.endedTooSoon(this.ended);
      if (options.signal?.aborted === true) return stoppedWhileStarting(this.name);
      if (await check()) return success(undefined);
      if (Date.now() > deadline) {
        const seconds = Math.round(options.timeoutMs / 1000);
        return problem('NOT_READY', `${this.name} did not become ready within ${seconds} s.`, `Look into ${this.logFile}.`);
      }
      await new Promise((resolve) => setTimeout(resolve, options.intervalMs ?? 50));
    }
  }

  /** Waits for a tool that runs to its end. Stops it when the time is up or `signal` fires. */
  async waitUntilEnded(options: ReadyOptions): Promise<Outcome<ProcessExit, LocalServiceProblem>> {
    await this.waitUntilReady(() => !this.running, options);
    if (this.ended !== undefined) return success(this.ended);
    await this.stop();
    if (options.signal?.aborted === true) return stoppedWhileStarting(this.name);
    return problem('NOT_READY', `${this.name} did not end within ${Math.round(options.timeoutMs / 1000)} s.`, 'Try again.');
  }

  /** Resolves with the first log line that matches. It reads the log, so lines written before the call count as well. */
  async waitForLine(pattern: RegExp, options: ReadyOptions): Promise<Outcome<string, LocalServiceProblem>> {
    let found = '';
    const ready = await this.waitUntilReady(() => {
      const line = this.lines().find((candidate) => pattern.test(candidate));
      found = line ?? '';
      return line !== undefined;
    }, options);
    return ready.ok ? success(found) : ready;
  }

  /** Complete lines that this process has written so far; those of earlier processes in the same file are left out. */
  lines(): string[] {
    return readFileSync(this.logFile).subarray(this.logStart).toString('utf8').split('\n').slice(0, -1);
  }

  /** Sends the stop signal, then SIGKILL to the whole group after the deadline. Safe to call twice. */
  async stop(): Promise<ProcessExit> {
    if (this.ended !== undefined) return this.ended;
    this.asked = true;
    sendSignal(this.pid, this.stopSignal);
    const timer = setTimeout(() => sendSignal(-this.pid, 'SIGKILL'), this.stopTimeoutMs);
    try {
      return await this.exited;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Sends a signal without waiting. `exited` resolves when the process is gone. For fault tests. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.ended !== undefined) return;
    this.asked = true;
    sendSignal(this.pid, signal);
  }

  private endedTooSoon(exit: ProcessExit): { readonly ok: false; readonly error: LocalServiceProblem } {
    const how = exit.signal === null ? `with code ${exit.code}` : `by signal ${exit.signal}`;
    return problem('START_FAILED', `${this.name} ended ${how} before it was ready.`, `Look into ${this.logFile}.`);
  }
}

const LOG_LIMIT_BYTES = 5 * 1024 * 1024;

/** Keeps one older log. It runs at a start only, because the child holds the file open while it runs. */
function rollLog(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
}
