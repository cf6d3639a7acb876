import { recipientFor, referralFacts, successorOf, type ClockPolicy, type Partnership } from '#libs/agreements';
import {
  encodeEvent, MAX_HOPS, RedirectDeclinedNoticeContract, ReferralForwardedContract, ReferralForwardingDeclinedContract,
  type ForwardingDeclinedReason, type OutgoingMessage, type Topics,
} from '#libs/contracts';
import type { JudgedStatement } from '#libs/judgement';
import { type Clock, crashPoint, newId } from '#libs/kernel';
import { OutboxWriter, type Transaction } from '#libs/persistence';
import { toLocalTime } from '#libs/safeguarding';

import { addLaterRecipients } from '../change-referral/change.repository.js';
import { presentReferral, type PresentReferral } from '../change-referral/present-referral.js';
import { countingOf } from '../counting.js';
import { isFirstEffect } from '../follow-answers/statement-effects.js';
import { noticeEvent } from '../publish-event.js';
import { PUBLISHER_SOURCE, shareView, type SharedView } from '../share-view.js';
import type { RedirectedReceipt } from './redirected-receipt.js';

/** One redirect: the receipt that asks for it, and the agency that it names. */
interface Redirection {
  readonly receipt: RedirectedReceipt;
  readonly toAgency: string;
  readonly correlationId: string;
  readonly at: string;
}

/**
 * Follows a redirect. The present referral goes to the named agency as its next hop, under the agreement that allows it. Where no
 * agreement does, the publisher publishes that as a fact. The answer of the redirecting agency stays valid.
 */
export class ForwardReferral {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly partnership: Partnership,
    private readonly topics: Topics,
    private readonly clock: Clock,
    private readonly policy: ClockPolicy,
  ) {}

  /** Follows a redirect once, however often its statement comes to be taken. */
  async follow(transaction: Transaction, statement: JudgedStatement, receipt: RedirectedReceipt): Promise<void> {
    if (!(await isFirstEffect(transaction, statement))) return;
    const { correlationId } = statement;
    const redirection = { receipt, toAgency: receipt.redirectedTo, correlationId, at: this.clock.now().toISOString() };
    const referral = await presentReferral(transaction, receipt.referralId);
    // A restored publisher knows the copy from its fact, and no content that anybody could be sent.
    if (referral === undefined) return;
    // The withdrawal is on record beside the redirect, and no further agency is notified.
    if (referral.isWithdrawn) return;
    this.outbox.insert(transaction, await this.messages(transaction, redirection, referral));
  }

  private async messages(transaction: Transaction, redirection: Redirection, referral: PresentReferral): Promise<readonly OutgoingMessage[]> {
    const shared = this.share(redirection, referral);
    if (typeof shared === 'string') return this.declined(redirection, referral, shared);
    crashPoint('publisher.before-hop');
    const { referralId, version: contentVersion } = referral;
    await addLaterRecipients(transaction, { referralId, publishedAt: redirection.at, contentVersion, because: 'redirected' }, [shared.recipient]);
    crashPoint('publisher.after-hop-before-outbox');
    return [this.forwarded(redirection, referral, shared), shared.message];
  }

  private share({ receipt, toAgency, correlationId, at }: Redirection, referral: PresentReferral): SharedView | ForwardingDeclinedReason {
    const { content, caseKey, holders } = referral;
    const hop = (holders.find(({ agency }) => agency === receipt.agency)?.hop ?? 1) + 1;
    if (holders.some(({ agency }) => agency === toAgency)) return 'already-a-recipient';
    if (hop > MAX_HOPS) return 'too-many-hops';
    if (content === null) return 'content-no-longer-held';
    const recipient = recipientFor(this.partnership, toAgency, referralFacts(content, new Date(at)));
    if (!recipient.ok) return recipient.error.code;
    const counting = countingOf(referral, this.policy);
    return shareView(this.topics, { referralId: receipt.referralId, caseKey, correlationId, content, hop, issuedAt: at, counting }, recipient.value);
  }

  private forwarded({ receipt, toAgency, correlationId, at }: Redirection, { caseKey }: PresentReferral, shared: SharedView): OutgoingMessage {
    const { hop, purpose, agreement, expectation, messageId, envelopeDigest, partition, due, reviewOverdue } = shared.recipient;
    return encodeEvent(ReferralForwardedContract, {
      ...this.fact(receipt.referralId, caseKey, correlationId, at),
      data: {
        referralId: receipt.referralId,
        fromAgency: receipt.agency,
        toAgency,
        because: receipt.receiptId,
        forwardedAt: at,
        hop, purpose, agreement, expectation, messageId, envelopeDigest, partition,
        ...(due !== undefined && { due }),
        ...(reviewOverdue !== undefined && { reviewOverdue }),
      },
    });
  }

  private declined(
    { receipt, toAgency, correlationId, at }: Redirection,
    { caseKey }: PresentReferral,
    reason: ForwardingDeclinedReason,
  ): readonly OutgoingMessage[] {
    const { referralId, agency, receiptId: because } = receipt;
    const next = reason === 'agency-ended' ? successorOf(this.partnership, toAgency, toLocalTime(Date.parse(at)).date) : undefined;
    const successor = next === undefined ? {} : { successor: next };
    const fact = encodeEvent(ReferralForwardingDeclinedContract, {
      ...this.fact(referralId, caseKey, correlationId, at),
      data: { referralId, fromAgency: agency, toAgency, because, reason, ...successor, declinedAt: at },
    });
    const context = { topics: this.topics, key: caseKey, correlationId, time: at, referralId };
    return [fact, noticeEvent(RedirectDeclinedNoticeContract, context, agency, { referralId, agency, toAgency, because, reason, ...successor, declinedAt: at })];
  }

  private fact(referralId: string, caseKey: string, correlationId: string, at: string) {
    return { topic: this.topics.lifecycle(), key: caseKey, id: newId(), source: PUBLISHER_SOURCE, subject: referralId, time: at, correlationId };
  }
}
