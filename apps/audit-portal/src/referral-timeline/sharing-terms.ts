import {
  ReferralForwardedContract, ReferralPublishedContract, ReferralRecipientAddedContract, type AuditRecipient, type ReferralForwarded,
  type ReferralPublished, type ReferralRecipientAdded,
} from '#libs/contracts';
import { statement, type StatementRunner } from '#libs/persistence';

/** The terms of a sharing that were recorded when it was made. */
export type SharingTerms = Pick<AuditRecipient, 'due' | 'reviewOverdue'>;

const SHARINGS = [ReferralPublishedContract, ReferralForwardedContract, ReferralRecipientAddedContract].map(({ type }) => type);
/** Read from the log itself, which keeps the payload as it was sent. A request reads one referral, and no filter searches these fields. */
const TERMS = statement(
  'portal-timeline-terms',
  `SELECT type, data FROM event WHERE referral_id = $1::uuid AND rung = 'published' AND type = ANY ($2::text[]) ORDER BY event.occurred_at, event.event_id LIMIT 1000`,
);

type LoggedSharing =
  | { readonly type: string; readonly data: ReferralPublished }
  | { readonly type: string; readonly data: ReferralForwarded }
  | { readonly type: string; readonly data: ReferralRecipientAdded };

/** By agency. Of two sharings with one agency the first counts, as for its clocks. */
export async function sharingTermsOf(transaction: StatementRunner, referralId: string): Promise<ReadonlyMap<string, SharingTerms>> {
  const { rows } = await transaction.run<LoggedSharing>(TERMS, [referralId, SHARINGS]);
  const terms = new Map<string, SharingTerms>();
  for (const { data } of rows) {
    for (const { agency, due, reviewOverdue } of sharingsIn(data)) {
      if (!terms.has(agency)) terms.set(agency, { ...(due !== undefined && { due }), ...(reviewOverdue !== undefined && { reviewOverdue }) });
    }
  }
  return terms;
}

function sharingsIn(data: LoggedSharing['data']): readonly (SharingTerms & { readonly agency: string })[] {
  if ('recipients' in data) return data.recipients;
  return [{ ...data, agency: 'toAgency' in data ? data.toAgency : data.agency }];
}
