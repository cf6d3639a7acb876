import { assertionOf, type NamedPerson } from '#libs/access';
import { endingOn, recipientFor, referralFacts, successorOf, type ClockPolicy, type Partnership } from '#libs/agreements';
import {
  MAX_HOPS, ReferralRecipientAddedContract, type ForwardingDeclinedReason, type HandoverRecorded, type OpenReferralList, type Topics,
} from '#libs/contracts';
import { type Clock, newId } from '#libs/kernel';
import { OutboxWriter, type Database, type OutboxRelay } from '#libs/persistence';
import { toLocalTime } from '#libs/safeguarding';

import { addLaterRecipients } from '../change-referral/change.repository.js';
import { presentReferral, type PresentReferral } from '../change-referral/present-referral.js';
import { countingOf } from '../counting.js';
import type { RecordEnds } from '../end-agencies/record-ends.js';
import { NotifyHolder } from '../notify-holder/notify-holder.js';
import { lifecycleEvent } from '../publish-event.js';
import { shareView, type SharedView } from '../share-view.js';
import { openReferrals } from './open-referrals.repository.js';
import { succeededClocks } from './succeeded-clocks.js';

export interface HandOverCommand extends NamedPerson {
  readonly organisation: string;
  readonly correlationId: string;
  readonly agency: string;
}

interface Handover extends HandOverCommand {
  readonly handoverId: string;
  readonly successor: string;
}

interface ReferralToHandOver extends PresentReferral {
  readonly content: NonNullable<PresentReferral['content']>;
  /** The time from which a clock of this rule counts. */
  readonly countsFrom: (rule: string) => string | undefined;
}

/**
 * Hands the open referrals of an ended agency to its successor, each as a further hop under the agreement that allows it. The copies, the
 * statements and the clocks of the ended agency stay in the record.
 */
export class HandOver {
  private readonly outbox = new OutboxWriter();

  constructor(
    private readonly database: Database,
    private readonly relay: Pick<OutboxRelay, 'wake'>,
    private readonly partnership: Partnership,
    private readonly topics: Topics,
    private readonly policy: ClockPolicy,
    private readonly clock: Clock,
    private readonly ends: Pick<RecordEnds, 'record'>,
  ) {}

  /** @returns undefined for an agency that the partnership does not have. */
  async open(organisation: string, agencyId: string): Promise<OpenReferralList | undefined> {
    const agency = this.partnership.agencies.find(({ id }) => id === agencyId);
    if (agency === undefined) return undefined;
    const successor = successorOf(this.partnership, agencyId, this.today());
    return {
      agency: agencyId,
      ...(agency.ended !== undefined && { endedOn: agency.ended.on }),
      ...(successor !== undefined && { successor }),
      referrals: await openReferrals(this.database, organisation, agencyId, successor),
    };
  }

  /** Each referral has a transaction of its own, so that one that fails keeps none back. A second handover finds only those that are left. */
  async handOver(command: HandOverCommand): Promise<HandoverRecorded | 'unknown-agency' | 'not-possible'> {
    const { organisation, agency: agencyId } = command;
    const agency = this.partnership.agencies.find(({ id }) => id === agencyId);
    if (agency === undefined) return 'unknown-agency';
    const successor = successorOf(this.partnership, agencyId, this.today());
    if (endingOn(agency, this.today()) === undefined || successor === undefined) return 'not-possible';
    await this.ends.record();
    const handover = { ...command, handoverId: newId(), successor };
    const handedOver: string[] = [];
    const notHandedOver: HandoverRecorded['notHandedOver'][number][] = [];
    for (const { referralId } of await openReferrals(this.database, organisation, agencyId, successor)) {
      const reason = await this.handOverOne(handover, referralId);
      if (reason === null) handedOver.push(referralId);
      else notHandedOver.push({ referralId, reason });
    }
    if (handedOver.length > 0) this.relay.wake();
    return { agency: agencyId, successor, handedOver, notHandedOver };
  }

  /** @returns null when the successor was sent it. */
  private async handOverOne(handover: Handover, referralId: string): Promise<ForwardingDeclinedReason | null> {
    const { agency: fromAgency, person, handoverId, correlationId } = handover;
    return this.database.transaction(async (transaction) => {
      const referral = await presentReferral(transaction, referralId);
      if (referral === undefined || referral.content === null) return 'content-no-longer-held';
      const at = this.clock.now().toISOString();
      const countsFrom = await succeededClocks(transaction, referralId, fromAgency, this.policy.rules);
      const shared = this.share(handover, { ...referral, content: referral.content, countsFrom }, at);
      if (typeof shared === 'string') return shared;
      const { caseKey: key, version: contentVersion } = referral;
      await addLaterRecipients(transaction, { referralId, publishedAt: at, contentVersion, because: 'handover', from: fromAgency }, [shared.recipient]);
      const { recipient: { agency, hop, purpose, agreement, expectation, messageId, envelopeDigest, partition, ...terms }, message } = shared;
      const fact = lifecycleEvent(ReferralRecipientAddedContract, { topics: this.topics, key, correlationId, time: at, referralId }, {
        referralId, agency, hop, reason: 'handover', because: handoverId, fromAgency, handedOverBy: person, ...assertionOf(handover), purpose, agreement, expectation, messageId,
        envelopeDigest, partition, addedAt: at, ...terms,
      });
      this.outbox.insert(transaction, [fact, message]);
      await new NotifyHolder(this.topics, this.clock).notify(transaction, [referralId]);
      return null;
    });
  }

  private share(
    { successor, agency, correlationId }: Handover, referral: ReferralToHandOver, at: string,
  ): SharedView | ForwardingDeclinedReason {
    const { referralId, caseKey, content, holders, countsFrom } = referral;
    // Another handover may have been faster.
    if (holders.some((holder) => holder.agency === successor)) return 'already-a-recipient';
    const hop = (holders.find((holder) => holder.agency === agency)?.hop ?? 1) + 1;
    if (hop > MAX_HOPS) return 'too-many-hops';
    const recipient = recipientFor(this.partnership, successor, referralFacts(content, new Date(at)));
    if (!recipient.ok) return recipient.error.code;
    return shareView(this.topics, { referralId, caseKey, correlationId, content, hop, issuedAt: at, counting: countingOf(referral, content, this.policy), countsFrom }, recipient.value);
  }

  private today(): string {
    return toLocalTime(this.clock.now().getTime()).date;
  }
}
