import { childrenShownBy, viewOf, type Recipient } from '#libs/agreements';
import { encodeEvent, envelopeDigest, partitionOfCase, ReferralSharedContract, type OutgoingMessage, type ReferralContent, type Topics } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { sharingTerms, type Counting, type SharingTerms } from './counting.js';

/** The `source` of the publisher's events. */
export const PUBLISHER_SOURCE = '/referral-publisher';

export interface Sharing {
  readonly referralId: string;
  readonly caseKey: string;
  readonly correlationId: string;
  readonly content: ReferralContent;
  readonly hop: number;
  readonly issuedAt: string;
  readonly counting: Counting | null;
  /** See {@link sharingTerms}. */
  readonly countsFrom?: (rule: string) => string | undefined;
}

/** The copy of one recipient, ready for the outbox, and the row that records it. */
export interface SharedView {
  readonly recipient: SharedWith;
  readonly message: OutgoingMessage;
}

export interface SharedWith extends Pick<Recipient, 'agency' | 'purpose' | 'expectation' | 'agreement'>, SharingTerms {
  readonly hop: number;
  readonly messageId: string;
  readonly envelopeDigest: string;
  readonly partition: number;
  /** The children that the copy shows; absent where it shows all. */
  readonly children?: readonly string[];
}

/** Puts a recipient's view of a referral into its own message. The message holds no field that the agreement does not allow. */
export function shareView(topics: Topics, sharing: Sharing, recipient: Recipient): SharedView {
  const { referralId, caseKey, correlationId, content, hop, issuedAt, counting, countsFrom } = sharing;
  const { agency, purpose, expectation, agreement } = recipient;
  const messageId = newId();
  const view = viewOf(content, recipient);
  const children = childrenShownBy(content, recipient, view);
  const message = encodeEvent(ReferralSharedContract, {
    topic: topics.referral(agency),
    key: caseKey,
    id: messageId,
    source: PUBLISHER_SOURCE,
    subject: referralId,
    time: issuedAt,
    correlationId,
    data: {
      referralId,
      hop,
      sender: { force: content.referrer.force, unit: content.referrer.unit },
      recipient: agency,
      agreement,
      purpose,
      expectation,
      issuedAt,
      marking: content.marking,
      view,
    },
  });
  return {
    recipient: {
      agency, purpose, expectation, agreement, hop, messageId, envelopeDigest: envelopeDigest(message.value ?? Buffer.alloc(0)),
      partition: partitionOfCase(caseKey),
      ...(children !== undefined && { children }),
      ...sharingTerms(counting, recipient, issuedAt, countsFrom),
    },
    message,
  };
}
