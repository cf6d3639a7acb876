/**
 * Tables that are worked out from the topics, and emptied by a rebuild. A test reports each table of the schema that is in none of
 * these lists.
 */
export const DERIVED_TABLES = ['clock', 'fact', 'referral', 'sent_copy', 'declined_redirect', 'statement'] as const;
/**
 * Notices that were sent: a rebuild restores lost rows from the notice topics. Records of access, and counts of callers without a valid token.
 * Nothing empties these tables.
 */
export const KEPT_TABLES = ['notice', 'access_record', 'unknown_caller'] as const;
/** Messages on their way in or out, and the state of a rebuild. */
export const PASSING_TABLES = ['inbox_message', 'outbox', 'quarantine', 'rebuild', 'seen_proof'] as const;
