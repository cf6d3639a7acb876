import { spreadOf, type Spread } from '../harness/measure/statistics.js';
import type { PhaseResult } from './phase.js';
import type { Repetition } from './repetition.js';

const SERVERS = ['PostgreSQL', 'Kafka'];
const NOT_COUNTED = 'load process (not counted)';

export type Summary = ReturnType<typeof summarise>;

/** Medians over the repetitions of one variant. */
export function summarise(id: string, title: string, repetitions: readonly Repetition[]) {
  const phases = repetitions.flatMap(({ full, half }) => [full, half]);
  const sum = (value: (phase: PhaseResult) => number): number => phases.reduce((total, phase) => total + value(phase), 0);
  return {
    id, title, repetitions: repetitions.length,
    figures: figuresOf(repetitions),
    /** At the highest rate and at half of it, by process. */
    cpuFull: byProcess(repetitions.map(({ full }) => full.cpuMsPerReferral)),
    cpuHalf: byProcess(repetitions.map(({ half }) => half.cpuMsPerReferral)),
    peakMb: byProcess(repetitions.map(({ half }) => half.peakMb)),
    accepted: sum(({ accepted }) => accepted), missing: sum(({ missing }) => missing), doubled: sum(({ doubled }) => doubled),
    refused: phases.reduce<Record<string, number>>((all, { refused }) => added(all, refused), {}),
  };
}

function figuresOf(repetitions: readonly Repetition[]): Readonly<Record<string, Spread>> {
  const over = (value: (repetition: Repetition) => number): Spread => spreadOf(repetitions.map(value));
  const apps = Object.keys(repetitions[0]?.full.residentMb ?? {}).filter((name) => !SERVERS.includes(name));
  return {
    'recorded referrals/s': over(({ full }) => full.perSecond),
    'half rate: referrals/s': over(({ half }) => half.perSecond),
    'half rate: accept p50 ms': over(({ half }) => half.accept.p50),
    'half rate: accept p99 ms': over(({ half }) => half.accept.p99),
    'half rate: to recorded p50 ms': over(({ half }) => half.publishToRecorded.p50),
    'half rate: to recorded p99 ms': over(({ half }) => half.publishToRecorded.p99),
    'full rate: CPU ms apps': over(({ full }) => appsOf(full.cpuMsPerReferral)),
    'full rate: CPU ms PostgreSQL': over(({ full }) => full.cpuMsPerReferral['PostgreSQL'] ?? 0),
    'full rate: CPU ms Kafka': over(({ full }) => full.cpuMsPerReferral['Kafka'] ?? 0),
    'half rate: CPU ms apps': over(({ half }) => appsOf(half.cpuMsPerReferral)),
    'half rate: CPU ms PostgreSQL': over(({ half }) => half.cpuMsPerReferral['PostgreSQL'] ?? 0),
    'half rate: CPU ms Kafka': over(({ half }) => half.cpuMsPerReferral['Kafka'] ?? 0),
    'largest app, peak RSS MiB': over(({ half }) => Math.max(...apps.map((name) => half.peakMb[name] ?? 0))),
    'PostgreSQL, proportional MiB': over(({ half }) => half.residentMb['PostgreSQL'] ?? 0),
    'Kafka RSS MiB': over(({ half }) => half.residentMb['Kafka'] ?? 0),
    'processors kept busy by others': over(({ full, half }) => (full.processorsOfOthers + half.processorsOfOthers) / 2),
    'WAL bytes/referral': over(({ full }) => full.walBytesPerReferral),
    'Kafka bytes/referral': over(({ full }) => full.kafkaBytesPerReferral),
  };
}

function appsOf(cpu: Readonly<Record<string, number>>): number {
  return Object.entries(cpu).reduce((total, [name, ms]) => (SERVERS.includes(name) || name === NOT_COUNTED ? total : total + ms), 0);
}

function byProcess(repetitions: readonly Readonly<Record<string, number>>[]): Record<string, Spread> {
  return Object.fromEntries(Object.keys(repetitions[0] ?? {}).map((name) => [name, spreadOf(repetitions.map((each) => each[name] ?? 0))]));
}

function added(left: Readonly<Record<string, number>>, right: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...left };
  for (const [name, count] of Object.entries(right)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}
