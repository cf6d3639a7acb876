import { isEvent, ReferralSharedContract, type ReceivedEvent, type ReferralShared } from '#libs/contracts';
import type { IntakeEffects, QuarantinedMessage, Refusal } from '#libs/intake';
import { crashPoint, newId } from '#libs/kernel';
import { OutboxWriter, type Transaction } from '#libs/persistence';

import { machineStatements, type MachineStatement } from '../machine-statements/machine-statements.js';
import type { NodeIdentity } from '../node-identity.js';
import { receiveUpdates } from '../receive-update/receive-update.js';
import { updateFactsOf, type UpdateData } from '../receive-update/update-rows.js';
import { batchTime, storeReferrals, type ReceivedRow } from './received-referral.repository.js';

type Shared = ReceivedEvent<ReferralShared>;

/** Stores the messages for this agency and states their delivery. A referral and this statement become durable together. */
export class ReceiveReferral implements IntakeEffects {
  private readonly outbox = new OutboxWriter();

  constructor(private readonly node: NodeIdentity) {}

  /** Referrals are stored before their updates. Both may come in one batch, and the order of a case is that of its partition. */
  async apply(transaction: Transaction, events: readonly ReceivedEvent[], now: string): Promise<readonly Refusal[]> {
    const isOurs = ({ data }: ReceivedEvent): boolean => (data as { readonly recipient: string }).recipient === this.node.agency;
    const ours = events.filter((event) => isOurs(event));
    const shared = ours.filter((event): event is Shared => isEvent(event, ReferralSharedContract));
    const updates = ours.filter((event): event is ReceivedEvent<UpdateData> => updateFactsOf(event) !== undefined);
    if (shared.length + updates.length !== ours.length) throw new Error('an event was taken that this node does not accept: a bug');
    const rows = shared.map((event) => receivedRow(event, now));
    if (rows.length > 0) {
      storeReferrals(transaction, rows);
      crashPoint('node.after-referrals-before-receipts');
    }
    const { refusals, delivered } = await receiveUpdates(transaction, updates, now);
    this.outbox.insert(transaction, machineStatements(this.node, [...rows.map((row) => deliveryOf(row)), ...delivered], now));
    return [...refusals, ...events.filter((event) => !isOurs(event)).map(({ attributes }) => wrongRecipient(attributes.id))];
  }

  /** States the rejection of each quarantined message, by digest and code. */
  async rejected(transaction: Transaction, quarantined: readonly QuarantinedMessage[]): Promise<void> {
    const now = await batchTime(transaction);
    this.outbox.insert(transaction, machineStatements(this.node, quarantined.map((message) => rejectionOf(message, now)), now));
  }
}

function deliveryOf(row: ReceivedRow): MachineStatement {
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
      occurredAt: row.received_at,
    },
  };
}

function rejectionOf({ code, digest, messageId, referralId, correlationId, message }: QuarantinedMessage, now: string): MachineStatement {
  return {
    partition: message.partition,
    entry: {
      receiptId: newId(),
      rung: 'rejected',
      ...(referralId !== undefined && { referralId }),
      ...(messageId !== undefined && { messageId }),
      envelopeDigest: digest,
      reasonCode: code,
      correlationId: correlationId ?? newId(),
      offset: message.offset,
      occurredAt: now,
    },
  };
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
