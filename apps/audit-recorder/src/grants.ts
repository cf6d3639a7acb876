import { INTAKE_GRANTS } from '#libs/intake';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/** What is made again from the log, and nothing else (`rebuild`). */
export const PROJECTIONS = [
  'referral_projection', 'recipient_projection', 'agency_tally', 'clock_projection', 'clock_call', 'update_projection', 'grading_projection',
  'incident_projection', 'ethnicity_conflict_projection', 'ethnicity_correction_projection',
] as const;

/**
 * The recorder's own role. It adds to the log and can change nothing in it; the triggers would stop it even if a grant
 * were wrong. Projections may be deleted by it, since they are made again from the log (`rebuild`).
 */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  { table: 'event', rights: ['SELECT', 'INSERT'] },
  // Asked by health: has it ever been used?
  { table: 'event_default', rights: ['SELECT'] },
  { function: 'ensure_event_partitions(integer)', rights: ['EXECUTE'] },
  ...PROJECTIONS.map((table): Grant => ({ table, rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] })),
];

/** The audit portal's role: it reads, and sees neither inbox nor quarantine nor outbox. */
export const readerGrants: readonly Grant[] = [
  { table: 'event', rights: ['SELECT'] },
  ...PROJECTIONS.map((table): Grant => ({ table, rights: ['SELECT'] })),
];
