import type { ClockPolicy } from '#libs/agreements';
import { ACKNOWLEDGEMENT_CONTRACTS, LIFECYCLE_CONTRACTS, type ReceivedEvent, type Topics } from '#libs/contracts';
import { crashPoint } from '#libs/kernel';
import type { IntakeEffects, Refusal } from '#libs/intake';
import type { Transaction } from '#libs/persistence';

import { workOutClocks } from '../clocks/advance.js';
import { factOf } from '../clocks/fact-mapping.js';
import type { ReferralRecord } from '../clocks/referral-clocks.js';
import { loadRecords, newRecords } from '../repositories/referral-record.repository.js';
import { addFacts, lockReferrals, saveAdvanced } from '../repositories/referral.repository.js';

/** The contracts that the watch follows. */
export const FOLLOWED_CONTRACTS = [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS];

const isStatement = new Set(ACKNOWLEDGEMENT_CONTRACTS.map(({ type }) => type));

/**
 * Turns facts into clocks. It sends no notice, because the scan finds the due notices. So facts can be taken in again, in any
 * order, without a call for them.
 */
export class FoldFacts implements IntakeEffects {
  constructor(
    private readonly topics: Topics,
    private readonly policy: ClockPolicy,
  ) {}

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<readonly Refusal[]> {
    const refusals = events.flatMap((event) => this.refusalOf(event) ?? []);
    const refused = new Set(refusals.map(({ messageId }) => messageId));
    const facts = events.filter(({ attributes }) => !refused.has(attributes.id)).flatMap((event) => factOf(event) ?? []);
    const referralIds = [...new Set(facts.map(({ referralId }) => referralId))];
    if (referralIds.length === 0) return refusals;
    const added = await lockReferrals(transaction, referralIds);
    addFacts(transaction, facts);
    crashPoint('watch.after-facts-before-clocks');
    this.foldRecords(transaction, newRecords(facts, added));
    await this.foldAgain(transaction, referralIds.filter((id) => !added.has(id)));
    return refusals;
  }

  /** Works out the clocks of these referrals again. The caller holds their locks. */
  async foldAgain(transaction: Transaction, referralIds: readonly string[]): Promise<void> {
    this.foldRecords(transaction, await loadRecords(transaction, referralIds));
  }

  private foldRecords(transaction: Transaction, records: readonly ReferralRecord[]): void {
    saveAdvanced(transaction, records.map((record) => [record.referralId, workOutClocks(record, this.policy)] as const));
  }

  /**
   * Refuses an event on a foreign topic. One party alone writes to each topic, so an event from elsewhere may be forged and must
   * stop no clock.
   */
  private refusalOf({ attributes, contract, data, message }: ReceivedEvent): Refusal | null {
    const { agency = '' } = data as { readonly agency?: string };
    const statement = isStatement.has(contract.type);
    if (message.topic === (statement ? this.topics.acknowledgement(agency) : this.topics.lifecycle())) return null;
    return statement
      ? { messageId: attributes.id, code: 'agency-contradicts-topic', reason: 'The receipt names another agency than the one whose topic it came from.' }
      : { messageId: attributes.id, code: 'wrong-topic', reason: 'A fact of the publisher came from another topic than the lifecycle topic.' };
  }
}
