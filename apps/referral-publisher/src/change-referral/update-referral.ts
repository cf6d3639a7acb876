import { referralFacts, type ClockPolicy, type Partnership } from '#libs/agreements';
import {
  envelopeDigest, MAX_HOPS, partitionOfCase, ReferralRecipientAddedContract, type AddedReason, type ChangeRecorded, type EventContract, type OutgoingMessage,
  type ReferralContent, type Topics, type UpdatedCopy, type UpdateRecipient,
} from '#libs/contracts';
import { canonicalJson, type JsonValue, sha256Hex, systemClock } from '#libs/kernel';
import type { Transaction } from '#libs/persistence';

import { countingOf } from '../counting.js';
import { NotifyHolder } from '../notify-holder/notify-holder.js';
import { lifecycleEvent, agencyEvent, type EventContext } from '../publish-event.js';
import { shareView, type SharedView } from '../share-view.js';
import { addLaterRecipients, replaceContent } from './change.repository.js';
import type { Recording, ReferralToChange } from './changes.js';
import type { NotifiedHolder, UpdatePlan } from './plan-update.js';

/** A content that replaces another, with its reason. */
export interface ContentUpdate {
  readonly referral: ReferralToChange;
  readonly content: ReferralContent;
  readonly plan: UpdatePlan;
  readonly recording: Recording;
  readonly correlationId: string;
  /** Why newly named agencies are added. Undefined where no agency may be added. */
  readonly adding?: AddedReason;
}

/** The event for one agency that holds the referral. */
export interface CopyMessage<Data> {
  readonly contract: EventContract<Data>;
  readonly data: Data;
}

/** The result of an update: the rows that the transaction makes durable, and the events to publish about it. */
export interface Updated {
  readonly version: number;
  readonly digests: { readonly previousDigest: string; readonly contentDigest: string };
  readonly recipients: readonly UpdateRecipient[];
  readonly notNotified: { readonly notNotified?: readonly string[] };
  readonly context: EventContext;
  /** For the outbox, after the fact of the change itself. */
  readonly messages: readonly OutgoingMessage[];
  readonly answer: ChangeRecorded;
}

/** Replaces the content of a referral, and notifies the agencies whose view changes. */
export class UpdateReferral {
  constructor(
    readonly partnership: Partnership,
    readonly topics: Topics,
    readonly policy: ClockPolicy,
  ) {}

  async apply<Data>(
    transaction: Transaction,
    update: ContentUpdate,
    toCopy: (notified: NotifiedHolder, copy: UpdatedCopy) => CopyMessage<Data>,
  ): Promise<Updated> {
    const { referral, content, plan, recording: { changeId, at, recordedAt } } = update;
    const { referralId } = referral;
    const isChanged = plan.fields.length > 0;
    const digests = { previousDigest: digestOf(referral.content), contentDigest: digestOf(content) };
    const version = isChanged ? referral.version + 1 : referral.version;
    if (isChanged) {
      const before = { referralId, version: referral.version, digest: digests.previousDigest, facts: referralFacts(referral.content, at), replacedBy: changeId };
      await replaceContent(transaction, before, content);
    }
    const context: EventContext = { topics: this.topics, key: referral.caseKey, correlationId: update.correlationId, time: recordedAt, referralId };
    const copies = plan.notified.map((notified) => this.copyFor(context, notified, content, version, toCopy));
    const added = update.adding === undefined ? [] : await this.add(transaction, update, update.adding, version);
    const recipients = copies.map(({ recipient }) => recipient);
    const notNotified = plan.notNotified.length > 0 ? { notNotified: plan.notNotified } : {};
    return {
      version, digests, recipients, context, notNotified,
      messages: [...copies.map(({ message }) => message), ...added.flatMap((shared) => this.addedMessages(context, update, shared))],
      answer: {
        changeId, referralId, recordedAt, notified: recipients.map(({ agency }) => agency), ...notNotified,
        ...(isChanged && { version }),
        ...(added.length > 0 && { added: added.map(({ recipient }) => recipient.agency) }),
      },
    };
  }

  private copyFor<Data>(
    context: EventContext,
    notified: NotifiedHolder,
    content: ReferralContent,
    version: number,
    toCopy: (notified: NotifiedHolder, copy: UpdatedCopy) => CopyMessage<Data>,
  ): { readonly recipient: UpdateRecipient; readonly message: OutgoingMessage } {
    const { recipient: { agency, agreement, purpose }, holder: { hop }, view } = notified;
    const { contract, data } = toCopy(notified, { version, hop, agreement, purpose, marking: content.marking, view });
    const message = agencyEvent(contract, context, agency, data);
    return { message, recipient: updateRecipient(agency, hop, message) };
  }

  /** Sends the referral itself to the agencies that an agreement names after the change, as the hop after the last one. */
  private async add(transaction: Transaction, update: ContentUpdate, because: AddedReason, contentVersion: number): Promise<readonly SharedView[]> {
    const { referral, content, plan, recording: { recordedAt }, correlationId } = update;
    const hop = Math.min(MAX_HOPS, Math.max(...referral.holders.map((holder) => holder.hop)) + 1);
    const sharing = { referralId: referral.referralId, caseKey: referral.caseKey, correlationId, content, hop, issuedAt: recordedAt, counting: countingOf(referral, content, this.policy) };
    const shared = plan.added.map((recipient) => shareView(this.topics, sharing, recipient));
    await addLaterRecipients(
      transaction,
      { referralId: referral.referralId, publishedAt: recordedAt, contentVersion, because },
      shared.map(({ recipient }) => recipient),
    );
    if (shared.length > 0) await new NotifyHolder(this.topics, systemClock).notify(transaction, [referral.referralId]);
    return shared;
  }

  private addedMessages(context: EventContext, { referral: { referralId }, recording, adding = 'corrected' }: ContentUpdate, shared: SharedView): OutgoingMessage[] {
    const { recipient: { agency, hop, purpose, agreement, expectation, messageId, envelopeDigest, partition, ...more }, message } = shared;
    const fact = lifecycleEvent(ReferralRecipientAddedContract, context, {
      referralId, agency, hop, reason: adding, because: recording.changeId, purpose, agreement, expectation, messageId, envelopeDigest, partition,
      addedAt: recording.recordedAt, ...more,
    });
    return [fact, message];
  }
}

/** The recipient of a message, as the record of the change names it. */
export function updateRecipient(agency: string, hop: number, { key, headers, value }: OutgoingMessage): UpdateRecipient {
  return { agency, hop, messageId: headers['ce_id'] ?? '', envelopeDigest: envelopeDigest(value ?? Buffer.alloc(0)), partition: partitionOfCase(key) };
}

function digestOf(content: ReferralContent): string {
  return sha256Hex(canonicalJson(content as unknown as JsonValue));
}
