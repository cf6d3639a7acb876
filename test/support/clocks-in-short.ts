import type { AuditClock, AuditTimeline } from '#libs/contracts';

/** `LA_ACK northshire-csc running 2026-05-26T16:00`: the due time to the minute. */
export const inShort = ({ rule, agency, state, dueAt = '' }: AuditClock): string => `${rule} ${agency} ${state} ${dueAt.slice(0, 16)}`;
/** Who was warned or called, in which order, each with the minute at which it was due. */
const callsOf = ({ calls }: AuditClock): string[] => calls.map(({ kind, organisation, role, dueAt }) => `${dueAt.slice(5, 16)} ${kind} ${organisation} ${role}`);
export const progressOf = (clock: AuditClock | undefined): string[] => (clock === undefined ? [] : [inShort(clock), ...callsOf(clock)]);

/** Of one timeline: the publication, and what reached a hub at once. */
export const atOnce = ({ events, publishedAt }: AuditTimeline, hub: string) => ({
  publishedAt,
  publication: events.find(({ rung }) => rung === 'published'),
  delivery: events.find(({ rung, agency }) => rung === 'delivered' && agency === hub),
  alert: events.find(({ type, agency }) => type === 'safeguarding.deadline.started.v1' && agency === hub),
});
