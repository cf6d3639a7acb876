import {
  CorrectionPublishedContract, EthnicityRecordedContract, isEvent, MachineStatementsContract, MilestoneStatedContract, MissingEpisodeRecordedContract,
  ReferralAcknowledgedContract, ReferralForwardedContract, ReferralForwardingDeclinedContract, ReferralPublishedContract, ReferralRecipientAddedContract,
  ReferralResentContract, RiskRegradedContract, UpdateAcknowledgedContract, WithdrawalPublishedContract, type EventContract, type ReceivedEvent,
  type MilestoneStated, type ReferralAcknowledged, type SentCopy, type UpdateAcknowledged, type UpdateRecipient,
} from '#libs/contracts';

import type { Step } from '../ladder/ladder-state.js';
import type { KnownCopy, Statement, StatementContent } from './statement.js';
import type { MachineStatement, StatementData } from './statement-data.js';

/** A copy with the referral and the agency that it was sent to. */
export interface CopyOfReferral extends KnownCopy {
  readonly referralId: string;
  readonly agency: string;
}

/** A redirect that the exchange declined. */
export interface DeclinedRedirect {
  readonly referralId: string;
  /** The agency that redirected. */
  readonly agency: string;
  readonly statementId: string;
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
  if (isEvent(event, ReferralResentContract)) {
    const { referralId, resentAt, copies } = event.data;
    return copies.map(({ updateId, ...copy }) => ({
      ...sentCopy(referralId, copy.agency, copy.hop, resentAt, copy), ...(updateId !== undefined && { updateId }),
    }));
  }
  const change = CHANGES.find(({ contract }) => isEvent(event, contract));
  if (change === undefined) return [];
  const { referralId, updateId, recipients } = event.data as ChangeOfCopies;
  const sentAt = instant(change.at(event.data as never));
  return recipients.map(({ agency, hop, messageId, envelopeDigest, partition }) =>
    ({ referralId, agency, messageId, envelopeDigest, hop, partition, sentAt, updateId }));
}

/** The redirect that a fact of the lifecycle topic declines; none for another fact. */
export function declinedIn(event: ReceivedEvent): readonly DeclinedRedirect[] {
  if (!isEvent(event, ReferralForwardingDeclinedContract)) return [];
  const { referralId, fromAgency: agency, because: statementId } = event.data;
  return [{ referralId, agency, statementId }];
}

/** A statement as it is stored. */
export interface StoredStatement extends Pick<Statement, 'place' | 'storedAt' | 'topicAgency' | 'digest'> {
  /** The CloudEvents type, with its version. */
  readonly type: string;
  /** The payload, validated by the contract of the type. */
  readonly data: unknown;
}

const READERS: ReadonlyMap<string, (data: never) => StatementContent> = new Map<string, (data: never) => StatementContent>([
  [MachineStatementsContract.type, machineContent],
  [ReferralAcknowledgedContract.type, (data: ReferralAcknowledged) => ({ kind: 'step', step: stepOf(data) })],
  [UpdateAcknowledgedContract.type, ({ updateId, rung }: UpdateAcknowledged) => ({ kind: 'update', updateId, rung })],
  [MilestoneStatedContract.type, ({ at }: MilestoneStated) => ({ kind: 'work', at })],
  [EthnicityRecordedContract.type, () => ({ kind: 'work' })],
]);

/** Whether an event is a statement of an agency. */
export function isStatementType(type: string): boolean {
  return READERS.has(type);
}

/**
 * Reads a statement as the judgement takes it. What a statement names comes from its payload alone: the message that brought it has an id
 * of its own, which its sender chooses.
 *
 * @throws RangeError for a type that is no statement of an agency.
 */
export function readStatement({ type, data, place, storedAt, topicAgency, digest }: StoredStatement): Statement {
  const read = READERS.get(type);
  if (read === undefined) throw new RangeError(`${type} is no statement of an agency`);
  const { receiptId: statementId, agency, messageId, envelopeDigest, hop, occurredAt: claimedAt } = data as StatementData;
  return {
    place, storedAt, topicAgency, digest, statementId, agency, envelopeDigest, claimedAt, content: read(data as never),
    ...(messageId !== undefined && { messageId }), ...(hop !== undefined && { hop }),
  };
}

function machineContent({ rung, updateId }: MachineStatement): StatementContent {
  return rung === 'delivered' && updateId !== undefined ? { kind: 'update', updateId, rung } : { kind: rung };
}

/** The contract of the event requires the codes of each rung. */
function stepOf({ rung, actor, reasonCode = '', redirectedTo = '', duplicateOf, ...codes }: ReferralAcknowledged): Step {
  const { decision = '', feedback: outcome = '' }: { readonly decision?: string; readonly feedback?: string } = codes;
  switch (rung) {
    case 'opened':
      return { kind: 'open', person: actor };
    case 'accepted':
      return { kind: 'accept', person: actor };
    case 'refused':
      return { kind: 'refuse', person: actor, reason: reasonCode, ...(duplicateOf !== undefined && { duplicateOf }) };
    case 'redirected':
      return { kind: 'redirect', person: actor, agency: redirectedTo, reason: reasonCode };
    case 'decided':
      return { kind: 'decide', person: actor, decision };
    case 'fed_back':
      return { kind: 'feed-back', person: actor, outcome };
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
