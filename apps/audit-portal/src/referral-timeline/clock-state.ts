import type { ClockStateName } from '#libs/contracts';

/** The condition of each state of a clock, on `clock_projection clock`. In this order, because a clock without a due time has no other state. */
const CONDITIONS: readonly (readonly [state: ClockStateName, condition: string])[] = [
  ['superseded', `(clock.ended).outcome = 'superseded'`],
  ['not-started', `clock.due_at IS NULL`],
  ['cancelled', `(clock.ended).outcome = 'cancelled'`],
  ['met', `(clock.ended).outcome = 'met' AND clock.ended_at <= clock.due_at`],
  ['met-late', `(clock.ended).outcome = 'met'`],
  ['running', 'clock.due_at >= (SELECT exchange_now())'],
  ['breached', 'clock.due_at < (SELECT exchange_now())'],
];

/** The state of `clock_projection clock` as text. */
export const CLOCK_STATE = `CASE ${CONDITIONS.map(([state, condition]) => `WHEN ${condition} THEN '${state}'`).join(' ')} END`;
