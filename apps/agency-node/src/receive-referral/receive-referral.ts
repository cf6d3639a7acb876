import { isEvent, ReferralSharedContract, type OutgoingMessage, type ReceivedEvent, type ReferralShared } from '#libs/contracts';
import type { IntakeEffects, QuarantinedMessage, Refusal } from '#libs/intake';
import { crashPoint, newId } from '#libs/kernel';
import { OutboxWriter, type Transaction } from '#libs/persistence';

import { receiptMessage } from '../ladder/receipts.js';
import type { NodeIdentity } from '../node-identity.js';
import { ReceiveUpdate } from '../receive-update/receive-update.js';
import { updateFactsOf, type UpdateData } from '../receive-update/update-rows.js';
import { batchTime, storeReferrals, type ReceivedRow } from './received-referral.repository.js';

type Shared = ReceivedEvent<ReferralShared>;

/** The form of a Kafka key that is surely opaque. A message that failed validation may keep such a key. */
const OPAQUE_KEY = /^[A-Za-z0-9_-]{1,64}$/;

/** Stores the messages for this agency and sends their receipts. A referral and its receipt become durable together. */
export class ReceiveReferral implements IntakeEffects {
  private readonly outbox = new OutboxWriter();

  private readonly updates: ReceiveUpdate;

  constructor(private readonly node: NodeIdentity) {
    this.updates = new ReceiveUpdate(node);
  }

  /** Referrals are stored before their updates. Both may come in one batch, and the order of a case is that of its partition. */
  async apply(transaction: Transaction, events: readonly ReceivedEvent[], now: string): Promise<readonly Refusal[]> {
    const isOurs = ({ data }: ReceivedEvent): boolean => (data as { readonly recipient: string }).recipient === this.node.agency;
    const ours = events.filter((event) => isOurs(event));
    const shared = ours.filter((event): event is Shared => isEvent(event, ReferralSharedContract));
    const updates = ours.filter((event): event is ReceivedEvent<UpdateData> => updateFactsOf(event) !== undefined);
    if (shared.length + updates.length !== ours.length) throw new Error('an event was taken that this node does not accept: a bug');
    if (shared.length > 0) {
      const rows = shared.map((event) => receivedRow(event, now));
      storeReferrals(transaction, rows);
      crashPoint('node.after-referrals-before-receipts');
      this.outbox.insert(transaction, rows.map((row) => this.deliveredReceipt(row)));
    }
    const refused = await this.updates.apply(transaction, updates, now);
    return [...refused, ...events.filter((event) => !isOurs(event)).map(({ attributes }) => wrongRecipient(attributes.id))];
  }

  /** Notifies the sender of each quarantined message, by digest and code. */
  async rejected(transaction: Transaction, quarantined: readonly QuarantinedMessage[]): Promise<void> {
    const now = await batchTime(transaction);
    this.outbox.insert(transaction, quarantined.map((message) => this.rejectedReceipt(message, now)));
  }

  private deliveredReceipt(row: ReceivedRow): OutgoingMessage {
    return receiptMessage(this.node, row.case_key, row.correlation_id, {
      receiptId: row.receipt_id,
      referralId: row.referral_id,
      hop: row.hop,
      rung: 'delivered',
      messageId: row.message_id,
      envelopeDigest: row.envelope_digest,
      topic: row.topic,
      partition: row.partition,
      offset: row.kafka_offset,
      receivedAt: row.received_at,
      occurredAt: row.received_at,
    });
  }

  private rejectedReceipt(quarantined: QuarantinedMessage, now: string): OutgoingMessage {
    const { code, digest, messageId, referralId, message } = quarantined;
    const receiptId = newId();
    const given = message.headers['ce_partitionkey'] ?? message.key ?? '';
    const key = OPAQUE_KEY.test(given) ? given : (referralId ?? receiptId);
    return receiptMessage(this.node, key, quarantined.correlationId ?? newId(), {
      receiptId,
      ...(referralId !== undefined && { referralId }),
      rung: 'rejected',
      ...(messageId !== undefined && { messageId }),
      envelopeDigest: digest,
      reasonCode: code,
      topic: message.topic,
      partition: message.partition,
      offset: message.offset,
      receivedAt: now,
      occurredAt: now,
    });
  }
}

function wrongRecipient(messageId: string): Refusal {
  return { messageId, code: 'wrong-recipient', reason: 'The referral is addressed to another agency, and was not read.' };
}

function receivedRow({ attributes, data, digest, message }: Shared, now: string): ReceivedRow {
  return {
    message_id: attributes.id,
    receipt_id: newId(),
    referral_id: data.referralId,
    case_key: attributes.partitionKey,
    hop: data.hop,
    force: data.sender.force,
    purpose: data.purpose,
    agreement_id: data.agreement.id,
    agreement_version: data.agreement.version,
    expectation: data.expectation,
    received_at: now,
    envelope_digest: digest,
    topic: message.topic,
    partition: message.partition,
    kafka_offset: message.offset,
    correlation_id: attributes.correlationId,
    issued_at: data.issuedAt,
    marking: data.marking,
    grade: data.view.risk?.grade,
    concern_types: data.view.concern?.types,
    view: data.view,
  };
}
