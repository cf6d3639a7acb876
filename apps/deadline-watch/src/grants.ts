import { accessRecordGrants, seenProofGrants } from '#libs/app-wiring';
import { INTAKE_GRANTS } from '#libs/intake';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/**
 * The rights of the watch's own role. It can neither change nor delete a notice that was sent. The other tables are made again from
 * the topics.
 */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  ...seenProofGrants(),
  ...accessRecordGrants(),
  { table: 'referral', rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  { table: 'sent_copy', rights: ['SELECT', 'INSERT', 'DELETE'] },
  { table: 'declined_redirect', rights: ['SELECT', 'INSERT', 'DELETE'] },
  { table: 'statement', rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  { table: 'fact', rights: ['SELECT', 'INSERT', 'DELETE'] },
  { table: 'clock', rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] },
  { table: 'notice', rights: ['SELECT', 'INSERT'] },
  { table: 'rebuild', rights: ['SELECT', 'UPDATE'] },
];
