import {
  encodeEvent,
  partitionOfCase,
  ReferralAcknowledgedContract,
  ReferralForwardedContract,
  ReferralAgencyEndedContract,
  ReferralForwardingDeclinedContract,
  ReferralPublishedContract,
  ReferralRecipientAddedContract,
  type ChildFacts,
  type DueTime,
  type EthnicityMark,
  type EventContract,
  type Expectation,
  type Grade,
  type IncomingMessage,
  type MachineRung,
  type MachineStatementEntry,
  type OutgoingMessage,
  type PersonRung,
  type ReceiptRung,
  type ReferralAcknowledged,
  type ReferralPublished,
  type Topics,
} from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';

import { machineBatch } from './machine-batch.js';

const MINUTE_MS = 60_000;
const purpose = 'childrens-social-care';
const concernTypes = ['missing'] as const;
type Mark = Omit<EthnicityMark, 'childId'>;
const STATED_AND_RECORDED: Mark = { stated: 'stated', perceived: 'recorded', conflict: false, defaulted: false };
const agreement = { id: 'northshire-safeguarding', version: 1 };

export interface ReferralFactsOptions {
  /** The time of publication; `at` of every other event is minutes after it. An hour ago by default. */
  readonly publishedAt?: Date;
  readonly force?: string;
  readonly area?: string;
  readonly grade?: Grade;
  readonly unit?: string;
  /** The key of its case; one of its own by default. */
  readonly caseKey?: string;
  /** How the ethnicity of its children was recorded; one child whose ethnicity was stated and recorded by default. */
  readonly ethnicity?: readonly Mark[];
  /** When the first child was found, for a referral about a child who was missing. */
  readonly foundAt?: string;
  /** Which of its children the copy of an agency shows, by their places, where it shows some only. */
  readonly shownTo?: Readonly<Record<string, readonly number[]>>;
  /** The due times of an agency's answer, one for each clock that starts with a sharing; none by default. */
  readonly dueOf?: (
    sharing: { readonly agency: string; readonly expectation: Expectation; readonly purpose: string; readonly at: string },
    referral: { readonly grade: Grade; readonly concernTypes: readonly string[]; readonly groundsAt: string },
  ) => readonly DueTime[];
}

type SentCopyReference = Pick<ReferralPublished['recipients'][number], 'messageId' | 'envelopeDigest' | 'partition'>;

type Details = Partial<Pick<ReferralAcknowledged, 'receiptId' | 'messageId' | 'envelopeDigest' | 'actor' | 'reasonCode' | 'duplicateOf' | 'decision' | 'feedback' | 'redirectedTo' | 'hop'>>;

/** The events of publisher and agencies about one fictional referral, as messages that keep their contracts. */
export class ReferralFacts {
  readonly referralId = newId();
  readonly correlationId = newId();
  /** The missing episode of the first child. */
  readonly episodeId = newId();
  /** The ids of its children, one for each mark of {@link ReferralFactsOptions.ethnicity}. */
  readonly childIds: readonly [string, ...string[]];
  private readonly publishedAt: Date;

  constructor(
    private readonly topics: Topics,
    private readonly options: ReferralFactsOptions = {},
  ) {
    const [first, ...more] = (options.ethnicity ?? [STATED_AND_RECORDED]).map(() => newId());
    this.childIds = [first ?? newId(), ...more];
    this.publishedAt = options.publishedAt ?? new Date(Date.now() - 60 * MINUTE_MS);
  }

  /** Minutes after the publication, as ISO 8601. */
  at(minutes: number): string {
    return new Date(this.publishedAt.getTime() + minutes * MINUTE_MS).toISOString();
  }

