import type { CrashPlan, CrashPointName } from '#libs/kernel';

import { acceptFigures, pause, settle, startWorld, type Scenario } from './scenario.js';
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
  'audit-recorder': [...FLOW, 'recorder.before-append', 'recorder.after-append-before-projections', 'recorder.after-projections'],
};
/** Longer than a consumer's session: the group gives its partitions away, and it finds out when it wakes. */
const STANDSTILL_MS = 12_000;

/** A bug or a machine that pauses is no crash: the process lives on, and has to come to terms with what it had begun. */
export const errorsAndPauses: Scenario = {
  name: 'errors-and-pauses',
  aim: 'an error thrown at every point, and processes that stand still for 12 s: 0 lost, 0 doubled',
  control: 'offset-before-effect',
  run: async (context) => {
    const world = await startWorld(context);
    let runs = 0;
    let met = 0;
    const ledger = await underSteadyLoad(world, async () => {
      for (const app of world.apps) {
        const faults = faultsOf(OF[app.plan.app] ?? []);
        runs += faults.length;
        context.progress(`${app.plan.name}: ${faults.length} faults`);
        await app.stop();
        await app.start(faults);
        await pause(context.options.quick ? 8_000 : 20_000);
        met += app.faultsMet();
        if (!app.running) throw new Error(`${app.plan.name} ended because of an error that was thrown in it`);
      }
      await pause(STANDSTILL_MS);
    });
    context.progress('waiting for everything to arrive');
    const findings = await settle(world, ledger, 120_000);
    const ended = world.apps.filter(({ running }) => !running).map(({ plan }) => `${plan.name} has ended`);
    return { runs, findings, failures: ended, figures: { 'faults met': met, ...acceptFigures(ledger), ...statusCounts(ledger) } };
  },
};

/** An error at each point, one passage after the other so that each is reached, and one pause in the middle of an effect. */
function faultsOf(points: readonly CrashPointName[]): readonly CrashPlan[] {
  return points.map((point, index) => ({
    point, nth: 1 + (index % 3), action: point === 'intake.after-register' ? { kind: 'delay', ms: STANDSTILL_MS } : { kind: 'throw' },
  }));
}
