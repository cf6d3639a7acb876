/** Worked out from the topics, and emptied when clocks are made again. A test says when a table of the schema is in none of these. */
export const DERIVED_TABLES = ['clock', 'fact', 'referral'] as const;
/** What was said, once each and for good: nothing empties it, and a rebuild reads it back from the escalation topics where it was lost. */
export const KEPT_TABLES = ['notice'] as const;
/** On its way in or out, or about the rebuild itself. */
export const PASSING_TABLES = ['inbox_message', 'outbox', 'quarantine', 'rebuild'] as const;
