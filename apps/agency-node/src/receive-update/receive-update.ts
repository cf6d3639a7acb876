import type { OutgoingMessage, ReceivedEvent } from '#libs/contracts';
import type { Refusal } from '#libs/intake';
import { OutboxWriter, type Transaction } from '#libs/persistence';

import type { NodeIdentity } from '../node-identity.js';
import { updateReceipt } from './update-receipt.js';
import { copyRow, updateFactsOf, updateRow, type UpdateData } from './update-rows.js';
import { heldReferrals, replaceContents, storeUpdates } from './update.repository.js';

/**
 * Takes updates of the force: it replaces the content and sends the machine's receipt. An update moves no rung of the ladder: the
 * expectation of the agency and its time stay unchanged.
 */
export class ReceiveUpdate {
  private readonly outbox = new OutboxWriter();

  constructor(private readonly node: NodeIdentity) {}

  /** @param events updates addressed to this agency, in their order. */
  async apply(transaction: Transaction, events: readonly ReceivedEvent<UpdateData>[], now: string): Promise<readonly Refusal[]> {
    if (events.length === 0) return [];
    const held = await heldReferrals(transaction, events.map(({ data }) => data.referralId));
    const ours = events.filter(({ data }) => held.has(data.referralId));
    const read = ours.flatMap((event) => {
      const facts = updateFactsOf(event);
      return facts === undefined ? [] : [{ facts, row: updateRow(event, facts, now) }];
    });
    const stored = await storeUpdates(transaction, read.map(({ row }) => row));
    await replaceContents(transaction, read.flatMap(({ facts, row }) => (facts.copy === undefined ? [] : [copyRow(row.referral_id, facts.copy)])));
    const receipts = read
      .filter(({ row }) => stored.has(row.update_id))
      .map(({ row }): OutgoingMessage => updateReceipt(this.node, held.get(row.referral_id) ?? '', row));
    this.outbox.insert(transaction, receipts);
    return events.filter(({ data }) => !held.has(data.referralId)).map(({ attributes: { id: messageId } }) => ({
      messageId, code: 'unknown-referral', reason: 'The change is about a referral that is not held here. Replay it once the referral has been delivered.',
    }));
  }
}
