import { isEvent, ReferralSharedContract, type ReceivedEvent, type ReferralShared } from '#libs/contracts';
import { conflictingContent, type Applied, type IntakeEffects, type QuarantinedMessage, type Refusal } from '#libs/intake';
import { crashPoint, newId } from '#libs/kernel';
import { OutboxWriter, type Transaction } from '#libs/persistence';

import { machineStatements, type MachineStatement } from '../machine-statements/machine-statements.js';
import type { NodeIdentity } from '../node-identity.js';
import { receiveUpdates } from '../receive-update/receive-update.js';
import { replaceContents } from '../receive-update/update.repository.js';
import { updateFactsOf, type UpdateData } from '../receive-update/update-rows.js';
import { deliveryOf } from './delivery-statement.js';
import { batchTime, deliveredDigests, storeReferrals, type ReceivedRow } from './received-referral.repository.js';

type Shared = ReceivedEvent<ReferralShared>;

/** Whether the deliveries recognise the repeats of an event: those of a referral do, and the inbox those of its changes. */
export function isSharedReferral({ contract }: ReceivedEvent): boolean {
  return contract.type === ReferralSharedContract.type;
}

/** Stores the messages for this agency and states their delivery. A referral and this statement become durable together. */
export class ReceiveReferral implements IntakeEffects {
  private readonly outbox = new OutboxWriter();

  constructor(private readonly node: NodeIdentity) {}

  /** Referrals are stored before their updates. Both may come in one batch, and the order of a case is that of its partition. */
  async apply(transaction: Transaction, events: readonly ReceivedEvent[], now: string): Promise<Applied> {
    const isOurs = ({ data }: ReceivedEvent): boolean => (data as { readonly recipient: string }).recipient === this.node.agency;
    const ours = events.filter((event) => isOurs(event));
    const shared = ours.filter((event): event is Shared => isEvent(event, ReferralSharedContract));
    const updates = ours.filter((event): event is ReceivedEvent<UpdateData> => updateFactsOf(event) !== undefined);
    if (shared.length + updates.length !== ours.length) throw new Error('an event was taken that this node does not accept: a bug');
    const received = await receiveReferrals(transaction, shared);
    const { refusals, delivered } = await receiveUpdates(transaction, updates, now);
    const statements = [...received.delivered, ...delivered];
    this.outbox.insert(transaction, machineStatements(this.node, statements, statements[0]?.entry.occurredAt ?? now));
    return {
      refusals: [...received.refusals, ...refusals, ...events.filter((event) => !isOurs(event)).map((event) => wrongRecipient(event))],
      repeats: received.repeats,
    };
  }

  /** States the rejection of each quarantined message, by digest and code. */
  async rejected(transaction: Transaction, quarantined: readonly QuarantinedMessage[]): Promise<void> {
    const now = await batchTime(transaction);
    this.outbox.insert(transaction, machineStatements(this.node, quarantined.map((message) => rejectionOf(message, now)), now));
  }
}

/**
 * Stores referrals. The key of their deliveries recognises a repeat, and other content under a known id, so that the inbox does not
 * have to register each message as well.
 */
async function receiveReferrals(transaction: Transaction, shared: readonly Shared[]): Promise<Applied & { readonly delivered: readonly MachineStatement[] }> {
  if (shared.length === 0) return { refusals: [], repeats: 0, delivered: [] };
  const first = new Map<string, Shared>();
  for (const event of shared) if (!first.has(event.attributes.id)) first.set(event.attributes.id, event);
  const rows = [...first.values()].map((event) => receivedRow(event));
  const stored = await storeReferrals(transaction, rows);
  crashPoint('node.after-referrals-before-receipts');
  // A copy that was sent again is the present one, and the agency may have missed a change.
  await replaceContents(transaction, rows.flatMap(({ version, ...row }) => (version !== undefined && stored.has(row.message_id) ? [{ ...row, version }] : [])));
  const known = await deliveredDigests(transaction, [...first.keys()].filter((id) => !stored.has(id)));
  const again = shared.filter((event) => !(stored.has(event.attributes.id) && first.get(event.attributes.id) === event));
  const refusals = again
    .filter(({ attributes: { id }, digest }) => (known.get(id) ?? first.get(id)?.digest) !== digest)
    .map((event) => conflictingContent(event));
  const delivered = rows.flatMap((row) => {
    const at = stored.get(row.message_id);
    return at === undefined ? [] : [deliveryOf(row, at)];
  });
  return { refusals, repeats: again.length - refusals.length, delivered };
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

function wrongRecipient(event: ReceivedEvent): Refusal {
  return { event, code: 'wrong-recipient', reason: 'The referral is addressed to another agency, and was not read.' };
}

function receivedRow({ attributes, data, digest, message }: Shared): ReceivedRow {
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
    version: data.again?.version,
  };
}
