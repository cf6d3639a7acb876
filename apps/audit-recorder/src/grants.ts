import { accessRecordGrants, seenProofGrants } from '#libs/app-wiring';
import { INTAKE_GRANTS } from '#libs/intake';
import { KNOWN_FACT_GRANTS, STATEMENT_GRANTS } from '#libs/judgement';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/** The tables that `rebuild` makes again from the log, and no others. */
export const PROJECTIONS = [
  'referral_projection', 'recipient_projection', 'children_projection', 'agency_tally', 'clock_projection', 'clock_call', 'update_projection', 'grading_projection',
  'incident_projection', 'ethnicity_conflict_projection', 'ethnicity_correction_projection',
] as const;

/**
 * The rights of the recorder's own role. It adds to the logs of events and verdicts and cannot change them; the triggers would refuse a change even if a
 * grant were wrong. It may delete projections, because `rebuild` makes them again from the log.
 */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  ...seenProofGrants(),
  ...accessRecordGrants(),
  ...STATEMENT_GRANTS,
  ...KNOWN_FACT_GRANTS,
  { table: 'event', rights: ['SELECT', 'INSERT'] },
  { table: 'verdict', rights: ['SELECT', 'INSERT'] },
  // It adds to the log of access by this function alone. No projection and no rebuild reads the log.
  { function: 'log_access(json)', rights: ['EXECUTE'] },
  // A row lock needs the right to update.
  { table: 'judged_referral', rights: ['SELECT', 'INSERT', 'UPDATE'] },
  // Health reads them to see whether a default partition has been used.
  { table: 'event_default', rights: ['SELECT'] },
  { table: 'verdict_default', rights: ['SELECT'] },
  { function: 'ensure_log_partitions(integer)', rights: ['EXECUTE'] },
  ...PROJECTIONS.map((table): Grant => ({ table, rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] })),
];

/** The rights of the audit portal's role. It reads, and sees neither inbox nor quarantine nor outbox. It adds the manifests of its exports and its records of access, and can change none.
 * It adds the proofs of possession that it has seen, in a table of its own, and deletes expired ones. */
export const readerGrants: readonly Grant[] = [
  { table: 'event', rights: ['SELECT'] },
  { table: 'statement', rights: ['SELECT'] },
  { table: 'verdict', rights: ['SELECT'] },
  { table: 'export_manifest', rights: ['SELECT', 'INSERT'] },
  ...seenProofGrants('portal_seen_proof'),
  ...accessRecordGrants('portal'),
  { table: 'access_log', rights: ['SELECT'] },
  ...PROJECTIONS.map((table): Grant => ({ table, rights: ['SELECT'] })),
];
