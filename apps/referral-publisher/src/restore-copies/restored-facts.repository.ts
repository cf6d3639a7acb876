import {
  CorrectionPublishedContract, isEvent, MissingEpisodeRecordedContract, ReferralForwardedContract, ReferralForwardingDeclinedContract, ReferralPublishedContract,
  ReferralRecipientAddedContract, RiskRegradedContract, WithdrawalPublishedContract, type ReceivedEvent, type SentCopy,
} from '#libs/contracts';
import { batchJson, statement, type Transaction } from '#libs/persistence';

const ADD_OUTCOMES = statement(
  'publisher-restore-redirect-outcomes',
  `INSERT INTO redirect_outcome (referral_id, agency, statement_id, outcome, decided_at)
   SELECT * FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, statement_id uuid, outcome text, decided_at timestamptz) ON CONFLICT DO NOTHING`,
);
/** The version of the content that a backup has, which is the one that every later recipient is judged by from now on. */
const VERSION = `coalesce((SELECT max(version) + 1 FROM content_version v WHERE v.referral_id = r.referral_id), 1)`;
const ADD_RECIPIENTS = statement(
  'publisher-restore-recipients',
  `INSERT INTO recipient (referral_id, agency, hop, purpose, agreement_id, agreement_version, expectation, message_id, envelope_digest, partition, published_at,
     content_version, added_because, from_agency, children, due)
   SELECT referral_id, agency, hop, purpose, agreement_id, agreement_version, expectation, message_id, envelope_digest, partition, published_at, ${VERSION}, added_because, from_agency, children, due
   FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, hop smallint, purpose text, agreement_id text, agreement_version integer, expectation text,
     message_id uuid, envelope_digest text, partition integer, published_at timestamptz, added_because text, from_agency text, children jsonb, due json)
   WHERE EXISTS (SELECT FROM referral WHERE referral_id = r.referral_id) ON CONFLICT DO NOTHING RETURNING agency`,
);
const ADD_WITHDRAWALS = statement(
  'publisher-restore-withdrawals',
  `INSERT INTO change (change_id, organisation, operation, idempotency_key, request_digest, referral_id, person, correlation_id, recorded_at, details, answer)
   SELECT change_id, organisation, 'withdrawal', 'restored:' || change_id, '', referral_id, person, correlation_id, recorded_at,
     json_build_object('reason', reason)::jsonb, '{}'::json
   FROM json_to_recordset($1::json) AS r (change_id uuid, organisation text, referral_id uuid, person text, correlation_id uuid, recorded_at timestamptz, reason text)
   WHERE EXISTS (SELECT FROM referral WHERE referral_id = r.referral_id)
     AND NOT EXISTS (SELECT FROM change c WHERE c.change_id = r.change_id) ON CONFLICT DO NOTHING RETURNING change_id`,
);
const ADD_LOST_CHANGES = statement(
  'publisher-add-lost-changes',
  `INSERT INTO lost_change (change_id, referral_id, operation, version, recorded_at)
   SELECT change_id, referral_id, operation, greatest(${VERSION}, (SELECT max(version) FROM lost_change l WHERE l.referral_id = r.referral_id))
     + row_number() OVER (PARTITION BY referral_id ORDER BY recorded_at, change_id), recorded_at
   FROM json_to_recordset($1::json) AS r (change_id uuid, referral_id uuid, operation text, recorded_at timestamptz)
   WHERE EXISTS (SELECT FROM referral WHERE referral_id = r.referral_id) AND NOT EXISTS (SELECT FROM change c WHERE c.change_id = r.change_id)
     AND NOT EXISTS (SELECT FROM lost_change l WHERE l.change_id = r.change_id)
   RETURNING change_id AS "changeId", referral_id AS "referralId", operation`,
);
const MISSING_REFERRALS = statement(
  'publisher-missing-referrals', 'SELECT id FROM unnest($1::uuid[]) AS id WHERE NOT EXISTS (SELECT FROM referral WHERE referral_id = id)',
);

/** A change whose content the backup lacks. */
export interface LostChange {
  readonly changeId: string;
  readonly referralId: string;
  readonly operation: string;
}

/** What was added from facts, and what no fact can give back. */
export interface RestoredFacts {
  readonly recipients: number;
  readonly withdrawals: number;
  readonly lostReferrals: readonly string[];
  readonly lostChanges: readonly LostChange[];
}

