import { HolderChangedNoticeContract, type Topics } from '#libs/contracts';
import { canonicalJson, type Clock } from '#libs/kernel';
import { OutboxWriter, statement, type Transaction } from '#libs/persistence';
import { holderOf, mustAnswer, type AskedAgency, type Holder } from '#libs/safeguarding';

import { noticeEvent } from '../publish-event.js';
import { askedReferrals } from './asked-agencies.repository.js';

const NOTIFIED = statement('publisher-notified-holders', 'SELECT referral_id, holder FROM notified_holder WHERE referral_id = ANY ($1::uuid[])');
const NOTE = statement(
  'publisher-note-holder',
  'INSERT INTO notified_holder (referral_id, holder) VALUES ($1, $2) ON CONFLICT (referral_id) DO UPDATE SET holder = EXCLUDED.holder',
);

/**
 * Notifies every agency that must answer when no agency has the child, when that ends, and when several have accepted. While all goes its
 * usual way it sends nothing.
 */
export class NotifyHolder {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly topics: Topics,
    private readonly clock: Clock,
  ) {}

  /** @param referralIds referrals that the transaction has locked, whose holder may have changed. */
  async notify(transaction: Transaction, referralIds: readonly string[]): Promise<void> {
    if (referralIds.length === 0) return;
    const referrals = await askedReferrals(transaction, referralIds);
    const { rows } = await transaction.run<{ referral_id: string; holder: Holder }>(NOTIFIED, [referralIds]);
    const notified = new Map(rows.map(({ referral_id: id, holder }) => [id, holder]));
    for (const { referralId, caseKey, correlationId, agencies } of referrals) {
      const holder = holderOf(agencies);
      const before = notified.get(referralId);
      if (holder === null || !isNews(holder, before, agencies)) continue;
      await transaction.run(NOTE, [referralId, JSON.stringify(holder)]);
      const changedAt = this.clock.now().toISOString();
      const context = { topics: this.topics, key: caseKey, correlationId, time: changedAt, referralId };
      this.outbox.insert(transaction, mustAnswer(agencies).map(({ agency }) =>
        noticeEvent(HolderChangedNoticeContract, context, agency, { ...holder, referralId, agency, changedAt })));
    }
  }
}

/** Whether agencies must be notified of this holder, by what they were notified of last. */
function isNews(holder: Holder, before: Holder | undefined, agencies: readonly AskedAgency[]): boolean {
  if (before !== undefined) return canonicalJson({ ...holder }) !== canonicalJson({ ...before });
  // Agencies that only acknowledge need not know of each other.
  return holder.state === 'no-holder' || (holder.agencies.length > 1 && holder.state === 'held' && agencies.some(({ expectation }) => expectation === 'acknowledge-and-decide'));
}
