import type { AuditTimeline } from '#libs/contracts';

/**
 * The events of a withdrawal in the order of a timeline. They are of one moment, and the ends of clocks and the notices follow from it.
 * Empty until all of them are known.
 */
export function kindsOfWithdrawal({ events }: Pick<AuditTimeline, 'events'>): readonly string[] {
  const kinds = events.filter(({ type, endedBy }) => type.includes('withdraw') || endedBy === 'referral-withdrawn').flatMap(({ type }) => type.split('.')[1] ?? []);
  return ['withdrawal', 'deadline', 'notice'].every((kind) => kinds.includes(kind)) ? kinds : [];
}
