/**
 * Tables that are worked out from the topics, and emptied by a rebuild. A test reports each table of the schema that is in none of
 * these lists. Those of the records of access are in the test alone, because no clock and no rebuild may name them.
 */
export const DERIVED_TABLES = ['clock', 'fact', 'referral', 'sent_copy', 'declined_redirect', 'statement'] as const;
/** Notices that were sent. Nothing empties this table. A rebuild restores lost rows from the notice topics. */
export const KEPT_TABLES = ['notice'] as const;
/** Messages on their way in or out, and the state of a rebuild. */
export const PASSING_TABLES = ['inbox_message', 'outbox', 'quarantine', 'rebuild', 'seen_proof'] as const;
