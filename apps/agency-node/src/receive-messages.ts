import { NOTICE_CONTRACTS, type ReceivedEvent } from '#libs/contracts';
import { appliedOf, type Applied, type IntakeEffects, type QuarantinedMessage, type Refusal } from '#libs/intake';
import type { Transaction } from '#libs/persistence';

import type { NodeIdentity } from './node-identity.js';
import type { ReceiveNotice } from './receive-notice/receive-notice.js';
import type { ReceiveReferral } from './receive-referral/receive-referral.js';

const NOTICE_TYPES = new Set(NOTICE_CONTRACTS.map(({ type }) => type));

/** Takes the messages to this agency: referrals and their updates from one topic, notices from another one. */
export class ReceiveMessages implements IntakeEffects {
  constructor(
    private readonly node: NodeIdentity,
    private readonly referrals: ReceiveReferral,
    private readonly notices: ReceiveNotice,
  ) {}

  async apply(transaction: Transaction, events: readonly ReceivedEvent[], now: string): Promise<Applied> {
    const refusals = events.flatMap((event) => this.refusalOf(event) ?? []);
    const refused = new Set(refusals.map(({ event }) => event));
    const taken = events.filter((event) => !refused.has(event));
    const notices = taken.filter((event) => isNotice(event));
    const referrals = taken.filter((event) => !isNotice(event));
    const applied = appliedOf(referrals.length > 0 ? await this.referrals.apply(transaction, referrals, now) : []);
    if (notices.length > 0) await this.notices.apply(transaction, notices);
    return { refusals: [...refusals, ...applied.refusals], repeats: applied.repeats };
  }

  /** A rejection states that the agency could not read a copy of a referral, so a quarantined notice causes none. */
  async rejected(transaction: Transaction, quarantined: readonly QuarantinedMessage[]): Promise<void> {
    const copies = quarantined.filter(({ message }) => message.topic === this.node.topics.referral(this.node.agency));
    if (copies.length > 0) await this.referrals.rejected(transaction, copies);
  }

  private refusalOf(event: ReceivedEvent): Refusal | null {
    const { agency, topics } = this.node;
    const expected = isNotice(event) ? topics.notice(agency) : topics.referral(agency);
    if (event.message.topic !== expected) {
      return { event, code: 'wrong-topic', reason: 'The message came from another topic than the one for messages of its kind.' };
    }
    const isOthers = isNotice(event) && (event.data as { readonly agency: string }).agency !== agency;
    return isOthers ? { event, code: 'wrong-recipient', reason: 'The notice is addressed to another agency.' } : null;
  }
}

function isNotice({ contract }: ReceivedEvent): boolean {
  return NOTICE_TYPES.has(contract.type);
}
