import { accessRecordGrants, seenProofGrants } from '#libs/app-wiring';
import { INTAKE_GRANTS } from '#libs/intake';
import { STATEMENT_GRANTS } from '#libs/judgement';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/** Rows that are written once and never changed: publications, effects of statements, and decisions. */
const ADDED_TO = [
  'referral', 'referral_content', 'recipient', 'change', 'content_version', 'change_recipient', 'statement_effect', 'ethnicity_conflict',
  'ethnicity_code', 'feedback_opening', 'incident', 'incident_link', 'restored_copy', 'resent_copy', 'lost_change', 'redirect_outcome',
  'notified_holder', 'recipient_end', 'corrected_children',
];

/** The complete rights of the publisher's role. It may change the content of a referral, by a correction, and the verdict on a statement. Triggers alone write the last changes. */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  ...seenProofGrants(),
  ...accessRecordGrants(),
  ...STATEMENT_GRANTS,
  { table: 'sent_copy', rights: ['SELECT'] },
  { table: 'declined_redirect', rights: ['SELECT'] },
  { table: 'last_change', rights: ['SELECT'] },
  { table: 'list_epoch', rights: ['SELECT'] },
  { function: 'begin_list_epoch()', rights: ['EXECUTE'] },
  ...ADDED_TO.map((table): Grant => ({ table, rights: ['SELECT', 'INSERT'] })),
  { table: 'referral_content', rights: ['UPDATE'], columns: ['content', 'incident_reference_key'] },
  { table: 'notified_holder', rights: ['UPDATE'], columns: ['holder'] },
  { table: 'recipient_end', rights: ['UPDATE'], columns: ['ended_at', 'recorded_at', 'fact_id'] },
];
