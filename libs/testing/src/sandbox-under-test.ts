import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { APPS } from '#libs/contracts';
import { isSameProcess, ManagedProcess, portInUse, processIdentity, freePort } from '#libs/local-services';
import { makeTemporaryFolder, orFail } from './service-start.js';

export interface SandboxOptions {
  /** More arguments of the sandbox, for example `--no-demo`. */
  readonly args?: readonly string[];
  /** Settings on top of this process's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Data of an earlier sandbox; by default a temporary folder that is deleted with this one. */
  readonly dataDir?: string;
  /** Milliseconds until `Ready`. Default 150,000: a first start may have to fetch Kafka. */
  readonly readyTimeoutMs?: number;
}

/** The ports the sandbox counts from its base. */
const PORTS_FROM_BASE = 100;

/** A whole sandbox, started as a person starts it: `node dist/apps/sandbox/src/main.js --data … --port-base …`. */
export class SandboxUnderTest<Description = unknown> {
  private constructor(
    readonly dataDir: string,
    readonly portBase: number,
    /** The sandbox program itself. */
    readonly process: ManagedProcess,
    /** The line that begins with `Ready`. */
    readonly readyLine: string,
    private readonly removeData: () => void,
  ) {}

  /** Resolves once the sandbox has printed its `Ready` line; fails with its last lines when it does not get there. */
  static async start<Description = unknown>(options: SandboxOptions = {}): Promise<SandboxUnderTest<Description>> {
    const folder = options.dataDir === undefined ? makeTemporaryFolder('sandbox') : { path: options.dataDir, remove: keep };
    const portBase = await freePortBase();
    const program = join(compiledRoot(), 'apps', 'sandbox', 'src', 'main.js');
    const started = orFail(await ManagedProcess.start({
      name: 'sandbox',
      command: process.execPath,
      args: [program, '--data', folder.path, '--port-base', String(portBase), ...(options.args ?? [])],
      environment: { ...inheritedEnvironment(), ...options.environment },
      logFile: join(folder.path, 'sandbox-under-test.log'),
      stopTimeoutMs: 60_000,
    }));
    const ready = await started.waitForLine(/^Ready/, { timeoutMs: options.readyTimeoutMs ?? 150_000, intervalMs: 100 });
    if (ready.ok) return new SandboxUnderTest<Description>(folder.path, portBase, started, ready.value, () => folder.remove());
    const last = started.lines().slice(-10).join('\n');
    await started.stop();
    folder.remove();
    throw new Error(`${ready.error.message} Its last lines:\n${last}`);
  }

  /** sandbox.json as it is now: URLs, identities, brokers, database, pids. */
  description(): Description {
    return JSON.parse(readFileSync(join(this.dataDir, 'sandbox.json'), 'utf8')) as Description;
  }

  /** Every process below the sandbox, with the start time that distinguishes it from a later one of the same number (Linux). */
  family(): ProcessFamily {
    return processFamily(this.process.pid);
  }

  /** Sends SIGTERM, as a person or a service manager would. Throws if the exit code is not 0 or a process outlives it. */
  async stop(): Promise<void> {
    const family = this.family();
    const exit = await this.process.stop();
    const left = await leftOf(family);
    const log = this.process.lines().slice(-10).join('\n');
    this.removeData();
    if (exit.code !== 0) throw new Error(`The sandbox ended with code ${exit.code}, signal ${exit.signal}. Its last lines:\n${log}`);
    if (left.length > 0) throw new Error(`The sandbox left processes behind: ${left.join(', ')}.`);
  }
}

const keep = (): void => undefined;

/** The offsets of the apps, with room for six agencies. */
const APP_PORTS = APPS.flatMap(({ isPerAgency, portOffset }) => Array.from({ length: isPerAgency ? 6 : 1 }, (_, index) => portOffset + index));

/** The time that the guards of a sandbox may take to notice its end. */
const GRACE_MS = 3_000;

type ProcessFamily = ReadonlyMap<number, string>;

/** Every process below this one at the moment (Linux). */
export function processFamily(pid: number): ProcessFamily {
  return new Map(descendants(pid).map((each) => [each, processIdentity(each) ?? '']));
}

/**
 * The processes of a family that outlive it, each with its command. A guard ends when it notices the end of its process, so the
 * last of them may take a moment.
 */
export async function leftOf(family: ProcessFamily): Promise<readonly string[]> {
  const there = (): [number, string][] => [...family].filter(([pid, identity]) => identity !== '' && isSameProcess(pid, identity));
  for (const deadline = Date.now() + GRACE_MS; there().length > 0 && Date.now() < deadline; ) await pause(50);
  return there().map(([pid]) => `${pid} (${commandOf(pid)})`);
}

/** dist/, found upwards from this compiled file. */
function compiledRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'apps'))) folder = dirname(folder);
  return folder;
}

/** A port base whose ports are free, so far as checked: those of the apps, PostgreSQL and Kafka. */
async function freePortBase(): Promise<number> {
  for (;;) {
    const base = (await freePort()) - PORTS_FROM_BASE;
    const busy = await Promise.all([...APP_PORTS, 90, 91, 92, 98, 99].map((offset) => portInUse(base + offset)));
    if (!busy.includes(true)) return base;
  }
}

/** The environment of a person's shell; the test run's own keys are not part of it. */
function inheritedEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG', 'JAVA_HOME', 'XDG_CACHE_HOME', 'TMPDIR', 'http_proxy', 'https_proxy', 'no_proxy', 'MAVEN_OPTS'];
  const all = process.env;
  return Object.fromEntries(names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}

function descendants(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendants(child)]);
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'gone';
  }
}
