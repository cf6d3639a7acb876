import { encodeEvent, EthnicityCodeStatedContract, type EthnicityCodeStated, type OutgoingMessage } from '#libs/contracts';
import { newId } from '#libs/kernel';

import type { NodeIdentity } from '../node-identity.js';

export interface RecordedCode extends Omit<EthnicityCodeStated, 'agency'> {
  readonly caseKey: string;
  readonly correlationId: string;
}

/** The message that brings a recorded code to the publisher. The publisher recognises it again by its digest, and not by the message's id. */
export function codeMessage({ agency, topics, source }: NodeIdentity, { caseKey, correlationId, ...code }: RecordedCode): OutgoingMessage {
  return encodeEvent(EthnicityCodeStatedContract, {
    topic: topics.ethnicity(agency), key: caseKey, id: newId(), source, subject: code.referralId, time: code.occurredAt, correlationId,
    data: { ...code, agency },
  });
}
