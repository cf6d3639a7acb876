import { HolderChangedNoticeContract, type Topics } from '#libs/contracts';
import { canonicalJson, type Clock } from '#libs/kernel';
import { OutboxWriter, statement, type Transaction } from '#libs/persistence';
import { childrenSent, holderOf, holderOfChildren, mustAnswer, type AskedAgency, type Holder } from '#libs/safeguarding';

import { noticeEvent } from '../publish-event.js';
import { askedReferrals, type AskedReferral } from './asked-agencies.repository.js';

const NOTIFIED = statement('publisher-notified-holders', 'SELECT referral_id, holder FROM notified_holder WHERE referral_id = ANY ($1::uuid[])');
const NOTE = statement(
  'publisher-note-holder',
  'INSERT INTO notified_holder (referral_id, holder) VALUES ($1, $2) ON CONFLICT (referral_id) DO UPDATE SET holder = EXCLUDED.holder',
);

/** The holder as it is noted. Where agencies were sent different children, it names those that were notified of it. */
type NotedHolder = Holder & { readonly notified?: readonly string[] };

/**
 * Notifies every agency that must answer when no agency has the child, when that ends, and when several have accepted. While all goes its
 * usual way it sends nothing. An agency that was sent some of the children only is notified of these, because it may learn of no other child.
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
    const { rows } = await transaction.run<{ referral_id: string; holder: NotedHolder }>(NOTIFIED, [referralIds]);
    const noted = new Map(rows.map(({ referral_id: id, holder }) => [id, holder]));
    for (const referral of referrals) {
      const { referralId, caseKey, correlationId, agencies, known } = referral;
      const holder = holderOf(agencies, known);
      if (holder === null) continue;
      const before = noted.get(referralId);
      const news = newsOf(referral, holder, before);
      if (news.length === 0) continue;
      const notified = [...new Set([...before?.notified ?? [], ...news.map(({ agency }) => agency)])].toSorted();
      await transaction.run(NOTE, [referralId, JSON.stringify(holder.children === undefined ? holder : { ...holder, notified })]);
      const changedAt = this.clock.now().toISOString();
      const context = { topics: this.topics, key: caseKey, correlationId, time: changedAt, referralId };
      this.outbox.insert(transaction, news.map(({ agency, holder: own }) =>
        noticeEvent(HolderChangedNoticeContract, context, agency, { ...own, referralId, agency, changedAt })));
    }
  }
}

interface News {
  readonly agency: string;
  /** Who has the children that it was sent. */
  readonly holder: Holder;
}

/** The agencies to notify, by what each was notified of last. */
function newsOf({ agencies, known }: AskedReferral, holder: Holder, noted: NotedHolder | undefined): readonly News[] {
  const { notified, ...last } = noted ?? {};
  return mustAnswer(agencies).flatMap((each): readonly News[] => {
    const { agency } = each;
    const children = childrenSent(each, known);
    const own = holderOfChildren(holder, children);
    if (own === null) return [];
    const isKnown = 'state' in last && (notified?.includes(agency) ?? true);
    return isNews(own, isKnown ? holderOfChildren(last, children) ?? undefined : undefined, agencies) ? [{ agency, holder: own }] : [];
  });
}

/** Whether agencies must be notified of this holder, by what they were notified of last. */
function isNews(holder: Holder, before: Holder | undefined, agencies: readonly AskedAgency[]): boolean {
  if (before !== undefined) return canonicalJson({ ...holder }) !== canonicalJson({ ...before });
  // Agencies that only acknowledge need not know of each other.
  return holder.state === 'no-holder' || (holder.agencies.length > 1 && holder.state === 'held' && agencies.some(({ expectation }) => expectation === 'acknowledge-and-decide'));
}
