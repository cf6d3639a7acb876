import { expect } from '@jest/globals';
import {
  compileContract, MilestoneStatedContract, ReferralStatus, type MachineStatementEntry, type MachineStatements,
  type OutgoingMessage, type ReceiptRung, type RecipientStatus,
} from '#libs/contracts';
import { newId } from '#libs/kernel';

import { type EthnicityRecordMessages, ethnicityRecord } from './ethnicity-record.js';
import { eventually } from './eventually.js';
import type { PublisherCopy } from './publisher-copy.js';
import type { PublisherUnderTest, Shared } from './publisher-under-test.js';
import { exampleReferral } from './referrals.js';

export const HUB = 'northshire-csc';
export const SCHOOL = 'hilltop-school';
/** An agency that is no recipient of the example. */
export const STRANGER = 'northmoor-csc';
const RECIPIENTS = [HUB, 'northshire-icb', SCHOOL, 'northshire-probation'];

/** The codes that a rung requires. */
const CODES: Readonly<Partial<Record<ReceiptRung, object>>> = {
  refused: { reasonCode: 'not-our-remit' },
  redirected: { redirectedTo: STRANGER, reasonCode: 'not-our-area' },
  decided: { decision: 'section-47-enquiry' },
  fed_back: { feedback: 'assessment-started' },
};

/** One referral, the statements that the hub makes about it, and the status that the sender sees. */
export class HubCase {
  private constructor(
    private readonly exchange: PublisherUnderTest,
    private readonly publisher: PublisherCopy,
    readonly referralId: string,
    readonly hub: Shared,
    readonly school: Shared,
  ) {}

  static async publish(exchange: PublisherUnderTest, publisher: PublisherCopy): Promise<HubCase> {
    const { body: { referralId } } = await publisher.submit(exampleReferral());
    const copies = await exchange.sharedWith(referralId, RECIPIENTS);
    return new HubCase(exchange, publisher, referralId, copies.get(HUB) as Shared, copies.get(SCHOOL) as Shared);
  }

  async status(): Promise<ReferralStatus> {
    const { body } = await this.publisher.get(`/v1/referrals/${this.referralId}`);
    expect(compileContract(ReferralStatus).validate(body).ok).toBe(true);
    return body as ReferralStatus;
  }

  /** The hub in the status. */
  async atHub(): Promise<RecipientStatus> {
    return (await this.status()).recipients.find(({ agency }) => agency === HUB) as RecipientStatus;
  }

  /** Waits until the status shows this rung as that of the hub. */
  stands(rung: ReceiptRung, limitMs?: number): Promise<true> {
    return eventually(`the hub at ${rung}`, async () => (await this.atHub()).rung === rung, limitMs);
  }

  /** Waits until the publisher has judged a statement, with any verdict. */
  judged(message: OutgoingMessage): Promise<true> {
    const id = statementId(message);
    return eventually(`the verdict on ${id}`, async () => (await this.exchange.count('statement', `statement_id = '${id}'`)) > 0);
  }

  /** A receipt of the hub, honest except for these details. */
  says(rung: ReceiptRung, details: object = {}, ids: { readonly topic?: string; readonly id?: string } = {}): OutgoingMessage {
    return this.exchange.receipt(this.hub, rung, { ...CODES[rung], ...details }, ids);
  }

  milestone(details: object = {}): OutgoingMessage {
    const now = new Date().toISOString();
    return this.exchange.statement(MilestoneStatedContract, this.hub.attributes.partitionKey, {
      ...this.work(), childId: newId(), kind: 'strategy-discussion-held', at: now, actor: 'mgr-7', occurredAt: now, ...details,
    });
  }

  ethnicity(): EthnicityRecordMessages {
    return ethnicityRecord(this.exchange, this.hub, { namespace: 'dfe/ethnicity', code: 'WROM' });
  }

  /** The delivery of a change that does not exist. */
  updateDelivered(messageId: string): OutgoingMessage {
    return this.exchange.receipt(this.hub, 'delivered', {
      messageId, copyType: 'safeguarding.referral.withdrawn.v1', updateId: newId(), kind: 'withdrawal',
    });
  }

  private work() {
    return { receiptId: newId(), referralId: this.referralId, agency: HUB, ...copyOf(this.hub) };
  }
}

/** The fields by which a statement names a copy. */
export function copyOf({ attributes: { id: messageId }, digest: envelopeDigest, data: { hop } }: Shared) {
  return { hop, messageId, envelopeDigest };
}

export function statementId({ value }: OutgoingMessage): string {
  const { receiptId, entries = [] } = JSON.parse(String(value)) as Partial<MachineStatementEntry & MachineStatements>;
  return receiptId ?? entries[0]?.receiptId ?? '';
}
