import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

// Linux only: read from /proc, whose times are in hundredths of a second (USER_HZ is 100 on every Linux).
const TICK_MS = 10;

/** A process that is measured; a group is one whose children do the work, as PostgreSQL's do. */
export interface Measured {
  readonly name: string;
  readonly pid: number;
  readonly group?: boolean;
}

/** CPU time in milliseconds since the start of the process; of a group with the children that have ended. */
export function cpuMsOf({ pid, group }: Measured): number {
  const own = timesOf(pid);
  if (group !== true) return own.self;
  return own.self + own.endedChildren + childrenOf(pid).reduce((sum, child) => sum + timesOf(child).self, 0);
}

/** CPU time in milliseconds that all programs of the machine have used since it started. */
export function machineCpuMs(): number {
  const [user = 0, nice = 0, system = 0, , , hardware = 0, software = 0] = (readOr('/proc/stat').split('\n')[0] ?? '').split(/\s+/).slice(1).map(Number);
  return (user + nice + system + hardware + software) * TICK_MS;
}

/** Memory in MiB. Of a group the proportional share of each, since its processes share their buffers. */
export function residentMbOf({ pid, group }: Measured): number {
  const kib = group === true
    ? [pid, ...childrenOf(pid)].reduce((sum, each) => sum + fieldOf(`/proc/${each}/smaps_rollup`, 'Pss'), 0)
    : fieldOf(`/proc/${pid}/status`, 'VmRSS');
  return kib / 1024;
}

/** The largest memory of a single process since its start, in MiB. */
export function peakMbOf({ pid }: Measured): number {
  return fieldOf(`/proc/${pid}/status`, 'VmHWM') / 1024;
}

/** Bytes of all topics, without index files, because Kafka sets those up in advance. */
export function topicBytes(kafkaFolder: string): number {
  return readdirSync(kafkaFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log') && !name.includes('__cluster_metadata') && !name.startsWith('log/'))
    .reduce((sum, name) => sum + (statSync(join(kafkaFolder, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

function timesOf(pid: number): { readonly self: number; readonly endedChildren: number } {
  const text = readOr(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
  const at = (index: number): number => (fields[index] ?? 0) * TICK_MS;
  return { self: at(11) + at(12), endedChildren: at(13) + at(14) };
}

function childrenOf(pid: number): readonly number[] {
  return readOr(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
}

function fieldOf(file: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readOr(file))?.[1] ?? 0);
}

/** Empty when the process has ended meanwhile. */
function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
