import type { CountedReferral } from '#libs/agreements';
import type { ChildIdentity, OutgoingMessage, ReferralContent } from '#libs/contracts';
import { comparisonForm, crashPoint } from '#libs/kernel';
import { batchJson, outboxInsert, outboxRows, statement, type Database } from '#libs/persistence';

import type { SharedWith } from '../share-view.js';

/** A referral with everything that becomes durable in the commit before its 202. */
export interface ReferralToStore {
  readonly referralId: string;
  readonly organisation: string;
  readonly idempotencyKey: string;
  /** SHA-256 of the canonical request body. It distinguishes a repeat from another request under the same key. */
  readonly requestDigest: string;
  readonly caseKey: string;
  readonly correlationId: string;
  readonly acceptedAt: string;
  readonly counted: CountedReferral;
  readonly content: ReferralContent;
  /** The ids that the children were given, in the order of the request. */
  readonly children: readonly ChildIdentity[];
  readonly recipients: readonly SharedWith[];
  readonly messages: readonly OutgoingMessage[];
}

/** `already-known`: another referral holds this organisation's idempotency key; nothing was written. */
export type StoreResult = 'stored' | 'already-known';

/**
 * One statement for all referrals of a commit, because PostgreSQL then parses and plans once. A referral whose idempotency key is
 * taken writes neither recipients nor messages. Keys are taken in one order: two copies of the publisher with the same keys then
 * wait for each other, while two orders would deadlock (40P01) and fail every request of the commit.
 */
const STORE_REFERRALS = statement(
  'publisher-store-referrals',
  `WITH stored AS (
     INSERT INTO referral (referral_id, organisation, idempotency_key, request_digest, case_key, correlation_id, accepted_at, counted, children)
     SELECT referral_id, organisation, idempotency_key, request_digest, case_key, correlation_id, accepted_at, counted, children
     FROM json_to_recordset($1::json) AS r (referral_id uuid, organisation text, idempotency_key text, request_digest text,
       case_key text, correlation_id uuid, accepted_at timestamptz, counted json, children json)
     ORDER BY organisation, idempotency_key
     ON CONFLICT (organisation, idempotency_key) DO NOTHING
     RETURNING referral_id
   ), held AS (
     INSERT INTO referral_content (referral_id, content, incident_reference_key)
     SELECT referral_id, content, incident_reference_key
     FROM json_to_recordset($1::json) AS r (referral_id uuid, content jsonb, incident_reference_key text) JOIN stored USING (referral_id)
   ), named AS (
     INSERT INTO recipient (referral_id, agency, hop, purpose, agreement_id, agreement_version, expectation, message_id,
       envelope_digest, partition, published_at, children, due)
     SELECT referral_id, agency, hop, purpose, agreement_id, agreement_version, expectation, message_id, envelope_digest, partition,
       published_at, children, due
     FROM json_to_recordset($2::json) AS r (referral_id uuid, agency text, hop smallint, purpose text, agreement_id text,
       agreement_version integer, expectation text, message_id uuid, envelope_digest text, partition integer, published_at timestamptz,
       children jsonb, due json)
     JOIN stored USING (referral_id)
   ), queued AS (${outboxInsert('$3', 'r.owner IN (SELECT referral_id FROM stored)')})
   SELECT referral_id FROM stored`,
);

/** Writes referrals, their recipients and the messages to them in one commit. */
export class ReferralRepository {
  constructor(private readonly database: Database) {}

  /**
   * Stores all referrals or none. Results are in the order of the referrals.
   *
   * @throws DatabaseUnavailable
   * StatementError
   */
  async store(referrals: readonly ReferralToStore[]): Promise<readonly StoreResult[]> {
    crashPoint('publisher.before-commit');
    const { rows } = await this.database.run<{ referral_id: string }>(STORE_REFERRALS, [
      batchJson(referrals.map((referral) => referralRow(referral))),
      batchJson(referrals.flatMap((referral) => recipientRows(referral.referralId, referral.acceptedAt, referral.recipients))),
      batchJson(referrals.flatMap(({ referralId, messages }) => outboxRows(messages, referralId))),
    ]);
    crashPoint('publisher.after-commit-before-answer');
    const stored = new Set(rows.map((row) => row.referral_id));
    return referrals.map(({ referralId }) => (stored.has(referralId) ? 'stored' : 'already-known'));
  }
}

function referralRow(referral: ReferralToStore): object {
  return {
    referral_id: referral.referralId,
    organisation: referral.organisation,
    idempotency_key: referral.idempotencyKey,
    request_digest: referral.requestDigest,
    case_key: referral.caseKey,
    correlation_id: referral.correlationId,
    accepted_at: referral.acceptedAt,
    counted: referral.counted,
    children: referral.children,
    content: referral.content,
    incident_reference_key: comparisonForm(referral.content.incident.reference),
  };
}

/** Rows of the `recipient` table; a redirect adds one more in the same form. */
export function recipientRows(referralId: string, publishedAt: string, recipients: readonly SharedWith[]): readonly object[] {
  return recipients.map(({ agency, hop, purpose, agreement, expectation, messageId, envelopeDigest, partition, children, due }) => ({
    referral_id: referralId,
    agency,
    hop,
    purpose,
    agreement_id: agreement.id,
    agreement_version: agreement.version,
    expectation,
    message_id: messageId,
    envelope_digest: envelopeDigest,
    partition,
    published_at: publishedAt,
    children,
    due,
  }));
}
