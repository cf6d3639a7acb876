import type { ReceivedEvent } from '#libs/contracts';
import type { Refusal } from '#libs/intake';
import type { Transaction } from '#libs/persistence';

import type { MachineStatement } from '../machine-statements/machine-statements.js';
import { copyRow, updateFactsOf, updateRow, type UpdateData, type UpdateRow } from './update-rows.js';
import { heldReferrals, replaceContents, storeUpdates } from './update.repository.js';

export interface ReceivedUpdates {
  readonly refusals: readonly Refusal[];
  /** The deliveries of the updates that were stored now. */
  readonly delivered: readonly MachineStatement[];
}

/**
 * Takes updates of the force, and replaces the content. An update moves no rung of the ladder: the expectation of the agency and its
 * time stay unchanged.
 *
 * @param events updates addressed to this agency, in their order.
 */
export async function receiveUpdates(transaction: Transaction, events: readonly ReceivedEvent<UpdateData>[], now: string): Promise<ReceivedUpdates> {
  if (events.length === 0) return { refusals: [], delivered: [] };
  const held = await heldReferrals(transaction, events.map(({ data }) => data.referralId));
  const ours = events.filter(({ data }) => held.has(data.referralId));
  const read = ours.flatMap((event) => {
    const facts = updateFactsOf(event);
    return facts === undefined ? [] : [{ facts, row: updateRow(event, facts, now) }];
  });
  const stored = await storeUpdates(transaction, read.map(({ row }) => row));
  await replaceContents(transaction, read.flatMap(({ facts, row }) => (facts.copy === undefined ? [] : [copyRow(row.referral_id, facts.copy)])));
  const delivered = read
    .filter(({ row }) => stored.has(row.update_id))
    .map(({ row }): MachineStatement => ({ partition: row.partition, entry: deliveryOf(row) }));
  const refusals = events.filter(({ data }) => !held.has(data.referralId)).map((event) => ({
    event, code: 'unknown-referral', reason: 'The change is about a referral that is not held here. Replay it once the referral has been delivered.',
  }));
  return { refusals, delivered };
}

function deliveryOf(row: UpdateRow): MachineStatement['entry'] {
  return {
    receiptId: row.receipt_id, rung: 'delivered', referralId: row.referral_id, messageId: row.message_id, envelopeDigest: row.envelope_digest,
    copyType: row.copy_type, updateId: row.update_id, kind: row.kind, correlationId: row.correlation_id, offset: row.kafka_offset,
    occurredAt: row.received_at,
  };
}
