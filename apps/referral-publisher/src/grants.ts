import { INTAKE_GRANTS } from '#libs/intake';
import { OUTBOX_GRANTS, type Grant } from '#libs/persistence';

/** Rows that are written once and never changed: publications, answers and decisions. */
const ADDED_TO = [
  'referral', 'referral_content', 'recipient', 'receipt', 'change', 'content_version', 'change_recipient', 'change_receipt', 'agency_milestone',
  'recorded_ethnicity', 'ethnicity_conflict', 'feedback_opening', 'incident', 'incident_link',
];

/** The complete rights of the publisher's role. The content of a referral is the one thing that it may change, by a correction. */
export const grants: readonly Grant[] = [
  ...OUTBOX_GRANTS,
  ...INTAKE_GRANTS,
  ...ADDED_TO.map((table): Grant => ({ table, rights: ['SELECT', 'INSERT'] })),
  { table: 'referral_content', rights: ['UPDATE'], columns: ['content'] },
];
