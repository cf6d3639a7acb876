import { MachineStatementsContract, type Expectation } from '#libs/contracts';
import { batchJson, statement, type StatementRunner, type Transaction } from '#libs/persistence';
import type { CopyOfReferral } from '#libs/safeguarding';

/** The delivery of the referral is on record: the agency stated it, or a rung above it. A rejection is none. */
export const IS_DELIVERED = `EXISTS (SELECT FROM statement s WHERE s.referral_id = n.referral_id AND s.agency = n.agency AND s.verdict = 'taken'
     AND NOT (s.type = '${MachineStatementsContract.type}' AND (s.data ->> 'rung' = 'rejected' OR s.data ->> 'updateId' IS NOT NULL)))`;
/** The delivery of a change is on record. */
export const IS_CHANGE_DELIVERED = `EXISTS (SELECT FROM statement s WHERE s.referral_id = h.referral_id AND s.agency = c.agency AND s.verdict = 'taken'
     AND s.data ->> 'updateId' = h.change_id::text AND s.data ->> 'rung' IN ('delivered', 'acknowledged'))`;

const DELIVERIES = statement(
  'publisher-resend-deliveries',
  `SELECT n.referral_id AS "referralId", n.agency, n.expectation, ${IS_DELIVERED} AS "isDelivered" FROM recipient n WHERE n.referral_id = ANY ($1::uuid[])`,
);
const CHANGES = statement(
  'publisher-resend-changes',
  `SELECT h.referral_id AS "referralId", c.agency, h.change_id AS "changeId", h.operation, c.data
   FROM change h JOIN change_recipient c USING (change_id)
   WHERE h.referral_id = ANY ($1::uuid[]) AND NOT ${IS_CHANGE_DELIVERED} ORDER BY h.recorded_at, h.change_id`,
);
const ADD = statement(
  'publisher-add-resent-copies',
  `INSERT INTO resent_copy (referral_id, agency, message_id, envelope_digest, hop, partition, sent_at, update_id, resend_id)
   SELECT referral_id, agency, message_id, envelope_digest, hop, partition, $2, update_id, $3
   FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, message_id uuid, envelope_digest text, hop smallint, partition integer, update_id uuid)`,
);

/** One agency of one referral. */
interface OfAgency {
  readonly referralId: string;
  readonly agency: string;
}

/** What a recipient was asked, and whether the delivery of its copy is on record. */
export interface Delivery extends OfAgency {
  readonly expectation: Expectation;
  readonly isDelivered: boolean;
}

/** A change whose delivery an agency has not stated. */
export interface UndeliveredChange extends OfAgency {
  readonly changeId: string;
  readonly operation: string;
  /** The message without its view. */
  readonly data: object;
}

export async function deliveriesOf(runner: StatementRunner, referralIds: readonly string[]): Promise<readonly Delivery[]> {
  return (await runner.run<Delivery>(DELIVERIES, [referralIds])).rows;
}

/** In the order in which they were made. */
export async function undeliveredChanges(runner: StatementRunner, referralIds: readonly string[]): Promise<readonly UndeliveredChange[]> {
  return (await runner.run<UndeliveredChange>(CHANGES, [referralIds])).rows;
}

export async function addResentCopies(
  transaction: Transaction, resendId: string, resentAt: string, copies: readonly Omit<CopyOfReferral, 'sentAt'>[],
): Promise<void> {
  const rows = copies.map(({ referralId, agency, messageId, envelopeDigest, hop, partition, updateId }) => ({
    referral_id: referralId, agency, message_id: messageId, envelope_digest: envelopeDigest, hop, partition, update_id: updateId,
  }));
  await transaction.run(ADD, [batchJson(rows), resentAt, resendId]);
}
