import {
  CorrectionPublishedContract, EthnicityRecordedContract, isEvent, MilestoneStatedContract, MissingEpisodeRecordedContract,
  ReferralAcknowledgedContract, ReferralForwardedContract, ReferralPublishedContract, ReferralRecipientAddedContract,
  RiskRegradedContract, UpdateAcknowledgedContract, WithdrawalPublishedContract, type EventContract, type ReceivedEvent,
  type ReferralAcknowledged, type SentCopy, type UpdateRecipient,
} from '#libs/contracts';

import type { Step } from '../ladder/standing.js';
import type { KnownCopy, Statement, StatementContent } from './statement.js';

/** A copy with the referral and the agency that it was sent to. */
export interface CopyOfReferral extends KnownCopy {
  readonly referralId: string;
  readonly agency: string;
}

/** A statement with the referral that it names. Only a rejection may name none. */
export interface StatementOnReferral {
  readonly referralId: string | null;
  readonly statement: Statement;
}

interface ChangeOfCopies {
  readonly referralId: string;
  readonly updateId: string;
  readonly recipients: readonly UpdateRecipient[];
}

const CHANGES: readonly { readonly contract: EventContract<ChangeOfCopies>; readonly at: (data: never) => string }[] = [
  change(CorrectionPublishedContract, ({ correctedAt }) => correctedAt),
  change(RiskRegradedContract, ({ recordedAt }) => recordedAt),
  change(WithdrawalPublishedContract, ({ withdrawnAt }) => withdrawnAt),
  change(MissingEpisodeRecordedContract, ({ recordedAt }) => recordedAt),
];

function change<Data extends ChangeOfCopies>(contract: EventContract<Data>, at: (data: Data) => string) {
  return { contract: contract as unknown as EventContract<ChangeOfCopies>, at: at as (data: never) => string };
}

/** The copies that a fact of the lifecycle topic names; none for a fact that names no copy. */
export function copiesIn(event: ReceivedEvent): readonly CopyOfReferral[] {
  if (isEvent(event, ReferralPublishedContract)) {
    const { referralId, publishedAt, recipients } = event.data;
    return recipients.map(({ agency, hop, ...copy }) => sentCopy(referralId, agency, hop, publishedAt, copy));
  }
  if (isEvent(event, ReferralForwardedContract)) {
    const { referralId, toAgency, hop, forwardedAt } = event.data;
    return [sentCopy(referralId, toAgency, hop, forwardedAt, event.data)];
  }
  if (isEvent(event, ReferralRecipientAddedContract)) {
    const { referralId, agency, hop, addedAt } = event.data;
    return [sentCopy(referralId, agency, hop, addedAt, event.data)];
  }
  const change = CHANGES.find(({ contract }) => isEvent(event, contract));
  if (change === undefined) return [];
  const { referralId, updateId, recipients } = event.data as ChangeOfCopies;
  const sentAt = instant(change.at(event.data as never));
  return recipients.map(({ agency, hop, messageId, envelopeDigest, partition }) =>
    ({ referralId, agency, messageId, envelopeDigest, hop, partition, sentAt, updateId }));
}

/**
 * Reads a statement from the topic of an agency.
 *
 * @param topicAgency the agency that owns the topic.
 * @param clockOffsetMs the offset of the sender's test clock, which is added to the broker's time; 0 in production.
 * @returns null for an event that is no statement of an agency.
 */
export function statementIn(event: ReceivedEvent, topicAgency: string, clockOffsetMs = 0): StatementOnReferral | null {
  const content = contentOf(event);
  if (content === null) return null;
  const { message: { partition, offset, timestamp }, digest } = event;
  const data = event.data as Pick<ReferralAcknowledged, 'receiptId' | 'referralId' | 'agency' | 'messageId' | 'envelopeDigest' | 'hop' | 'occurredAt'>;
  const { receiptId: statementId, referralId = null, agency, messageId, envelopeDigest, hop, occurredAt: claimedAt } = data;
  return {
    referralId,
    statement: {
      place: { partition, offset, entry: 0 }, statementId, digest, topicAgency, agency, envelopeDigest,
      ...(messageId !== undefined && { messageId }), ...(hop !== undefined && { hop }),
      storedAt: new Date(Number(timestamp) + clockOffsetMs).toISOString(), claimedAt, content,
    },
  };
}

function contentOf(event: ReceivedEvent): StatementContent | null {
  if (isEvent(event, ReferralAcknowledgedContract)) return rungContent(event.data);
  if (isEvent(event, UpdateAcknowledgedContract)) return { kind: 'update', updateId: event.data.updateId, rung: event.data.rung };
  if (isEvent(event, MilestoneStatedContract)) return { kind: 'work', at: event.data.at };
  return isEvent(event, EthnicityRecordedContract) ? { kind: 'work' } : null;
}

/** The contract of the event requires the codes of each rung. */
function rungContent(data: ReferralAcknowledged): StatementContent {
  if (data.rung === 'delivered' || data.rung === 'rejected') return { kind: data.rung };
  return { kind: 'step', step: stepOf(data) };
}

function stepOf({ rung, actor = '', reasonCode = '', redirectedTo = '', ...codes }: ReferralAcknowledged): Step {
  const { decision = '', feedback: outcome = '' }: { readonly decision?: string; readonly feedback?: string } = codes;
  switch (rung) {
    case 'opened':
      return { kind: 'open', person: actor };
    case 'accepted':
      return { kind: 'accept' };
    case 'refused':
      return { kind: 'refuse', reason: reasonCode };
    case 'redirected':
      return { kind: 'redirect', agency: redirectedTo, reason: reasonCode };
    case 'decided':
      return { kind: 'decide', decision };
    case 'fed_back':
      return { kind: 'feed-back', outcome };
    default:
      throw new Error(`${rung} is no step of a person: a bug`);
  }
}

function sentCopy(
  referralId: string, agency: string, hop: number, sentAt: string, { messageId, envelopeDigest, partition }: Pick<SentCopy, 'messageId' | 'envelopeDigest' | 'partition'>,
): CopyOfReferral {
  return { referralId, agency, messageId, envelopeDigest, hop, partition, sentAt: instant(sentAt) };
}

function instant(text: string): string {
  return new Date(text).toISOString();
}
