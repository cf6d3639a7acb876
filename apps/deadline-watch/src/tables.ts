/**
 * Tables that are worked out from the topics, and emptied by a rebuild. A test reports each table of the schema that is in none of
 * these lists.
 */
export const DERIVED_TABLES = ['clock', 'fact', 'referral', 'sent_copy', 'declined_redirect', 'statement'] as const;
/** Notices that were sent. Nothing empties this table. A rebuild restores lost rows from the notice topics. */
export const KEPT_TABLES = ['notice'] as const;
/** Records of access, which the app may add to and not read, and counts of callers without a valid token. A rebuild leaves them alone. */
export const ACCESS_TABLES = ['access_record', 'unknown_caller'] as const;
/** Messages on their way in or out, and the state of a rebuild. */
export const PASSING_TABLES = ['inbox_message', 'outbox', 'quarantine', 'rebuild', 'seen_proof'] as const;
