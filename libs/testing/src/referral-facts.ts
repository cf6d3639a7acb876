import {
  encodeEvent,
  ReferralAcknowledgedV1Contract,
  ReferralForwardedV1Contract,
  ReferralForwardingDeclinedV1Contract,
  ReferralPublishedV1Contract,
  ReferralPublishedV2Contract,
  type EthnicityMark,
  type EventContract,
  type Expectation,
  type Grade,
  type IncomingMessage,
  type OutgoingMessage,
  type ReceiptRung,
  type ReferralAcknowledgedV1,
  type Topics,
} from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';

const MINUTE_MS = 60_000;
const agreement = { id: 'northshire-safeguarding', version: 1 };

export interface ReferralFactsOptions {
  /** When it was published; `at` of everything else is minutes after that. An hour ago by default. */
  readonly publishedAt?: Date;
  readonly force?: string;
  readonly area?: string;
  readonly grade?: Grade;
  readonly unit?: string;
  /** How the ethnicity of its children was recorded. Without it the publication is said in version 1, which has no such marks. */
  readonly ethnicity?: readonly EthnicityMark[];
}

type Details = Partial<Pick<ReferralAcknowledgedV1, 'actor' | 'reasonCode' | 'decision' | 'feedback' | 'redirectedTo' | 'hop'>>;

/** Everything that publisher and agencies say about one fictional referral, as messages that keep their contracts. */
export class ReferralFacts {
  readonly referralId = newId();
  readonly correlationId = newId();
  private readonly publishedAt: Date;

  constructor(
    private readonly topics: Topics,
    private readonly options: ReferralFactsOptions = {},
  ) {
    this.publishedAt = options.publishedAt ?? new Date(Date.now() - 60 * MINUTE_MS);
  }

  /** Minutes after the publication, as ISO 8601. */
  at(minutes: number): string {
    return new Date(this.publishedAt.getTime() + minutes * MINUTE_MS).toISOString();
  }

  published(agencies: readonly string[], expectation: Expectation = 'acknowledge-and-decide'): OutgoingMessage {
    const { force = 'northshire-police', area = 'northshire', grade = 'red', unit, ethnicity } = this.options;
    const said = {
      referralId: this.referralId, force, area, grade, concernTypes: ['missing' as const], childrenCount: ethnicity?.length ?? 1, publishedAt: this.at(0),
      ...(unit !== undefined && { unit }),
      recipients: agencies.map((agency) => ({ ...this.copyFor(agency), agency, hop: 1, expectation })),
    };
    const topic = this.topics.lifecycle();
    return ethnicity === undefined
      ? this.message(ReferralPublishedV1Contract, topic, this.at(0), said)
      : this.message(ReferralPublishedV2Contract, topic, this.at(0), { ...said, ethnicity });
  }

  forwarded(fromAgency: string, toAgency: string, minutes: number, hop = 2): OutgoingMessage {
    return this.message(ReferralForwardedV1Contract, this.topics.lifecycle(), this.at(minutes), {
      referralId: this.referralId, fromAgency, toAgency, hop, because: newId(), ...this.copyFor(toAgency),
      expectation: 'acknowledge-and-decide', forwardedAt: this.at(minutes),
    });
  }

  forwardingDeclined(fromAgency: string, toAgency: string, minutes: number): OutgoingMessage {
    return this.message(ReferralForwardingDeclinedV1Contract, this.topics.lifecycle(), this.at(minutes), {
      referralId: this.referralId, fromAgency, toAgency, because: newId(), reason: 'no-agreement', declinedAt: this.at(minutes),
    });
  }

  /** @param topic another than the agency's own, for a receipt that is out of place. */
  receipt(agency: string, rung: ReceiptRung, minutes: number, details: Details = {}, topic = this.topics.acknowledgement(agency)): OutgoingMessage {
    const { messageId, envelopeDigest } = this.copyFor(agency);
    return this.message(ReferralAcknowledgedV1Contract, topic, this.at(minutes), {
      receiptId: newId(), referralId: this.referralId, agency, hop: 1, rung, messageId, envelopeDigest,
      topic: this.topics.referral(agency), partition: 0, offset: '7', receivedAt: this.at(minutes), occurredAt: this.at(minutes),
      ...this.required(rung), ...details,
    });
  }

  /** What an agency's node says about a message that it could not read: it does not know which referral it was. */
  unreadable(agency: string, minutes: number): OutgoingMessage {
    const topic = this.topics.acknowledgement(agency);
    const data: ReferralAcknowledgedV1 = {
      receiptId: newId(), agency, rung: 'rejected', envelopeDigest: sha256Hex(newId()), reasonCode: 'not-json',
      topic: this.topics.referral(agency), partition: 0, offset: '8', receivedAt: this.at(minutes), occurredAt: this.at(minutes),
    };
    return encodeEvent(ReferralAcknowledgedV1Contract, {
      topic, key: sha256Hex(agency).slice(0, 32), id: newId(), source: `/agency-node/${agency}`, time: this.at(minutes), correlationId: newId(), data,
    });
  }

  private message<Data>(contract: EventContract<Data>, topic: string, time: string, data: Data): OutgoingMessage {
    return encodeEvent(contract, {
      topic, key: sha256Hex(this.referralId).slice(0, 32), id: newId(), source: '/test', subject: this.referralId, time,
      correlationId: this.correlationId, data,
    });
  }

  private copyFor(agency: string) {
    const digest = sha256Hex(this.referralId, agency);
    const messageId = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-7${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
    return { purpose: 'childrens-social-care', agreement, messageId, envelopeDigest: digest };
  }

  /** What the contract asks of each rung. */
  private required(rung: ReceiptRung): Details {
    if (rung === 'delivered') return {};
    if (rung === 'rejected') return { reasonCode: 'invalid-payload' };
    const actor = 'sw-0142';
    if (rung === 'refused') return { actor, reasonCode: 'not-our-remit' };
    if (rung === 'redirected') return { actor, reasonCode: 'not-our-area', redirectedTo: 'northmoor-csc' };
    if (rung === 'decided') return { actor, decision: 'strategy-discussion' };
    return rung === 'fed_back' ? { actor, feedback: 'assessment-started' } : { actor };
  }
}

let offsets = 0;

/** A message as a consumer gets it, without a broker in between. */
export function asIncoming(message: OutgoingMessage): IncomingMessage {
  offsets += 1;
  const { topic, key, headers, value } = message;
  return { topic, partition: 0, offset: String(offsets), timestamp: String(Date.now()), key, headers, value };
}