  published(agencies: readonly string[], expectation: Expectation = 'acknowledge-and-decide'): OutgoingMessage {
    const { force = 'northshire-police', area = 'northshire', grade = 'red', unit, ethnicity = [STATED_AND_RECORDED] } = this.options;
    return this.message(ReferralPublishedContract, this.topics.lifecycle(), this.at(0), {
      referralId: this.referralId, caseKey: this.caseKey, force, area, grade, concernTypes, disclosedBy: { kind: 'person', reference: 'pc-2041' }, publishedAt: this.at(0),
      children: this.childrenKnown(this.options.foundAt), ethnicity: this.childIds.flatMap((childId, index) => ethnicity.slice(index, index + 1).map((mark) => ({ childId, ...mark }))),
      ...(unit !== undefined && { unit }),
      recipients: agencies.map((agency) => ({ ...this.copyFor(agency), agency, hop: 1, expectation, ...this.dueFor(agency, expectation, 0) })),
    });
  }

  /** The children as a fact names them. @param foundAt when the first one was found; without it the child was never missing. */
  childrenKnown(foundAt?: string): readonly ChildFacts[] {
    const { area = 'northshire' } = this.options;
    const missingEpisodes = [{ episodeId: this.episodeId, missingSince: this.at(-600), reportedAt: this.at(-540), riskLevel: 'high', ...(foundAt !== undefined && { foundAt }) }] as const;
    return this.childIds.map((childId, index) => ({ childId, area, ...(index === 0 && foundAt !== undefined && { missingEpisodes }) }));
  }

  /** The ids of the children at these places. */
  childrenAt(places: readonly number[]): readonly string[] {
    return places.flatMap((place) => this.childIds[place] ?? []);
  }

  forwarded(fromAgency: string, toAgency: string, minutes: number, hop = 2, because = newId()): OutgoingMessage {
    return this.message(ReferralForwardedContract, this.topics.lifecycle(), this.at(minutes), {
      referralId: this.referralId, fromAgency, toAgency, hop, because, ...this.copyFor(toAgency),
      expectation: 'acknowledge-and-decide', forwardedAt: this.at(minutes), ...this.dueFor(toAgency, 'acknowledge-and-decide', minutes),
    });
  }

  /** @param because id of the statement that redirects. */
  forwardingDeclined(fromAgency: string, toAgency: string, minutes: number, because = newId()): OutgoingMessage {
    return this.message(ReferralForwardingDeclinedContract, this.topics.lifecycle(), this.at(minutes), {
      referralId: this.referralId, fromAgency, toAgency, because, reason: 'no-agreement', declinedAt: this.at(minutes),
    });
  }

  /** The end of an agency. @param minutes null where a recorded end is taken back. */
  agencyEnded(agency: string, minutes: number | null, recordedAt = minutes ?? 0, successor?: string): OutgoingMessage {
    return this.message(ReferralAgencyEndedContract, this.topics.lifecycle(), this.at(recordedAt), {
      referralId: this.referralId, agency, ...(minutes !== null && { endedAt: this.at(minutes) }), ...(successor !== undefined && { successor }), recordedAt: this.at(recordedAt),
    });
  }

  /** A handover of an ended agency's referral to its successor. @param countsFrom minutes from which the clocks of the successor count. */
  handedOver(fromAgency: string, agency: string, minutes: number, countsFrom = 0): OutgoingMessage {
    return this.message(ReferralRecipientAddedContract, this.topics.lifecycle(), this.at(minutes), {
      referralId: this.referralId, agency, hop: 2, reason: 'handover', because: newId(), fromAgency, handedOverBy: 'np-0007', ...this.copyFor(agency),
      expectation: 'acknowledge-and-decide', addedAt: this.at(minutes), ...this.dueFor(agency, 'acknowledge-and-decide', countsFrom),
    });
  }

  /** @param topic a topic other than the agency's own, for a misplaced receipt. */
  receipt(agency: string, rung: ReceiptRung, minutes: number, details: Details = {}, topic = this.topics.acknowledgement(agency)): OutgoingMessage {
    if (rung === 'delivered' || rung === 'rejected') {
      const { hop, reasonCode } = details;
      return this.batch(agency, [this.entry(agency, rung, minutes, { ...(hop !== undefined && { hop }), ...(reasonCode !== undefined && { reasonCode }) })], minutes, topic);
    }
    const { messageId, envelopeDigest } = this.sentCopy(agency);
    return this.message(ReferralAcknowledgedContract, topic, this.at(minutes), {
      receiptId: newId(), eventType: ReferralAcknowledgedContract.type, referralId: this.referralId, agency, hop: 1, rung, messageId, envelopeDigest,
      actor: 'sw-0142', topic: this.topics.referral(agency), partition: 0, offset: '7', receivedAt: this.at(minutes), occurredAt: this.at(minutes),
      ...this.required(rung), ...details,
    });
  }

