import type { AppProcess } from '../../../harness/environment/app-process.js';
import { RECIPIENTS } from '../../../harness/environment/plan.js';
import { REDIRECT_TARGET, type Environment } from '../../environment/environment.js';
import { poison } from '../../environment/poison.js';
import { quarantinedAt, refusePoison, replay } from '../../environment/quarantine.js';
import { pause, startEnvironment, underSteadyLoad, untilArrived, type Context, type Outcome, type Scenario } from '../scenario.js';
import { killing, killInTurn, type KilledAt, type Report } from './kill.js';
import { killMigrations, MIGRATED } from './migrations.js';
import { planRuns, type KillRun, type Program } from './runs.js';

/**
 * Referrals come several at once, so that a node finds poison among others in a batch. With one message at a time it would
 * hardly ever pass the point in the middle of a batch that it has to take apart.
 */
const BURST_MS = 500;

/**
 * Every app dies at every point that it passes, while referrals, steps, redirects and poison keep coming. The publisher, the
 * recorder, the watch and each node are killed in turn in a lane of their own, all lanes at once: a crash rarely comes alone,
 * and a run costs the seconds of a restart instead of a minute.
 */
export const killPoints: Scenario = {
  name: 'kill-points',
  aim: 'kill -9 at the worst instructions: 0 lost, 0 doubled',
  control: 'ack-before-commit (--points "publisher publisher.before-commit")',
  run,
};

async function run(context: Context): Promise<Outcome> {
  const { options, progress } = context;
  const runs = planRuns(options.points, options.seeds);
  if (runs.length === 0) throw new Error(`no crash point matches ${options.points}`);
  const environment = await startEnvironment(context, { agencies: [...RECIPIENTS, REDIRECT_TARGET], watchAhead: 'P10D' });
  const kills = runs.reduce((sum, each) => sum + (each.program === 'migrate' ? MIGRATED.length : 1), 0);
  let done = 0;
  const report: Report = ({ process, point, nth, reached, seconds }) => {
    done += 1;
    progress(`${done}/${kills} ${process} ${point}@${nth} ${reached ? `in ${seconds} s` : 'was NOT reached'}`);
  };
  const underLoad: KilledAt[] = [];
  const failures: string[] = [];
  await refusePoison(environment, true);
  const ledger = await underSteadyLoad(environment, async () => {
    const [migrations, ...lanes] = await Promise.all([
      killMigrations(context, environment, runs.filter(({ program }) => program === 'migrate'), report),
      ...lanesOf(environment, runs).map(([app, lane]) => killInTurn(app, lane, report)),
    ]);
    underLoad.push(...lanes.flat(), ...migrations.results);
    failures.push(...migrations.failures);
    // Without a lane the load runs for a while, so that there is poison to replay.
    if (underLoad.length === 0) await pause(20_000);
  }, {
    perSecond: 12, tickMs: BURST_MS, cases: 24, requestTimeoutMs: 8_000, redirects: true, vary: (number) => (number % 15 === 7 ? poison() : {}),
  });
  const replayed = await replays(environment, runs.filter(({ trigger }) => trigger === 'replay'), report);
  const { findings, figures } = await untilArrived(context, environment, ledger);
  const all = [...underLoad, ...replayed];
  return {
    runs: all.length,
    findings,
    failures: [
      ...all.filter(({ reached }) => !reached).map(({ process, point, seed }) => `${process} never reached ${point} (seed ${seed})`),
      ...failures,
    ],
    figures: {
      points: new Set(all.map(({ process, point }) => `${process.split(' ')[0]} ${point}`)).size,
      redirects: ledger.steps.filter(({ rung }) => rung === 'redirected').length,
      poison: ledger.accepted.filter(({ isPoison }) => isPoison).length,
      ...figures,
    },
    details: all,
  };
}

/** The runs of each process. The nodes share theirs. */
function lanesOf({ exchange }: Environment, runs: readonly KillRun[]): readonly (readonly [AppProcess, readonly KillRun[]])[] {
  const of = (program: Program) => runs.filter((each) => each.program === program && each.trigger !== 'replay');
  return [
    ...(['publisher', 'recorder', 'watch'] as const).map((name) => [exchange.app(name), of(name)] as const),
    ...RECIPIENTS.map((agency, index) => [exchange.app(`node ${agency}`), shareOf(of('node'), index)] as const),
  ];
}

function shareOf(runs: readonly KillRun[], index: number): readonly KillRun[] {
  return runs.filter((_, position) => position % RECIPIENTS.length === index);
}

/** Everything in quarantine is replayed once its cause is mended: with a death in the middle first, then until nothing is left. */
async function replays(environment: Environment, runs: readonly KillRun[], report: Report): Promise<readonly KilledAt[]> {
  await refusePoison(environment, false);
  const results = await Promise.all(RECIPIENTS.map(async (agency, index) => {
    const app = environment.exchange.app(`node ${agency}`);
    const killed: KilledAt[] = [];
    for (const each of shareOf(runs, index)) killed.push(await killing(app.name, each, report, () => killReplay(environment, agency, each)));
    if (killed.length > 0) {
      await app.stop();
      await app.start();
      await app.ready();
    }
    // Twice each: the second replay must find the effect there.
    for (const id of await quarantinedAt(environment, agency)) for (const _ of [1, 2]) await replay(environment, agency, id);
    return killed;
  }));
  return results.flat();
}

async function killReplay(environment: Environment, agency: string, { point }: KillRun): Promise<boolean> {
  const app = environment.exchange.app(`node ${agency}`);
  await app.stop();
  const child = await app.start([{ point, nth: 1, action: { kind: 'kill' } }]);
  await app.ready(true);
  const [id] = await quarantinedAt(environment, agency);
  if (id === undefined) return false;
  await replay(environment, agency, id);
  return (await child.waitUntilEnded({ timeoutMs: 10_000 })).ok;
}
