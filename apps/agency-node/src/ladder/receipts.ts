import { encodeEvent, ReferralAcknowledgedContract, type OutgoingMessage, type ReferralAcknowledged } from '#libs/contracts';

import type { NodeIdentity } from '../node-identity.js';
import type { LockedReferral, StepRow } from './step.repository.js';

/** The content of a receipt besides its agency. */
export type ReceiptFacts = Omit<ReferralAcknowledged, 'agency'>;

/** The receipt of one rung, stated by this agency. The receipt's id is also the message id, so that a receiver recognises a repeat. */
export function receiptMessage(node: NodeIdentity, caseKey: string, correlationId: string, facts: ReceiptFacts): OutgoingMessage {
  return encodeEvent(ReferralAcknowledgedContract, {
    topic: node.topics.acknowledgement(node.agency),
    key: caseKey,
    id: facts.receiptId,
    source: node.source,
    ...(facts.referralId !== undefined && { subject: facts.referralId }),
    time: facts.occurredAt,
    correlationId,
    data: { ...facts, agency: node.agency },
  });
}

/** The receipt of a step that a named person has taken. */
export function stepReceipt(node: NodeIdentity, referral: LockedReferral, step: StepRow, correlationId: string): OutgoingMessage {
  const { referralId, messageId, caseKey, hop, envelopeDigest, topic, partition, offset, receivedAt } = referral;
  return receiptMessage(node, caseKey, correlationId, {
    receiptId: step.receiptId,
    referralId,
    hop,
    rung: step.rung as ReceiptFacts['rung'],
    messageId,
    envelopeDigest,
    ...codesOf(step),
    actor: step.person,
    topic,
    partition,
    offset,
    receivedAt: receivedAt.toISOString(),
    occurredAt: step.occurredAt.toISOString(),
  });
}

/** Leaves out a code that a rung does not have, because null is no code. */
function codesOf(step: StepRow): Pick<ReceiptFacts, 'reasonCode' | 'decision' | 'redirectedTo' | 'feedback'> {
  const { reasonCode, decision, redirectedTo, feedback } = step;
  const given = Object.entries({ reasonCode, decision, redirectedTo, feedback }).filter(([, code]) => code !== null);
  return Object.fromEntries(given);
}
