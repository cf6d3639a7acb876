import { Practitioners } from '../../load/practitioners.js';
import { Sender } from '../../load/sender.js';
import { Ledger } from '../../load/submissions.js';
import { RECIPIENTS, REDIRECT_TARGET } from '../../environment/plan.js';
import type { Environment } from '../../environment/environment.js';
import { acceptFigures, untilArrived, startEnvironment, type Context, type Outcome, type Scenario } from '../scenario.js';
import { quarantinedAt, refusePoison, replay } from './dead-letters.js';
import { Lane, type KilledAt } from './lane.js';
import { killMigrations, MIGRATED } from './migrations.js';
import { planRuns, type KillRun } from './runs.js';

/**
 * Several referrals at once, so that a node finds poison among others in a batch. With one message at a time it would
 * hardly ever pass the point in the middle of a batch that it has to take apart.
 */
const BURST_MS = 500;

/**
 * Every app at every point that it passes, while referrals, steps, redirects and poison keep coming. The publisher, the
 * recorder, the watch and each node die one after the other in a lane of their own, all lanes at once: a crash rarely comes alone,
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
  const ledger = new Ledger();
  const kills = runs.reduce((sum, each) => sum + (each.program === 'migrate' ? MIGRATED.length : 1), 0);
  let done = 0;
  const report = (result: KilledAt): void => {
    done += 1;
    const how = result.reached ? `in ${result.seconds} s` : 'was NOT reached';
    progress(`${done}/${kills} ${result.process} ${result.point}@${result.nth} ${how}`);
  };
  const [storm, migrations] = await Promise.all([
    underLoad(environment, ledger, lanesFor(environment, runs.filter(({ trigger }) => trigger !== 'replay'), report), runs),
    killMigrations(context, environment, runs.filter(({ program }) => program === 'migrate'), report),
  ]);
  const replayed = await replays(environment, runs.filter(({ trigger }) => trigger === 'replay'), report);
  const results = [...storm, ...replayed];
  progress('waiting for everything to arrive');
  const findings = await untilArrived(context, environment, ledger, 120_000);
  const missed = results.filter(({ reached }) => !reached).map(({ process, point, seed }) => `${process} never reached ${point} (seed ${seed})`);
  const all = [...results, ...migrations.results];
  return {
    runs: all.length,
    findings,
    failures: [...missed, ...migrations.failures],
    figures: {
      points: new Set(all.map(({ process, point }) => `${process.split(' ')[0]} ${point}`)).size,
      redirects: ledger.steps.filter(({ rung }) => rung === 'redirected').length,
      poison: ledger.accepted.filter(({ isPoison }) => isPoison).length,
      ...acceptFigures(ledger),
    },
    details: all,
  };
}

/** Senders and practitioners keep at it until every lane has come to its end. */
async function underLoad(environment: Environment, ledger: Ledger, lanes: readonly Lane[], runs: readonly KillRun[]): Promise<readonly KilledAt[]> {
  if (lanes.length === 0 && !runs.some(({ trigger }) => trigger === 'replay')) return [];
  await refusePoison(environment, true);
  const urls = () => environment.publishers().map(({ url }) => url);
  const sender = new Sender(ledger, { urls, perSecond: 12, tickMs: BURST_MS, cases: 24, isPoison: (number) => number % 15 === 7, requestTimeoutMs: 8_000 });
  const practitioners = new Practitioners(environment, ledger, { redirects: true });
  sender.start();
  practitioners.start();
  if (lanes.length === 0) await new Promise((resolve) => setTimeout(resolve, 20_000));
  await Promise.all(lanes.map((lane) => lane.go()));
  await sender.stop();
  await practitioners.stop();
  return lanes.flatMap(({ results }) => results);
}

function lanesFor(environment: Environment, runs: readonly KillRun[], report: (result: KilledAt) => void): Lane[] {
  const of = (program: KillRun['program']) => runs.filter((each) => each.program === program);
  const nodes = RECIPIENTS.map((agency, index) =>
    new Lane(environment.app(`node ${agency}`), of('node').filter((_, position) => position % RECIPIENTS.length === index), report));
  return [
    new Lane(environment.app('publisher'), of('publisher'), report),
    new Lane(environment.app('recorder'), of('recorder'), report),
    new Lane(environment.app('watch'), of('watch'), report),
    ...nodes,
  ].filter(({ length }) => length > 0);
}

/** Everything in quarantine is replayed once its cause is mended: with a death in the middle first, then until nothing is left. */
async function replays(environment: Environment, runs: readonly KillRun[], report: (result: KilledAt) => void): Promise<readonly KilledAt[]> {
  await refusePoison(environment, false);
  const results = await Promise.all(RECIPIENTS.map(async (agency, index) => {
    const own = runs.filter((_, position) => position % RECIPIENTS.length === index);
    const killed: KilledAt[] = [];
    for (const each of own) killed.push(await killReplay(environment, agency, each, report));
    if (own.length > 0) await restartClean(environment, agency);
    // Twice each: the second replay must find the effect there.
    for (const id of await quarantinedAt(environment, agency)) for (const _ of [1, 2]) await replay(environment, agency, id);
    return killed;
  }));
  return results.flat();
}

async function killReplay(environment: Environment, agency: string, each: KillRun, report: (result: KilledAt) => void): Promise<KilledAt> {
  const app = environment.app(`node ${agency}`);
  const began = performance.now();
  await app.stop();
  const child = await app.start([{ point: each.point, nth: 1, action: { kind: 'kill' } }]);
  await app.ready(true);
  const [id] = await quarantinedAt(environment, agency);
  if (id !== undefined) await replay(environment, agency, id);
  const ended = id === undefined ? undefined : await child.waitUntilEnded({ timeoutMs: 10_000 });
  const result = {
    process: app.plan.name, point: each.point, seed: each.seed, nth: 1, reached: ended?.ok === true,
    at: new Date().toISOString(), seconds: Math.round(performance.now() - began) / 1_000,
  };
  report(result);
  return result;
}

async function restartClean(environment: Environment, agency: string): Promise<void> {
  const app = environment.app(`node ${agency}`);
  await app.stop();
  await app.start();
  await app.ready();
}
