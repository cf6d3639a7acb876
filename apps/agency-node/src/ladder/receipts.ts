import { encodeEvent, ReferralAcknowledgedContract, type OutgoingMessage, type PersonRung, type ReferralAcknowledged } from '#libs/contracts';

import type { NodeIdentity } from '../node-identity.js';
import type { LockedReferral, StepRow } from './step.repository.js';

/** The receipt of a step that a named person has taken. Its id is also the message id, so that a receiver recognises a repeat. */
export function stepReceipt(
  { agency, topics, source }: NodeIdentity, referral: LockedReferral, step: StepRow, correlationId: string,
): OutgoingMessage {
  const { referralId, messageId, caseKey, hop, envelopeDigest, topic, partition, offset, receivedAt } = referral;
  const occurredAt = step.occurredAt.toISOString();
  return encodeEvent(ReferralAcknowledgedContract, {
    topic: topics.acknowledgement(agency),
    key: caseKey,
    id: step.receiptId,
    source,
    subject: referralId,
    time: occurredAt,
    correlationId,
    data: {
      receiptId: step.receiptId,
      eventType: ReferralAcknowledgedContract.type,
      referralId,
      agency,
      hop,
      rung: step.rung as PersonRung,
      messageId,
      envelopeDigest,
      ...codesOf(step),
      actor: step.person,
      ...(step.assertedBy !== null && { assertedBy: step.assertedBy }),
      topic,
      partition,
      offset,
      receivedAt: receivedAt.toISOString(),
      occurredAt,
    },
  });
}

/** Leaves out a code that a rung does not have, because null is no code. */
function codesOf(step: StepRow): Pick<ReferralAcknowledged, 'reasonCode' | 'decision' | 'redirectedTo' | 'feedback' | 'duplicateOf'> {
  const { reasonCode, decision, redirectedTo, feedback, duplicateOf } = step;
  const given = Object.entries({ reasonCode, decision, redirectedTo, feedback, duplicateOf }).filter(([, code]) => code !== null);
  return Object.fromEntries(given);
}
