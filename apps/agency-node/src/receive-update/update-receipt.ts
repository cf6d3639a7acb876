import { encodeEvent, UpdateAcknowledgedContract, type OutgoingMessage, type UpdateAcknowledged } from '#libs/contracts';

import type { NodeIdentity } from '../node-identity.js';
import type { UpdateRow } from './update-rows.js';

/** The machine's receipt for an update. */
export function updateReceipt(node: NodeIdentity, caseKey: string, row: UpdateRow): OutgoingMessage {
  return receiptOfUpdate(node, caseKey, row.correlation_id, {
    receiptId: row.receipt_id, referralId: row.referral_id, updateId: row.update_id, kind: row.kind, rung: 'delivered', messageId: row.message_id,
    envelopeDigest: row.envelope_digest, topic: row.topic, partition: row.partition, offset: row.kafka_offset, occurredAt: row.received_at,
  });
}

export function receiptOfUpdate(node: NodeIdentity, caseKey: string, correlationId: string, facts: Omit<UpdateAcknowledged, 'agency'>): OutgoingMessage {
  return encodeEvent(UpdateAcknowledgedContract, {
    topic: node.topics.acknowledgement(node.agency), key: caseKey, id: facts.receiptId, source: node.source, subject: facts.referralId,
    time: facts.occurredAt, correlationId, data: { ...facts, agency: node.agency },
  });
}
