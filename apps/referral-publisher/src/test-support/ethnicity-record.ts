import { randomBytes } from 'node:crypto';

import {
  encodeEvent, ethnicityCodeDigest, EthnicityCodeStatedContract, EthnicityRecordedContract, type OutgoingMessage, type StatedEthnicitySet,
} from '#libs/contracts';
import { newId } from '#libs/kernel';

import type { PublisherUnderTest, Shared } from './publisher-under-test.js';

interface StatedCode {
  readonly namespace: StatedEthnicitySet;
  readonly code: string;
}

/** An agency's record of the ethnicity of a child, the first in its view by default, as its node sends it: the statement, and its code for the publisher alone. Neither is sent yet. */
export interface EthnicityRecordMessages {
  readonly receiptId: string;
  readonly statement: OutgoingMessage;
  readonly code: OutgoingMessage;
  /** A code under the id of the statement, which the statement's digest does not fit. */
  readonly otherCode: (other: StatedCode, topicOf?: string) => OutgoingMessage;
}

export function ethnicityRecord(exchange: PublisherUnderTest, copy: Shared, { childId = copy.data.view.children?.[0]?.childId ?? '', ...stated }: StatedCode & { readonly childId?: string }): EthnicityRecordMessages {
  const { attributes: { id: messageId, partitionKey }, digest: envelopeDigest, data: { referralId, recipient: agency, hop } } = copy;
  const [receiptId, salt, occurredAt] = [newId(), randomBytes(32).toString('hex'), new Date().toISOString()];
  const codeOf = (code: StatedCode, topicOf = agency): OutgoingMessage => encodeEvent(EthnicityCodeStatedContract, {
    topic: exchange.topics.ethnicity(topicOf), key: partitionKey, id: newId(), source: `/agency-node/${agency}`, subject: referralId, time: occurredAt,
    correlationId: newId(), data: { receiptId, referralId, agency, ...code, salt, occurredAt },
  });
  return {
    receiptId,
    statement: exchange.statement(EthnicityRecordedContract, partitionKey, {
      receiptId, referralId, agency, messageId, envelopeDigest, hop, childId, codeDigest: ethnicityCodeDigest({ receiptId, ...stated, salt }),
      actor: 'sw-0142', occurredAt,
    }),
    code: codeOf(stated),
    otherCode: codeOf,
  };
}
