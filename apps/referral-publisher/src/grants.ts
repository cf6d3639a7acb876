import { INTAKE_GRANTS } from '#libs/intake';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/** Written once and never changed: what was published, what was answered, what was decided. */
const ADDED_TO = [
  'referral', 'referral_content', 'recipient', 'receipt', 'change', 'content_version', 'change_recipient', 'change_receipt', 'agency_milestone',
  'recorded_ethnicity', 'ethnicity_conflict', 'feedback_opening', 'incident', 'incident_link',
];

/** All that the publisher's role may do. The one thing it may change is the content of a referral, by a correction. */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  ...ADDED_TO.map((table): Grant => ({ table, rights: ['SELECT', 'INSERT'] })),
  { table: 'referral_content', rights: ['UPDATE'], columns: ['content'] },
];
