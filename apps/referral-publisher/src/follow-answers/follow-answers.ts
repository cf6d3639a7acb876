import {
  EthnicityRecordedContract, isEvent, ReferralAcknowledgedContract, type EthnicityRecorded, type ReceivedEvent, type ReferralAcknowledged, type Topics,
} from '#libs/contracts';
import type { IntakeEffects, Refusal } from '#libs/intake';
import { byKey, crashPoint } from '#libs/kernel';
import type { Transaction } from '#libs/persistence';

import type { CompareEthnicity } from '../compare-ethnicity/compare-ethnicity.js';
import type { ForwardReferral } from '../forward-referral/forward-referral.js';
import { type AgencyStatement, isStatement, refusedStatements, storeStatements } from './agency-statements.js';
import { findRecipients, recipientKey, storeReceipts, type KnownRecipient, type ReceiptOfReferral } from './receipt.repository.js';

type Verdict = { readonly take: boolean } | Omit<Refusal, 'messageId'>;

/** The result of one kind of answers: the refusals, and the work that follows from the others. */
interface Taken {
  readonly refusals: readonly Refusal[];
  readonly followUps: readonly FollowUp[];
}

/** Work that needs the referral locked. */
interface FollowUp {
  readonly referralId: string;
  readonly run: () => Promise<void>;
}

/**
 * Handles the statements of agencies: it stores them for the sender, follows redirects, and compares recorded ethnicities. A
 * statement that matches no publication is quarantined, because it would show the sender an answer that no agency gave.
 */
export class FollowAnswers implements IntakeEffects {
  constructor(
    private readonly topics: Topics,
    private readonly forward: ForwardReferral,
    private readonly ethnicity: CompareEthnicity,
  ) {}

  async apply(transaction: Transaction, events: readonly ReceivedEvent[]): Promise<readonly Refusal[]> {
    const answers = await this.takeReceipts(transaction, events.filter((event) => isEvent(event, ReferralAcknowledgedContract)));
    const statements = await this.takeStatements(transaction, events.filter((event) => isStatement(event)));
    // One order for every batch, because two copies that lock the same referrals in different orders would wait for each other for
    // ever.
    const followUps = [...answers.followUps, ...statements.followUps].toSorted(byKey(({ referralId }) => referralId));
    for (const { run } of followUps) await run();
    return [...answers.refusals, ...statements.refusals];
  }

  private async takeReceipts(transaction: Transaction, receipts: readonly ReceivedEvent<ReferralAcknowledged>[]): Promise<Taken> {
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
    const redirects = taken.filter(({ data }) => data.rung === 'redirected' && stored.has(data));
    return {
      refusals,
      followUps: redirects.map(({ data, attributes: { correlationId } }) => ({
        referralId: data.referralId, run: () => this.forward.follow(transaction, data, correlationId),
      })),
    };
  }

  private async takeStatements(transaction: Transaction, statements: readonly ReceivedEvent<AgencyStatement>[]): Promise<Taken> {
    const refusals = await refusedStatements(transaction, this.topics, statements);
    const refused = new Set(refusals.map(({ messageId }) => messageId));
    const taken = statements.filter(({ attributes }) => !refused.has(attributes.id));
    const stored = await storeStatements(transaction, taken.map(({ data }) => data));
    const recorded = taken.filter((event): event is ReceivedEvent<EthnicityRecorded> => isEvent(event, EthnicityRecordedContract));
    return {
      refusals,
      followUps: recorded
        .filter(({ data }) => !stored.has(data.receiptId))
        .map(({ data, attributes: { correlationId } }) => ({ referralId: data.referralId, run: () => this.ethnicity.compare(transaction, data, correlationId) })),
    };
  }

  private judge({ data, message }: ReceivedEvent<ReferralAcknowledged>, known: ReadonlyMap<string, KnownRecipient>): Verdict {
    if (message.topic !== this.topics.acknowledgement(data.agency)) {
      return { code: 'wrong-agency', reason: 'The receipt speaks for an agency whose topic it did not come from.' };
    }
    const recipient = namesReferral(data) ? known.get(recipientKey(data.referralId, data.agency)) : undefined;
    // An agency may reject any message of any sender. The rejection is evidence for the audit and changes no referral that is
    // unknown here.
    if (data.rung === 'rejected') return { take: recipient !== undefined };
    if (recipient === undefined) return { code: 'unknown-recipient', reason: 'No such referral was published to this agency.' };
    if (recipient.envelopeDigest !== data.envelopeDigest) {
      return { code: 'other-content', reason: 'The receipt is about other bytes than those published to this agency.' };
    }
    return { take: true };
  }
}

function namesReferral(data: ReferralAcknowledged): data is ReceiptOfReferral {
  return data.referralId !== undefined;
}
