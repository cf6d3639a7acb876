import {
  ReferralAcknowledgedV1Contract,
  ReferralForwardedV1Contract,
  ReferralForwardedV2Contract,
  ReferralForwardingDeclinedV1Contract,
  ReferralPublishedV1Contract,
  ReferralPublishedV2Contract,
  type ReceivedEvent,
  type ReferralAcknowledgedV1,
  type ReferralForwardedV1,
  type ReferralForwardingDeclinedV1,
  type ReferralPublishedV1,
  type ReferralPublishedV2,
} from '#libs/contracts';

import { CHANGE_KINDS, changeOccurredAt, isChangeFact, type ChangeFact } from '../record-changes/change-fact.js';
import { DEADLINE_KINDS, deadlineOccurredAt, type DeadlineFact } from '../record-deadlines/deadline-fact.js';

/** A publication of either version: the log keeps both, and what the first one does not say is not known. */
export type Published = ReferralPublishedV1 & Partial<Pick<ReferralPublishedV2, 'ethnicity'>>;

/** What the log knows of an event apart from where it came from: enough to project it, now or in a rebuild. */
export type RecordedFact = { readonly messageId: string; readonly correlationId: string | null } & FactBody;

export type FactBody =
  | DeadlineFact
  | ChangeFact
  | { readonly kind: 'published'; readonly data: Published }
  | { readonly kind: 'forwarded'; readonly data: ReferralForwardedV1 }
  | { readonly kind: 'forwarding-declined'; readonly data: ReferralForwardingDeclinedV1 }
  | { readonly kind: 'acknowledged'; readonly data: ReferralAcknowledgedV1 };

const KINDS: Readonly<Record<string, FactBody['kind']>> = {
  ...DEADLINE_KINDS,
  ...CHANGE_KINDS,
  [ReferralPublishedV1Contract.type]: 'published',
  [ReferralPublishedV2Contract.type]: 'published',
  [ReferralForwardedV1Contract.type]: 'forwarded',
  [ReferralForwardedV2Contract.type]: 'forwarded',
  [ReferralForwardingDeclinedV1Contract.type]: 'forwarding-declined',
  [ReferralAcknowledgedV1Contract.type]: 'acknowledged',
};

/**
 * @param data validated against the contract of `type`, as everything in the log has been.
 * @throws RangeError for a type that the recorder does not take.
 */
export function recordedFact(type: string, messageId: string, correlationId: string | null, data: unknown): RecordedFact {
  const kind = KINDS[type];
  if (kind === undefined) throw new RangeError(`the recorder takes no events of type ${type}`);
  return { kind, messageId, correlationId, data } as RecordedFact;
}

export function factOf({ attributes, contract, data }: ReceivedEvent): RecordedFact {
  return recordedFact(contract.type, attributes.id, attributes.correlationId, data);
}

/**
 * When the fact happened, in UTC and milliseconds: in one form, times compare alike in JavaScript and in PostgreSQL, so
 * that both fold to the same result. The log keeps the text as it was sent in `data`.
 */
export function occurredAt(fact: FactBody): string {
  if (isChangeFact(fact)) return instant(changeOccurredAt(fact));
  switch (fact.kind) {
    case 'published':
      return instant(fact.data.publishedAt);
    case 'forwarded':
      return instant(fact.data.forwardedAt);
    case 'forwarding-declined':
      return instant(fact.data.declinedAt);
    case 'acknowledged':
      return instant(fact.data.occurredAt);
    default:
      return instant(deadlineOccurredAt(fact));
  }
}

function instant(text: string): string {
  return new Date(text).toISOString();
}
