import { clockOffsetMs, isAtLeastVersion } from '#libs/kernel';
import { freeDiskBytes, readManifest, repositoryRoot } from '#libs/local-services';

import { CommandFailed } from '../command/command-failed.js';
import type { Session } from '../command/session.js';
import { partsOf } from '../sandbox/sandbox-control.js';
import { movedClock } from '../terminal/moved-clock.js';
import { fail, note, ok, warn, type CheckResult } from './check.js';

const GIB = 1024 ** 3;
/** Kafka and PostgreSQL end abruptly on a full disk, with messages that do not name the disk. */
const TOO_LITTLE_GIB = 1;
const LITTLE_GIB = 5;

export function checkNode(version: string = process.versions.node, minimum: string = readManifest().nodeMinimum): CheckResult {
  if (isAtLeastVersion(version, minimum)) return ok('Node.js', version);
  return fail('Node.js', `${version} is too old: install ${minimum} or later.`);
}

export async function checkSandbox(session: Session): Promise<CheckResult> {
  const { sandbox, passedOver } = session;
  if (session.options.sandbox === false) return ok('sandbox', 'not looked for');
  if (sandbox === undefined && passedOver.length > 0) return warn('sandbox', passedOver.join(' '));
  if (sandbox === undefined) return ok('sandbox', 'none is running; looking at what options and environment name');
  if (!sandbox.ready) return warn('sandbox', `${sandbox.file} is still starting: what follows may change.`);
  try {
    const stopped = (await partsOf(session)).parts.filter(({ state }) => state !== 'running').map(({ id }) => id);
    if (stopped.length > 0) return warn('sandbox', `${sandbox.file} runs without ${stopped.join(', ')}. See: exchange sandbox status`);
    return ok('sandbox', `${sandbox.file} (process ${sandbox.pid})`);
  } catch (error) {
    if (error instanceof CommandFailed) return fail('sandbox', error.firstLine);
    throw error;
  }
}

/** Nothing where no clock is moved, which is the rule. */
export function* checkClock({ output }: Session, offsetMs: number = clockOffsetMs()): Generator<CheckResult, void, undefined> {
  const moved = movedClock(offsetMs, output.layout.times);
  if (moved !== undefined) yield note('clock', moved);
}

export function checkDisk({ sandbox }: Session): CheckResult {
  const folder = sandbox?.dataDir ?? repositoryRoot;
  const free = freeDiskBytes(folder) / GIB;
  const detail = `${free.toFixed(1)} GiB free where ${folder} is`;
  if (free < TOO_LITTLE_GIB) return fail('disk', `${detail}: free some space at once.`);
  return free < LITTLE_GIB ? warn('disk', `${detail}: little.`) : ok('disk', detail);
}
