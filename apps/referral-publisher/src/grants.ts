import { INTAKE_GRANTS } from '#libs/intake';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/** All that the publisher's role may do. It corrects nothing: what was published and what was answered stays. */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  { table: 'referral', rights: ['SELECT', 'INSERT'] },
  { table: 'referral_content', rights: ['SELECT', 'INSERT'] },
  { table: 'recipient', rights: ['SELECT', 'INSERT'] },
  { table: 'receipt', rights: ['SELECT', 'INSERT'] },
];
