import { accessRecordGrants, seenProofGrants } from '#libs/app-wiring';
import { INTAKE_GRANTS } from '#libs/intake';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/**
 * The complete rights of the node's own role. It deletes only messages that Kafka has taken, and never changes a step. Of a
 * referral it changes only the rung and the state beside it. A function replaces the content, and takes only a higher version.
 */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  ...seenProofGrants(),
  ...accessRecordGrants(),
  { table: 'referral', rights: ['SELECT', 'INSERT'] },
  { table: 'referral', rights: ['UPDATE'], columns: ['rung'] },
  { table: 'referral_content', rights: ['SELECT', 'INSERT'] },
  { table: 'delivery', rights: ['SELECT', 'INSERT'] },
  { table: 'step', rights: ['SELECT', 'INSERT'] },
  ...['referral_update', 'correction_acknowledgement', 'recorded_ethnicity', 'milestone'].map((table): Grant => ({ table, rights: ['SELECT', 'INSERT'] })),
  ...['own_statement', 'clock_call', 'notified_withdrawal', 'declined_redirect', 'omitted_statements', 'notified_holder', 'judged_statement', 'clock'].map((table): Grant => ({ table, rights: ['SELECT', 'INSERT'] })),
  { table: 'notified_holder', rights: ['UPDATE'], columns: ['state', 'since', 'agencies', 'children', 'changed_at'] },
  { table: 'judged_statement', rights: ['UPDATE'], columns: ['verdict', 'code', 'notice_offset'] },
  { table: 'clock', rights: ['UPDATE'], columns: ['organisation', 'due_at', 'explanation', 'breached_at', 'ended_at', 'ended_by', 'outcome', 'supersedes'] },
  { function: 'replace_content(json)', rights: ['EXECUTE'] },
  { table: 'rung_count', rights: ['SELECT'] },
  { table: 'rung_count', rights: ['UPDATE'], columns: ['referrals'] },
];
