import { recipientFor, referralFacts, successorOf, type ClockPolicy, type Partnership } from '#libs/agreements';
import {
  encodeEvent, MAX_HOPS, RedirectDeclinedNoticeContract, ReferralForwardedContract, ReferralForwardingDeclinedContract,
  type ForwardingDeclinedReason, type OutgoingMessage, type Topics,
} from '#libs/contracts';
import type { JudgedStatement } from '#libs/judgement';
import { type Clock, crashPoint, newId } from '#libs/kernel';
import { OutboxWriter, statement as sqlStatement, type Transaction } from '#libs/persistence';
import { toLocalTime } from '#libs/safeguarding';

import { addLaterRecipients } from '../change-referral/change.repository.js';
import { presentReferral, type PresentReferral } from '../change-referral/present-referral.js';
import { countingOf } from '../counting.js';
import { isFirstEffect } from '../follow-answers/statement-effects.js';
import { noticeEvent } from '../publish-event.js';
import { PUBLISHER_SOURCE, shareView, type SharedView } from '../share-view.js';
import type { RedirectedReceipt } from './redirected-receipt.js';

const ADD_OUTCOME = sqlStatement(
  'publisher-add-redirect-outcome',
  'INSERT INTO redirect_outcome (referral_id, agency, statement_id, outcome, decided_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
);

/** One redirect: the receipt that asks for it, and the agency that it names. */
interface Redirection {
  readonly receipt: RedirectedReceipt;
  readonly toAgency: string;
  readonly correlationId: string;
  readonly at: string;
}

/**
 * Follows a redirect. The present referral goes to the named agency as its next hop, under the agreement that allows it. Where that
 * cannot be done, the publisher declines it: a fact, and a notice to the agency, which may answer again. An agency that is named and has
 * the referral already is notified too, because the other one expects its answer.
 */
export class ForwardReferral {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly partnership: Partnership,
    private readonly topics: Topics,
    private readonly clock: Clock,
    private readonly policy: ClockPolicy,
  ) {}

  /**
   * Follows a redirect once, however often its statement comes to be taken.
   *
   * @returns null where nothing was done.
   */
  async follow(transaction: Transaction, statement: JudgedStatement, receipt: RedirectedReceipt): Promise<'forwarded' | 'declined' | null> {
    if (!(await isFirstEffect(transaction, statement))) return null;
    const { correlationId } = statement;
    const redirection = { receipt, toAgency: receipt.redirectedTo, correlationId, at: this.clock.now().toISOString() };
    const referral = await presentReferral(transaction, receipt.referralId);
    // A restored publisher knows the copy from its fact, and has no content to send.
    if (referral === undefined) return null;
    const shared = this.share(redirection, referral);
    const isDeclined = typeof shared === 'string';
    const outcome = isDeclined ? shared : 'forwarded';
    const { count } = await transaction.run(ADD_OUTCOME, [receipt.referralId, receipt.agency, receipt.receiptId, outcome, redirection.at]);
    // A restored publisher has the outcome from its fact, and reads the statement once more.
    if (count === 0) return null;
    this.outbox.insert(transaction, isDeclined ? this.declined(redirection, referral, shared) : await this.hop(transaction, redirection, referral, shared));
    return isDeclined ? 'declined' : 'forwarded';
  }

  private async hop(transaction: Transaction, redirection: Redirection, referral: PresentReferral, shared: SharedView): Promise<readonly OutgoingMessage[]> {
    crashPoint('publisher.before-hop');
    const { referralId, version: contentVersion } = referral;
    await addLaterRecipients(transaction, { referralId, publishedAt: redirection.at, contentVersion, because: 'redirected', from: redirection.receipt.agency }, [shared.recipient]);
    crashPoint('publisher.after-hop-before-outbox');
    return [this.forwarded(redirection, referral, shared), shared.message];
  }

  private share({ receipt, toAgency, correlationId, at }: Redirection, referral: PresentReferral): SharedView | ForwardingDeclinedReason {
    const { content, caseKey, holders, isWithdrawn } = referral;
    // The withdrawal is on record beside the redirect, and no further agency is notified of the child.
    if (isWithdrawn) return 'withdrawn';
    const hop = (holders.find(({ agency }) => agency === receipt.agency)?.hop ?? 1) + 1;
    if (holders.some(({ agency }) => agency === toAgency)) return 'already-a-recipient';
    if (hop > MAX_HOPS) return 'too-many-hops';
    if (content === null) return 'content-no-longer-held';
    const recipient = recipientFor(this.partnership, toAgency, referralFacts(content, new Date(at)));
    if (!recipient.ok) return recipient.error.code;
    const counting = countingOf(referral, content, this.policy);
    return shareView(this.topics, { referralId: receipt.referralId, caseKey, correlationId, content, hop, issuedAt: at, counting }, recipient.value);
  }

  private forwarded({ receipt, toAgency, correlationId, at }: Redirection, { caseKey }: PresentReferral, shared: SharedView): OutgoingMessage {
    const { hop, purpose, agreement, expectation, messageId, envelopeDigest, partition, children, due, reviewOverdue } = shared.recipient;
    return encodeEvent(ReferralForwardedContract, {
      ...this.fact(receipt.referralId, caseKey, correlationId, at),
      data: {
        referralId: receipt.referralId,
        fromAgency: receipt.agency,
        toAgency,
        because: receipt.receiptId,
        forwardedAt: at,
        hop, purpose, agreement, expectation, messageId, envelopeDigest, partition,
        ...(children !== undefined && { children }),
        ...(due !== undefined && { due }),
        ...(reviewOverdue !== undefined && { reviewOverdue }),
      },
    });
  }

  private declined(
    { receipt, toAgency, correlationId, at }: Redirection,
    { caseKey, holders }: PresentReferral,
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
    const notified = [agency, ...holders.map((holder) => holder.agency).filter((holder) => holder === toAgency && holder !== agency)];
    return [fact, ...notified.map((each) => noticeEvent(RedirectDeclinedNoticeContract, context, each, {
      referralId, agency: each, fromAgency: agency, toAgency, because, reason, ...successor, declinedAt: at,
    }))];
  }

  private fact(referralId: string, caseKey: string, correlationId: string, at: string) {
    return { topic: this.topics.lifecycle(), key: caseKey, id: newId(), source: PUBLISHER_SOURCE, subject: referralId, time: at, correlationId };
  }
}
