import { INTAKE_GRANTS } from '#libs/intake';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/**
 * What the node's own role may do, and no more: nothing is deleted but what Kafka has taken, a step is never changed,
 * and of a referral only where it stands. Content is replaced by a function that takes a higher version and nothing else.
 */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  { table: 'referral', rights: ['SELECT', 'INSERT'] },
  { table: 'referral', rights: ['UPDATE'], columns: ['rung'] },
  { table: 'referral_content', rights: ['SELECT', 'INSERT'] },
  { table: 'delivery', rights: ['SELECT', 'INSERT'] },
  { table: 'step', rights: ['SELECT', 'INSERT'] },
  ...['referral_update', 'correction_acknowledgement', 'recorded_ethnicity', 'milestone'].map((table): Grant => ({ table, rights: ['SELECT', 'INSERT'] })),
  { function: 'replace_content(json)', rights: ['EXECUTE'] },
  { table: 'refused_access', rights: ['INSERT'] },
  { table: 'rung_count', rights: ['SELECT'] },
  { table: 'rung_count', rights: ['UPDATE'], columns: ['referrals'] },
];