  /** The statement of an agency's machine about its copy, as an entry of a batch. */
  entry(agency: string, rung: MachineRung, minutes: number, details: Partial<MachineStatementEntry> = {}): MachineStatementEntry {
    const { messageId, envelopeDigest } = this.sentCopy(agency);
    return {
      receiptId: newId(), rung, referralId: this.referralId, hop: 1, messageId, envelopeDigest, correlationId: this.correlationId, offset: '7',
      occurredAt: this.at(minutes), ...(rung === 'delivered' ? { copyType: 'safeguarding.referral.shared.v1' } : { reasonCode: 'invalid-payload' }), ...details,
    };
  }

  /** The rejection of an agency's node for a message that it could not read: its referral is unknown. */
  unreadable(agency: string, minutes: number): OutgoingMessage {
    return this.batch(agency, [unreadableEntry(this.at(minutes))], minutes);
  }

  /** A batch in the partition of this referral. */
  batch(agency: string, entries: readonly MachineStatementEntry[], minutes: number, topic = this.topics.acknowledgement(agency)): OutgoingMessage {
    return machineBatch(this.topics, agency, partitionOfCase(this.caseKey), entries, { statedAt: this.at(minutes), topic });
  }

  private message<Data>(contract: EventContract<Data>, topic: string, time: string, data: Data): OutgoingMessage {
    return encodeEvent(contract, {
      topic, key: this.caseKey, id: newId(), source: '/test', subject: this.referralId, time,
      correlationId: this.correlationId, data,
    });
  }

  get caseKey(): string {
    return this.options.caseKey ?? sha256Hex(this.referralId).slice(0, 32);
  }

  /** The copy of an agency, or with `updateId` the message that carries the change to it. */
  sentCopy(agency: string, updateId = ''): SentCopyReference {
    const digest = sha256Hex(this.referralId, agency, updateId);
    const messageId = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-7${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
    return { messageId, envelopeDigest: digest, partition: partitionOfCase(this.caseKey) };
  }

  private copyFor(agency: string) {
    const places = this.options.shownTo?.[agency];
    return { purpose, agreement, ...this.sentCopy(agency), ...(places !== undefined && { children: this.childrenAt(places) }) };
  }

  private dueFor(agency: string, expectation: Expectation, minutes: number): { readonly due?: readonly DueTime[] } {
    const { dueOf = () => [], grade = 'red' } = this.options;
    const due = dueOf({ agency, expectation, purpose, at: this.at(minutes) }, { grade, concernTypes, groundsAt: this.at(0) });
    return due.length === 0 ? {} : { due };
  }

  /** The fields that the contract requires of each rung. */
  private required(rung: PersonRung): Details {
    if (rung === 'refused') return { reasonCode: 'not-our-remit' };
    if (rung === 'redirected') return { reasonCode: 'not-our-area', redirectedTo: 'northmoor-csc' };
    if (rung === 'decided') return { decision: 'strategy-discussion' };
    return rung === 'fed_back' ? { feedback: 'assessment-started' } : {};
  }
}

/** The rejection of a message that names no referral. */
export function unreadableEntry(at: string): MachineStatementEntry {
  return { receiptId: newId(), rung: 'rejected', envelopeDigest: sha256Hex(newId()), reasonCode: 'not-json', correlationId: newId(), offset: '8', occurredAt: at };
}

let offsets = 0;

/** A message as a consumer receives it, without a broker in between. */
export function asIncoming(message: OutgoingMessage): IncomingMessage {
  offsets += 1;
  const { topic, key, headers, value } = message;
  return { topic, partition: partitionOfCase(key), offset: String(offsets), timestamp: String(Date.now()), key, headers, value };
}
