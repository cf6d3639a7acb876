import { INTAKE_GRANTS } from '#libs/intake';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/** The tables that `rebuild` makes again from the log, and no others. */
export const PROJECTIONS = [
  'referral_projection', 'recipient_projection', 'agency_tally', 'clock_projection', 'clock_call', 'update_projection', 'grading_projection',
  'incident_projection', 'ethnicity_conflict_projection', 'ethnicity_correction_projection',
] as const;

/**
 * The rights of the recorder's own role. It adds to the log and cannot change it; the triggers would refuse a change even if a
 * grant were wrong. It may delete projections, because `rebuild` makes them again from the log.
 */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  { table: 'event', rights: ['SELECT', 'INSERT'] },
  // Health reads it to see whether the default partition has been used.
  { table: 'event_default', rights: ['SELECT'] },
  { function: 'ensure_event_partitions(integer)', rights: ['EXECUTE'] },
  ...PROJECTIONS.map((table): Grant => ({ table, rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] })),
];

/** The rights of the audit portal's role. It reads, and sees neither inbox nor quarantine nor outbox. */
export const readerGrants: readonly Grant[] = [
  { table: 'event', rights: ['SELECT'] },
  ...PROJECTIONS.map((table): Grant => ({ table, rights: ['SELECT'] })),
];
