import { writeSync } from 'node:fs';

import { failure, success, type Outcome } from './outcome.js';

/**
 * The places where a crash does the most harm: each lies between two effects that belong together, and a process that dies
 * there leaves one of them done. Each name occurs at exactly one place in the code. `npm run faults` kills every app at every
 * point that it passes; docs/reliability.md has the table.
 */
export const CRASH_POINTS = [
  'start.before-listen', 'start.before-consuming',
  'publisher.before-queue', 'publisher.before-commit', 'publisher.after-commit-before-answer', 'publisher.after-answers-stored',
  'publisher.before-hop', 'publisher.after-hop-before-outbox',
  'relay.after-own', 'relay.after-read', 'relay.after-send-before-mark', 'relay.after-mark',
  'producer.before-send', 'producer.after-send-before-confirm',
  'consumer.joined', 'consumer.before-handler', 'consumer.after-resolve-before-commit', 'consumer.after-offset-commit',
  'intake.before-transaction', 'intake.after-register', 'intake.after-effect-before-commit', 'intake.after-quarantine',
  'intake.mid-batch', 'intake.after-commit-before-offset',
  'node.after-referrals-before-receipts', 'node.step.after-lock', 'node.step.after-write-before-receipt', 'node.step.before-commit',
  'node.step.after-commit',
  'recorder.before-append', 'recorder.after-append-before-projections', 'recorder.after-projections',
  'watch.after-facts-before-clocks', 'watch.after-claim', 'watch.after-notices-before-outbox', 'watch.before-commit',
  'watch.after-commit-before-wake',
  'replay.after-lock', 'replay.after-effect-before-mark', 'replay.before-commit', 'replay.after-commit-before-answer',
  'migrate.after-lock', 'migrate.after-roles', 'migrate.before-migration-commit', 'migrate.before-grants', 'migrate.before-grants-commit',
  'shutdown.http', 'shutdown.consumers', 'shutdown.relay', 'shutdown.producer', 'shutdown.database', 'shutdown.rest',
] as const;
export type CrashPointName = (typeof CRASH_POINTS)[number];

/**
 * The effect of an armed point. `kill`: the process dies by SIGKILL and cleans up nothing. `throw`: an error is thrown there.
 * `delay`: the whole process pauses for `ms` milliseconds, as a paused machine does, and continues.
 */
type CrashAction = { readonly kind: 'kill' } | { readonly kind: 'throw' } | { readonly kind: 'delay'; readonly ms: number };

/** One fault, which happens once: at the `nth` passage of a point (1 is the first). */
export interface CrashPlan {
  readonly point: CrashPointName;
  readonly nth: number;
  readonly action: CrashAction;
}

let armed: Map<CrashPointName, CrashPlan> | undefined;
const passages = new Map<CrashPointName, number>();

/** Marks a place where a test may let this process die. In production nothing is armed, and the call costs one comparison. */
export function crashPoint(name: CrashPointName): void {
  if (armed !== undefined) pass(name, armed.get(name));
}

/** Arms these faults in this process; an empty list disarms all. Only for a process whose configuration marks it as a test. */
export function armCrashPoints(plans: readonly CrashPlan[]): void {
  passages.clear();
  armed = plans.length === 0 ? undefined : new Map(plans.map((plan) => [plan.point, plan]));
}

/**
 * Reads `point[@nth][=kill|throw|delay:<ms>]`, several separated by commas: `relay.after-read@3`,
 * `intake.before-transaction=delay:2000`. The passage defaults to the first, the action to `kill`.
 */
export function parseCrashPlans(text: string): Outcome<readonly CrashPlan[], 'invalid'> {
  const plans = text.split(',').map((part) => parsePlan(part.trim()));
  const valid = plans.filter((plan) => plan !== undefined);
  return valid.length === plans.length ? success(valid) : failure('invalid');
}

const FORM = /^([a-z.-]{1,64})(?:@([1-9]\d{0,5}))?(?:=(kill|throw|delay:\d{1,6}))?$/;

function parsePlan(text: string): CrashPlan | undefined {
  const [, name, nth = '1', action = 'kill'] = FORM.exec(text) ?? [];
  const point = CRASH_POINTS.find((known) => known === name);
  if (point === undefined) return undefined;
  const [kind, ms = '0'] = action.split(':');
  if (kind === 'delay') return { point, nth: Number(nth), action: { kind, ms: Number(ms) } };
  return { point, nth: Number(nth), action: { kind: kind === 'throw' ? 'throw' : 'kill' } };
}

function pass(name: CrashPointName, plan: CrashPlan | undefined): void {
  if (plan === undefined) return;
  const count = (passages.get(name) ?? 0) + 1;
  passages.set(name, count);
  if (count !== plan.nth) return;
  // Written directly and not through a logger, because the process may be gone a moment later.
  writeSync(2, `test fault: ${plan.action.kind} at ${name}, passage ${count}\n`);
  if (plan.action.kind === 'throw') throw new Error(`test fault at ${name}`);
  if (plan.action.kind === 'kill') process.kill(process.pid, 'SIGKILL');
  // Also after a kill: no further instruction may run while the signal is on its way.
  block(plan.action.kind === 'delay' ? plan.action.ms : 60_000);
}

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
