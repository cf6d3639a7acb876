import { setTimeout as pause } from 'node:timers/promises';

import { AGENCIES, type Receipt, type Running } from '../contestants/contestant.js';
import type { LoadPlan, LoadReport } from '../load/plan.js';
import { runLoad } from '../load/run-load.js';
import type { Servers } from '../servers.js';
import { latencyOf, type Latency } from './statistics.js';
import { cpuMsOf, machineCpuMs, peakMbOf, residentMbOf, topicBytes, type Measured } from './usage.js';

export type Load = Pick<LoadPlan, 'connections' | 'requests' | 'forMs' | 'rate'>;

export interface PhaseResult {
  readonly accepted: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Referrals with the receipts of all four agencies in the audit log. */
  readonly recorded: number;
  /** Receipts that never came; 0 in a sound run. */
  readonly missing: number;
  /** Receipts beyond one for each agency; 0 in a sound run. */
  readonly doubled: number;
  /** From the first request to the last receipt. */
  readonly seconds: number;
  readonly perSecond: number;
  /** Until the 202, from when the request was due. */
  readonly accept: Latency;
  /** Until the last of the four receipts was committed, from when the request was due. */
  readonly publishToRecorded: Latency;
  /** Milliseconds of CPU for each recorded referral, by process. */
  readonly cpuMsPerReferral: Readonly<Record<string, number>>;
  /** MiB at the end, by process; of PostgreSQL the proportional shares. */
  readonly residentMb: Readonly<Record<string, number>>;
  /** MiB at the most, by process. */
  readonly peakMb: Readonly<Record<string, number>>;
  /** Processors that programs outside the measurement kept busy meanwhile: near 0 on a machine of one's own. */
  readonly processorsOfOthers: number;
  readonly walBytesPerReferral: number;
  readonly kafkaBytesPerReferral: number;
}

/** How long receipts may take after the last request; what has not come by then is missing. */
const DRAIN_LIMIT_MS = 60_000;
const DRAIN_POLL_MS = 200;

/** One phase of load and everything that is measured around it. Its end is the last receipt, not the last answer. */
export async function measurePhase(servers: Servers, running: Running, load: Load): Promise<PhaseResult> {
  const measured: readonly Measured[] = [
    ...running.processes.map(({ name, pid }) => ({ name, pid })),
    { name: 'PostgreSQL', pid: servers.postgresPid, group: true },
    { name: 'Kafka', pid: servers.kafkaPid },
  ];
  const since = Date.now() - 1;
  const [wal, topics] = [await servers.walBytes(), topicBytes(servers.kafkaFolder)];
  const cpu = measured.map((each) => cpuMsOf(each));
  const [machine, began] = [machineCpuMs(), performance.now()];
  const report = await runLoad(servers.arena, running.target, load);
  await drained(running, since, report.accepted.length * AGENCIES.length);
  const cpuAfter = measured.map((each) => cpuMsOf(each));
  const ours = report.cpuMs + cpuAfter.reduce((sum, ms, index) => sum + ms - (cpu[index] ?? 0), 0);
  const others = (machineCpuMs() - machine - ours) / (performance.now() - began);
  const count = Math.max(1, report.accepted.length);
  const byProcess = (value: (each: Measured, index: number) => number): Record<string, number> =>
    Object.fromEntries(measured.map((each, index) => [each.name, value(each, index)]));
  return {
    ...tally(report, await running.receiptsSince(since)),
    cpuMsPerReferral: {
      ...byProcess((_, index) => ((cpuAfter[index] ?? 0) - (cpu[index] ?? 0)) / count),
      'load process (not counted)': report.cpuMs / count,
    },
    residentMb: byProcess((each) => residentMbOf(each)),
    peakMb: Object.fromEntries(measured.filter(({ group }) => group !== true).map((each) => [each.name, peakMbOf(each)])),
    processorsOfOthers: Math.max(0, others),
    walBytesPerReferral: ((await servers.walBytes()) - wal) / count,
    kafkaBytesPerReferral: (topicBytes(servers.kafkaFolder) - topics) / count,
  };
}

async function drained(running: Running, since: number, expected: number): Promise<void> {
  const deadline = Date.now() + DRAIN_LIMIT_MS;
  while (Date.now() < deadline && (await running.countSince(since)) < expected) await pause(DRAIN_POLL_MS);
}

type Tally = Omit<
  PhaseResult,
  'cpuMsPerReferral' | 'residentMb' | 'peakMb' | 'processorsOfOthers' | 'walBytesPerReferral' | 'kafkaBytesPerReferral'
>;

/** Holds every accepted id against the audit log. */
function tally({ accepted, refused, startedAt }: LoadReport, receipts: readonly Receipt[]): Tally {
  const found = new Map<string, Map<string, number>>(accepted.map(({ referralId }) => [referralId, new Map()]));
  let doubled = 0;
  for (const { referralId, agency, committedAt } of receipts) {
    const agencies = found.get(referralId);
    // Of the phase before: not this one's business.
    if (agencies === undefined) continue;
    if (agencies.has(agency)) doubled += 1;
    else agencies.set(agency, committedAt);
  }
  let missing = 0;
  let last = startedAt;
  const untilRecorded: number[] = [];
  for (const { referralId, due } of accepted) {
    const times = [...(found.get(referralId)?.values() ?? [])];
    missing += AGENCIES.length - times.length;
    if (times.length < AGENCIES.length) continue;
    const recordedAt = Math.max(...times);
    last = Math.max(last, recordedAt);
    untilRecorded.push(recordedAt - due);
  }
  const seconds = (last - startedAt) / 1_000;
  return {
    accepted: accepted.length, refused, recorded: untilRecorded.length, missing, doubled, seconds,
    perSecond: untilRecorded.length / seconds,
    accept: latencyOf(accepted.map(({ due, answered }) => answered - due)),
    publishToRecorded: latencyOf(untilRecorded),
  };
}
