import type { CrashPlan, CrashPointName } from '#libs/kernel';

import type { AppProcess } from '../../harness/environment/app-process.js';
import { waitUntil } from '../../harness/wait.js';
import { POINTS, PROGRAM_OF_APP } from './kill-points/runs.js';
import { breakUnderLoad, failuresIf, pause, startEnvironment, type Scenario } from './scenario.js';

/**
 * Points at which no error is thrown: a start that fails ends the process, the consumer's own points are outside its error
 * handling, and this load has no redirect and no poison that would pass the others.
 */
const NOT_THROWN_AT: ReadonlySet<CrashPointName> = new Set([
  'start.before-listen', 'start.before-consuming', 'consumer.joined', 'consumer.after-resolve-before-commit', 'consumer.after-offset-commit',
  'publisher.before-hop', 'publisher.after-hop-before-outbox', 'node.step.after-write-before-receipt', 'intake.after-quarantine', 'intake.mid-batch',
]);
/** The time in which a process has to meet every fault that it was started with. */
const MEETING_MS = 90_000;
/** Longer than a consumer's session, so that the group gives the partitions of the process away while it is paused. */
const STANDSTILL_MS = 12_000;
const SETTLE_MS = 3_000;

/** A bug or a machine that pauses is no crash: the process lives on, and has to come to terms with the work that it had begun. */
export const errorsAndPauses: Scenario = {
  name: 'errors-and-pauses',
  aim: 'an error thrown at every point, and processes that stand still for 12 s: each met, 0 lost, 0 doubled',
  control: 'offset-before-effect',
  run: async (context) => {
    const environment = await startEnvironment(context, { watchAhead: 'P10D' });
    const { apps } = environment.exchange;
    const unmet: string[] = [];
    const { runs, findings, figures } = await breakUnderLoad(context, environment, async () => {
      let armed = 0;
      for (const app of apps) {
        const faults = faultsOf(app);
        armed += faults.length;
        context.progress(`${app.name}: ${faults.length} faults`);
        await app.stop();
        await app.start(faults);
        unmet.push(...(await untilMet(app, faults)).map((point) => `${app.name} never met the fault at ${point}`));
        if (!app.running) throw new Error(`${app.name} ended because of an error that was thrown in it`);
      }
      await pause(STANDSTILL_MS);
      return armed;
    });
    const ended = failuresIf(...apps.map(({ name, running }): [boolean, string] => [!running, `${name} has ended`]));
    return { runs, findings, failures: [...unmet, ...ended], figures: { ...figures, 'faults met': runs - unmet.length } };
  },
};

/** @returns the points whose fault was not met in time: an error that never happened proves nothing. */
async function untilMet(app: AppProcess, faults: readonly CrashPlan[]): Promise<readonly string[]> {
  const missing = (): readonly string[] => {
    const met = app.faultsMet();
    return faults.map(({ point }) => point).filter((point) => !met.has(point));
  };
  await waitUntil(() => missing().length === 0 || !app.running, MEETING_MS, 500);
  // The process repeats the work of the last fault before the next process is disturbed.
  await pause(SETTLE_MS);
  return missing();
}

/** An error at each point, one passage after the other so that each is reached, and one pause in the middle of an effect. */
function faultsOf({ plan }: AppProcess): readonly CrashPlan[] {
  const points = POINTS.filter(({ program, point, trigger }) => program === PROGRAM_OF_APP[plan.app] && trigger === 'load' && !NOT_THROWN_AT.has(point));
  return points.map(({ point }, index) => ({
    point, nth: 1 + (index % 3), action: point === 'intake.after-register' ? { kind: 'delay', ms: STANDSTILL_MS } : { kind: 'throw' },
  }));
}
