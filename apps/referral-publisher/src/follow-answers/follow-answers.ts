import { isEvent, ReferralAcknowledgedV1Contract, type ReceivedEvent, type ReferralAcknowledgedV1, type Topics } from '#libs/contracts';
import type { IntakeEffects, Refusal } from '#libs/intake';
import { crashPoint } from '#libs/kernel';
import type { Transaction } from '#libs/persistence';

import type { ForwardReferral } from '../forward-referral/forward-referral.js';
import { findRecipients, recipientKey, storeReceipts, type KnownRecipient, type ReceiptOfReferral } from './receipt-store.js';

type Verdict = { readonly take: boolean } | Omit<Refusal, 'messageId'>;

/**
 * What the publisher does with receipts: it remembers them for the sender, and follows redirects. A receipt that cannot
 * belong to what was published is quarantined, because it would show a sender an answer that nobody gave.
 */
export class FollowAnswers implements IntakeEffects {
  constructor(
    private readonly topics: Topics,
    private readonly forward: ForwardReferral,
  ) {}

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<readonly Refusal[]> {
    const receipts = events.filter((event) => isEvent(event, ReferralAcknowledgedV1Contract));
    const known = await findRecipients(transaction, receipts.map(({ data }) => data).filter((data) => namesReferral(data)));
    const refusals: Refusal[] = [];
    const taken: ReceivedEvent<ReceiptOfReferral>[] = [];
    for (const receipt of receipts) {
      const verdict = this.judge(receipt, known);
      if ('code' in verdict) refusals.push({ messageId: receipt.attributes.id, ...verdict });
      else if (verdict.take) taken.push(receipt as ReceivedEvent<ReceiptOfReferral>);
    }
    const stored = await storeReceipts(transaction, taken.map(({ data }) => data));
    crashPoint('publisher.after-answers-stored');
    for (const { data, attributes } of taken) {
      if (data.rung === 'redirected' && stored.has(data)) await this.forward.follow(transaction, data, attributes.correlationId);
    }
    return refusals;
  }

  private judge({ data, message }: ReceivedEvent<ReferralAcknowledgedV1>, known: ReadonlyMap<string, KnownRecipient>): Verdict {
    if (message.topic !== this.topics.acknowledgement(data.agency)) {
      return { code: 'wrong-agency', reason: 'The receipt speaks for an agency whose topic it did not come from.' };
    }
    const recipient = namesReferral(data) ? known.get(recipientKey(data.referralId, data.agency)) : undefined;
    // What an agency rejects may be anything, from anybody: it is evidence for the audit, and says nothing of a referral unknown here.
    if (data.rung === 'rejected') return { take: recipient !== undefined };
    if (recipient === undefined) return { code: 'unknown-recipient', reason: 'No such referral was published to this agency.' };
    if (recipient.envelopeDigest !== data.envelopeDigest) {
      return { code: 'other-content', reason: 'The receipt is about other bytes than those published to this agency.' };
    }
    return { take: true };
  }
}

function namesReferral(data: ReferralAcknowledgedV1): data is ReceiptOfReferral {
  return data.referralId !== undefined;
}
