import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { runProgram } from '../harness/environment/program.js';
import { TIMELY } from '../harness/load/example.js';
import { latencyOf } from '../harness/measure/statistics.js';
import { cpuMsOf, machineCpuMs, peakMbOf, residentMbOf, topicBytes, type Measured } from '../harness/measure/usage.js';
import { waitUntil } from '../harness/wait.js';
import { officer } from '../harness/load/sender.js';
import type { LoadPlan, LoadReport } from './load-process.js';
import { walBytes, type Servers } from './servers.js';
import { AGENCIES, type Receipt } from './variants/shared.js';
import { DIST, type Running } from './variants/variant.js';

export type Load = Omit<LoadPlan, 'url' | 'authorization' | 'referral'>;

export type PhaseResult = Awaited<ReturnType<typeof measurePhase>>;

/** A limit for the receipts after the last request; later ones are missing. */
const DRAIN_LIMIT_MS = 60_000;
const DRAIN_POLL_MS = 200;

/** One phase of load and everything that is measured around it. Its end is the last receipt, and not the last answer. */
export async function measurePhase(servers: Servers, running: Running, load: Load) {
  const measured: readonly Measured[] = [
    ...running.processes.map(({ name, pid }) => ({ name, pid })),
    { name: 'PostgreSQL', pid: servers.postgres.pid, group: true },
    { name: 'Kafka', pid: servers.kafka?.pids()[0] ?? 0 },
  ];
  const since = Date.now() - 1;
  const [wal, topics] = [await walBytes(servers), topicBytes(servers.kafkaFolder)];
  const cpu = measured.map((each) => cpuMsOf(each));
  const [machine, began] = [machineCpuMs(), performance.now()];
  const report = await runLoad(servers, { ...load, url: running.url, authorization: officer(), referral: TIMELY });
  const expected = report.accepted.length * AGENCIES.length;
  await waitUntil(async () => (await running.audit.countSince(since)) >= expected, DRAIN_LIMIT_MS, DRAIN_POLL_MS);
  const used = measured.map((each, index) => cpuMsOf(each) - (cpu[index] ?? 0));
  const ours = used.reduce((sum, ms) => sum + ms, report.cpuMs);
  const others = (machineCpuMs() - machine - ours) / (performance.now() - began);
  const count = Math.max(1, report.accepted.length);
  return {
    ...tally(report, await running.audit.receiptsSince(since)),
    /** Milliseconds of CPU for each accepted referral, by process. */
    cpuMsPerReferral: Object.fromEntries([
      ...measured.map(({ name }, index) => [name, (used[index] ?? 0) / count] as const), ['load process (not counted)', report.cpuMs / count] as const,
    ]),
    /** MiB at the end, by process; of PostgreSQL the proportional shares. */
    residentMb: Object.fromEntries(measured.map((each) => [each.name, residentMbOf(each)])),
    /** MiB at the most, by process. */
    peakMb: Object.fromEntries(measured.filter(({ group }) => group !== true).map((each) => [each.name, peakMbOf(each)])),
    /** Processors that programs outside the measurement kept busy meanwhile: near 0 on a machine of one's own. */
    processorsOfOthers: Math.max(0, others),
    walBytesPerReferral: ((await walBytes(servers)) - wal) / count,
    kafkaBytesPerReferral: (topicBytes(servers.kafkaFolder) - topics) / count,
  };
}

/** Runs the load in a process of its own, to its end. */
async function runLoad({ arena, folder }: Servers, plan: LoadPlan): Promise<LoadReport> {
  const reportFile = join(folder, 'load.json');
  const file = join(DIST, 'bench', 'load-process.js');
  await runProgram({ name: 'load', file, args: [JSON.stringify(plan), reportFile], environment: { NODE_ENV: 'production' }, logFolder: arena.logFolder });
  const report = JSON.parse(readFileSync(reportFile, 'utf8')) as LoadReport;
  rmSync(reportFile);
  return report;
}

/** Looks up every accepted id in the audit log. */
function tally({ accepted, refused, startedAt }: LoadReport, receipts: readonly Receipt[]) {
  const found = new Map<string, Map<string, number>>(accepted.map(({ referralId }) => [referralId, new Map()]));
  let doubled = 0;
  for (const { referralId, agency, committedAt } of receipts) {
    // A referral of the phase before is not found.
    const agencies = found.get(referralId);
    if (agencies?.has(agency) === true) doubled += 1;
    else agencies?.set(agency, committedAt);
  }
  const receiptsOf = accepted.map(({ referralId, due }) => ({ due, times: [...(found.get(referralId)?.values() ?? [])] }));
  const recorded = receiptsOf.filter(({ times }) => times.length === AGENCIES.length).map(({ due, times }) => ({ due, at: Math.max(...times) }));
  const seconds = (recorded.reduce((last, { at }) => Math.max(last, at), startedAt) - startedAt) / 1_000;
  return {
    accepted: accepted.length, refused,
    /** Referrals with the receipts of all four agencies in the audit log. */
    recorded: recorded.length,
    /** Receipts beyond one for each agency, and receipts that never came; 0 in a sound run. */
    doubled,
    missing: receiptsOf.reduce((sum, { times }) => sum + AGENCIES.length - times.length, 0),
    /** From the first request to the last receipt. */
    seconds,
    perSecond: recorded.length / seconds,
    /** Until the 202, and until the last of the four receipts was committed, from when the request was due. */
    accept: latencyOf(accepted.map(({ due, answered }) => answered - due)),
    publishToRecorded: latencyOf(recorded.map(({ due, at }) => at - due)),
  };
}