const CHANGES = [
  { contract: CorrectionPublishedContract, operation: 'correction' }, { contract: RiskRegradedContract, operation: 'regrade' },
  { contract: MissingEpisodeRecordedContract, operation: 'missing-episode' },
] as const;

/**
 * Adds the records that facts hold in full: outcomes of redirects, later recipients and withdrawals. Without them the publisher would follow a
 * redirect again, and would share a referral that was withdrawn. A change of content is not in its fact. The publisher notes it, so that the next
 * version is higher than any that an agency may hold. The caller has locked the referrals.
 */
export async function restoreFacts(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<RestoredFacts> {
  const outcomes = events.flatMap((event) => outcomeIn(event) ?? []);
  if (outcomes.length > 0) await transaction.run(ADD_OUTCOMES, [batchJson(outcomes)]);
  const changes = events.flatMap((event) => changeIn(event) ?? []);
  const published = events.flatMap((event) => (isEvent(event, ReferralPublishedContract) ? [event.data.referralId] : []));
  const { rows: missing } = published.length === 0 ? { rows: [] } : await transaction.run<{ readonly id: string }>(MISSING_REFERRALS, [published]);
  return {
    recipients: await added(transaction, ADD_RECIPIENTS, events.flatMap((event) => recipientIn(event) ?? [])),
    withdrawals: await added(transaction, ADD_WITHDRAWALS, events.flatMap((event) => withdrawalIn(event) ?? [])),
    lostReferrals: missing.map(({ id }) => id),
    lostChanges: changes.length === 0 ? [] : (await transaction.run<LostChange>(ADD_LOST_CHANGES, [batchJson(changes)])).rows,
  };
}

async function added(transaction: Transaction, insert: typeof ADD_RECIPIENTS, rows: readonly object[]): Promise<number> {
  return rows.length === 0 ? 0 : (await transaction.run(insert, [batchJson(rows)])).rows.length;
}

function outcomeIn(event: ReceivedEvent): object | undefined {
  if (isEvent(event, ReferralForwardedContract)) {
    const { referralId, fromAgency, because, forwardedAt } = event.data;
    return { referral_id: referralId, agency: fromAgency, statement_id: because, outcome: 'forwarded', decided_at: forwardedAt };
  }
  if (!isEvent(event, ReferralForwardingDeclinedContract)) return undefined;
  const { referralId, fromAgency, because, reason, declinedAt } = event.data;
  return { referral_id: referralId, agency: fromAgency, statement_id: because, outcome: reason, decided_at: declinedAt };
}

function recipientIn(event: ReceivedEvent): object | undefined {
  if (isEvent(event, ReferralForwardedContract)) {
    const { referralId, fromAgency, toAgency, hop, forwardedAt } = event.data;
    return recipientRow(event.data, { referral_id: referralId, agency: toAgency, hop, published_at: forwardedAt, added_because: 'redirected', from_agency: fromAgency });
  }
  if (!isEvent(event, ReferralRecipientAddedContract)) return undefined;
  const { referralId, fromAgency, agency, hop, addedAt, reason } = event.data;
  return recipientRow(event.data, { referral_id: referralId, agency, hop, published_at: addedAt, added_because: reason, from_agency: fromAgency });
}

function recipientRow({ purpose, agreement, expectation, messageId, envelopeDigest, partition, children, due }: SentCopy, row: object): object {
  return {
    ...row, purpose, agreement_id: agreement.id, agreement_version: agreement.version, expectation, message_id: messageId, envelope_digest: envelopeDigest, partition, children, due,
  };
}

function withdrawalIn(event: ReceivedEvent): object | undefined {
  if (!isEvent(event, WithdrawalPublishedContract)) return undefined;
  const { updateId, force, referralId, withdrawnBy, withdrawnAt, reason } = event.data;
  return {
    change_id: updateId, organisation: force, referral_id: referralId, person: withdrawnBy, correlation_id: event.attributes.correlationId, recorded_at: withdrawnAt, reason,
  };
}

function changeIn(event: ReceivedEvent): object | undefined {
  const kind = CHANGES.find(({ contract }) => contract.type === event.contract.type);
  if (kind === undefined) return undefined;
  const { updateId, referralId } = event.data as { readonly updateId: string; readonly referralId: string };
  return { change_id: updateId, referral_id: referralId, operation: kind.operation, recorded_at: event.attributes.time };
}
