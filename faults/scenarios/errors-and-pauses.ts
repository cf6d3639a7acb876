import type { CrashPlan, CrashPointName } from '#libs/kernel';

import type { AppProcess } from '../environment/app-process.js';
import { acceptFigures, pause, untilArrived, startEnvironment, type Scenario } from './scenario.js';
import { statusCounts, underSteadyLoad } from './steady-load.js';

const FLOW: readonly CrashPointName[] = [
  'consumer.before-handler', 'intake.before-transaction', 'intake.after-register', 'intake.after-effect-before-commit', 'intake.after-commit-before-offset',
];
const OUT: readonly CrashPointName[] = [
  'relay.after-own', 'relay.after-read', 'relay.after-send-before-mark', 'relay.after-mark', 'producer.before-send', 'producer.after-send-before-confirm',
];
const OF: Readonly<Record<string, readonly CrashPointName[]>> = {
  'referral-publisher': [
    ...FLOW, ...OUT, 'publisher.before-queue', 'publisher.before-commit', 'publisher.after-commit-before-answer', 'publisher.after-answers-stored',
  ],
  'agency-node': [...FLOW, ...OUT, 'node.after-referrals-before-receipts', 'node.step.after-lock', 'node.step.before-commit', 'node.step.after-commit'],
  'deadline-watch': [
    ...FLOW, ...OUT, 'watch.after-facts-before-clocks', 'watch.after-claim', 'watch.after-notices-before-outbox', 'watch.before-commit',
    'watch.after-commit-before-wake',
  ],
  'audit-recorder': [...FLOW, 'recorder.before-append', 'recorder.after-append-before-projections', 'recorder.after-projections'],
};
/** How long a process is given to meet every fault that it was started with. */
const MEETING_MS = 90_000;
/** Longer than a consumer's session: the group gives its partitions away, and it finds out when it wakes. */
const STANDSTILL_MS = 12_000;
const SETTLE_MS = 3_000;

/** A bug or a machine that pauses is no crash: the process lives on, and has to come to terms with what it had begun. */
export const errorsAndPauses: Scenario = {
  name: 'errors-and-pauses',
  aim: 'an error thrown at every point, and processes that stand still for 12 s: each met, 0 lost, 0 doubled',
  control: 'offset-before-effect',
  run: async (context) => {
    const environment = await startEnvironment(context, { watchAhead: 'P10D' });
    const unmet: string[] = [];
    let runs = 0;
    let met = 0;
    const ledger = await underSteadyLoad(environment, async () => {
      for (const app of environment.apps) {
        const faults = faultsOf(OF[app.plan.app] ?? []);
        runs += faults.length;
        context.progress(`${app.plan.name}: ${faults.length} faults`);
        await app.stop();
        await app.start(faults);
        const missing = await untilMet(app, faults);
        met += faults.length - missing.length;
        unmet.push(...missing.map((point) => `${app.plan.name} never met the fault at ${point}`));
        if (!app.running) throw new Error(`${app.plan.name} ended because of an error that was thrown in it`);
      }
      await pause(STANDSTILL_MS);
    });
    context.progress('waiting for everything to arrive');
    const findings = await untilArrived(context, environment, ledger, 120_000);
    const ended = environment.apps.filter(({ running }) => !running).map(({ plan }) => `${plan.name} has ended`);
    return { runs, findings, failures: [...unmet, ...ended], figures: { 'faults met': met, ...acceptFigures(ledger), ...statusCounts(ledger) } };
  },
};

/** @returns the points whose fault was not met in time: an error that never happened proves nothing. */
async function untilMet(app: AppProcess, faults: readonly CrashPlan[]): Promise<readonly string[]> {
  const deadline = Date.now() + MEETING_MS;
  for (;;) {
    const met = app.faultsMet();
    const missing = faults.map(({ point }) => point).filter((point) => !met.has(point));
    if (missing.length === 0 || Date.now() > deadline || !app.running) {
      // What the last of them left half done is done again before the next process is disturbed.
      await pause(SETTLE_MS);
      return missing;
    }
    await pause(500);
  }
}

/** An error at each point, one passage after the other so that each is reached, and one pause in the middle of an effect. */
function faultsOf(points: readonly CrashPointName[]): readonly CrashPlan[] {
  return points.map((point, index) => ({
    point, nth: 1 + (index % 3), action: point === 'intake.after-register' ? { kind: 'delay', ms: STANDSTILL_MS } : { kind: 'throw' },
  }));
}
