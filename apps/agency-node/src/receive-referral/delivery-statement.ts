import { statement, type StatementRunner } from '#libs/persistence';

import type { MachineStatement } from '../machine-statements/machine-statements.js';
import type { ReceivedRow } from './received-referral.repository.js';

/** What the statement of a delivery names. */
type DeliveredRow = Pick<
  ReceivedRow, 'receipt_id' | 'referral_id' | 'hop' | 'message_id' | 'envelope_digest' | 'correlation_id' | 'partition' | 'kafka_offset'
>;

const DELIVERIES = statement(
  'node-deliveries-of-referrals',
  `SELECT d.receipt_id, d.referral_id, d.hop, d.message_id, d.envelope_digest, d.correlation_id, d.partition, d.kafka_offset, d.delivered_at
   FROM referral r JOIN delivery d USING (message_id) WHERE r.referral_id = ANY ($1::uuid[]) ORDER BY d.partition, d.kafka_offset`,
);

/**
 * The statement that a copy was delivered. The same row gives the same bytes, at any time.
 *
 * @param at when it was stored, in UTC with milliseconds.
 */
export function deliveryOf(row: DeliveredRow, at: string): MachineStatement {
  return {
    partition: row.partition,
    entry: {
      receiptId: row.receipt_id,
      rung: 'delivered',
      referralId: row.referral_id,
      hop: row.hop,
      messageId: row.message_id,
      envelopeDigest: row.envelope_digest,
      copyType: 'safeguarding.referral.shared.v1',
      correlationId: row.correlation_id,
      offset: row.kafka_offset,
      occurredAt: at,
    },
  };
}

/** The deliveries of the copies of these referrals that the node holds, as they were stated. */
export async function deliveriesOf(transaction: StatementRunner, referralIds: readonly string[]): Promise<readonly MachineStatement[]> {
  const { rows } = await transaction.run<DeliveredRow & { readonly delivered_at: Date }>(DELIVERIES, [referralIds]);
  return rows.map(({ delivered_at: deliveredAt, ...row }) => deliveryOf(row, deliveredAt.toISOString()));
}
