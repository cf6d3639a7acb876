import { APPS } from '#libs/contracts';
import type { CrashPointName } from '#libs/kernel';

import { seeded } from '../scenario.js';

/** The cause for which a process passes its point: the load that runs all the time, a stop in order, or a replay. */
export type Trigger = 'load' | 'shutdown' | 'replay';

export type Program = 'publisher' | 'node' | 'recorder' | 'watch' | 'migrate';

/** The programs that use Kafka, by their folder. */
export const PROGRAM_OF_APP: Readonly<Record<string, Program>> = Object.fromEntries(
  APPS.flatMap((app) => (app.usesKafka ? [[app.name, app.id] as const] : [])),
);

export interface PointOfProgram {
  readonly program: Program;
  readonly point: CrashPointName;
  readonly trigger: Trigger;
  /** The seed chooses a passage up to this one. */
  readonly upTo: number;
}

const load = (upTo: number, ...points: CrashPointName[]) => points.map((point) => ({ point, trigger: 'load' as const, upTo }));
const START = load(1, 'start.before-listen', 'start.before-consuming');
const RELAY = [
  ...load(1, 'relay.after-own'),
  ...load(5, 'relay.after-read', 'relay.after-send-before-mark', 'relay.after-mark'),
  ...load(9, 'producer.before-send', 'producer.after-send-before-confirm'),
];
const CONSUMER = [
  ...load(1, 'consumer.joined'),
  ...load(4, 'consumer.before-handler', 'consumer.after-resolve-before-commit', 'consumer.after-offset-commit'),
  ...load(4, 'intake.before-transaction', 'intake.after-register', 'intake.after-effect-before-commit', 'intake.after-commit-before-offset'),
];
const SHUTDOWN = (['http', 'consumers', 'relay', 'producer', 'database', 'rest'] as const).map((stage) =>
  ({ point: `shutdown.${stage}` as const, trigger: 'shutdown' as const, upTo: 1 }));
const REPLAY = (['replay.after-lock', 'replay.after-effect-before-mark', 'replay.before-commit', 'replay.after-commit-before-answer'] as const)
  .map((point) => ({ point, trigger: 'replay' as const, upTo: 1 }));

const PUBLISHER = [
  ...START,
  ...load(20, 'publisher.before-queue'),
  ...load(8, 'publisher.before-commit', 'publisher.after-commit-before-answer'),
  ...load(4, 'publisher.after-answers-stored'),
  ...load(2, 'publisher.before-hop', 'publisher.after-hop-before-outbox'),
  ...RELAY, ...CONSUMER, ...SHUTDOWN,
];
const NODE = [
  ...START,
  ...load(4, 'node.after-referrals-before-receipts'),
  ...load(6, 'node.step.after-lock', 'node.step.after-write-before-receipt', 'node.step.before-commit', 'node.step.after-commit'),
  ...load(2, 'intake.after-quarantine', 'intake.mid-batch'),
  ...RELAY, ...CONSUMER, ...SHUTDOWN, ...REPLAY,
];
const RECORDER = [
  ...START,
  ...load(5, 'recorder.before-append', 'recorder.after-append-before-projections', 'recorder.after-projections'),
  ...CONSUMER, ...SHUTDOWN,
];
const WATCH = [
  ...START,
  ...load(4, 'watch.after-facts-before-clocks'),
  ...load(2, 'watch.after-claim', 'watch.after-notices-before-outbox', 'watch.before-commit', 'watch.after-commit-before-wake'),
  ...RELAY, ...CONSUMER, ...SHUTDOWN,
];
const MIGRATE = load(1, 'migrate.after-lock', 'migrate.after-roles', 'migrate.before-migration-commit', 'migrate.before-grants', 'migrate.before-grants-commit');

/** Every point at which the programme kills, by the program that passes it. */
export const POINTS: readonly PointOfProgram[] = Object.entries({ publisher: PUBLISHER, node: NODE, recorder: RECORDER, watch: WATCH, migrate: MIGRATE })
  .flatMap(([program, points]) => points.map((each) => ({ program: program as Program, ...each })));

export interface KillRun extends PointOfProgram {
  readonly seed: number;
  readonly nth: number;
}

/** All points that the glob names, times the seeds, in an order that the first seed decides. */
export function planRuns(glob: string, seeds: number): readonly KillRun[] {
  const wanted = globPattern(glob);
  const chosen = POINTS.filter(({ program, point }) => wanted.test(`${program} ${point}`) || wanted.test(point));
  return Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) => {
    const random = seeded(seed);
    const runs = chosen.map((each) => ({ ...each, seed, nth: 1 + Math.floor(random() * each.upTo) }));
    return runs.map((run) => ({ run, place: random() })).toSorted((left, right) => left.place - right.place).map(({ run }) => run);
  });
}

export function globPattern(glob: string): RegExp {
  const alternatives = glob.split(',').map((each) => each.trim().replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*'));
  return new RegExp(`^(?:${alternatives.join('|')})$`);
}
