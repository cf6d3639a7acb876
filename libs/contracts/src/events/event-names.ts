/** The events that the audit records: facts, statements of agencies, and notices. Each has a sentence in `libs/sentences`. */
export const RECORDED_EVENTS = [
  'safeguarding.referral.published', 'safeguarding.referral.forwarded', 'safeguarding.referral.forwarding-declined', 'safeguarding.referral.recipient-added', 'safeguarding.referral.agency-ended',
  'safeguarding.correction.published', 'safeguarding.risk.regraded', 'safeguarding.withdrawal.published', 'safeguarding.missing-episode.recorded',
  'safeguarding.sharing.decided-against', 'safeguarding.feedback.opened', 'safeguarding.referral.followed-up', 'safeguarding.referral.resent', 'safeguarding.ethnicity.conflict-raised',
  'safeguarding.incident.notified', 'safeguarding.incident.linked',
  'safeguarding.machine.stated', 'safeguarding.referral.acknowledged', 'safeguarding.update.acknowledged', 'safeguarding.ethnicity.recorded',
  'safeguarding.milestone.stated',
  'safeguarding.deadline.started', 'safeguarding.deadline.not-started', 'safeguarding.deadline.warned', 'safeguarding.deadline.breached',
  'safeguarding.deadline.escalated', 'safeguarding.deadline.met', 'safeguarding.deadline.cancelled', 'safeguarding.deadline.superseded',
  'safeguarding.statements.judged', 'safeguarding.notice.referral-withdrawn', 'safeguarding.notice.redirect-declined', 'safeguarding.notice.holder-changed',
] as const;
export type RecordedEvent = (typeof RECORDED_EVENTS)[number];

/** The events that no audit records, because they carry content: the copies for agencies, and codes of ethnicity. */
export type ContentEvent =
  | `safeguarding.referral.${'shared' | 'corrected' | 'regraded' | 'missing-episode-updated' | 'withdrawn'}`
  | 'safeguarding.ethnicity.code-stated';

/** The events of access: who was given or denied what. The recorder keeps them apart from the events of sharing. */
export type AccessEvent = 'safeguarding.access.recorded';

/** The name of an event. A contract can have no other one, so that the compiler finds each table that lacks a new event. */
export type EventName = RecordedEvent | ContentEvent | AccessEvent;
