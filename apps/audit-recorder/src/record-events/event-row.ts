import type { ReceivedEvent } from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';

import { changeDetails } from '../record-changes/change-details.js';
import { isChangeFact } from '../record-changes/change-fact.js';
import { factOf, occurredAt, type FactBody, type RecordedFact } from './recorded-fact.js';

/** One row of the table `event`, named as its columns are. What is absent becomes NULL. */
export interface EventRow extends EventDetails {
  readonly event_id: string;
  readonly message_id: string;
  readonly type: string;
  readonly occurred_at: string;
  readonly correlation_id: string | null;
  readonly kafka_topic: string;
  readonly kafka_partition: number;
  readonly kafka_offset: string;
  /** SHA-256 of the value's bytes. */
  readonly value_digest: string;
  /** The value as it was sent. */
  readonly data: string;
}

/** The columns that filters look at, taken out of the payload. */
export interface EventDetails {
  readonly referral_id?: string | undefined;
  /** Whose statement it is; of a forwarding, the agency that is now expected to answer. */
  readonly agency?: string | undefined;
  readonly hop?: number | undefined;
  readonly rung?: string | undefined;
  readonly actor?: string | undefined;
  readonly reason_code?: string | undefined;
  readonly decision?: string | undefined;
  readonly feedback?: string | undefined;
  readonly redirected_to?: string | undefined;
  readonly force?: string | undefined;
  readonly envelope_digest?: string | undefined;
  readonly code?: string | undefined;
  readonly change_id?: string | undefined;
}

export function eventRow(event: ReceivedEvent, fact: RecordedFact = factOf(event)): EventRow {
  const { message, contract } = event;
  const value = message.value ?? Buffer.alloc(0);
  return {
    ...detailsOf(fact),
    event_id: newId(),
    message_id: fact.messageId,
    type: contract.type,
    occurred_at: occurredAt(fact),
    correlation_id: fact.correlationId,
    kafka_topic: message.topic,
    kafka_partition: message.partition,
    kafka_offset: message.offset,
    value_digest: sha256Hex(value),
    data: value.toString('utf8'),
  };
}

function detailsOf(fact: FactBody): EventDetails {
  if (isChangeFact(fact)) return changeDetails(fact);
  switch (fact.kind) {
    case 'published':
      return { referral_id: fact.data.referralId, rung: 'published', force: fact.data.force };
    case 'forwarded': {
      const { referralId, toAgency, hop, envelopeDigest } = fact.data;
      return { referral_id: referralId, agency: toAgency, hop, rung: 'published', envelope_digest: envelopeDigest };
    }
    case 'forwarding-declined': {
      const { referralId, fromAgency, toAgency, reason } = fact.data;
      return { referral_id: referralId, agency: fromAgency, redirected_to: toAgency, reason_code: reason };
    }
    case 'acknowledged': {
      const { referralId, agency, hop, rung, actor, reasonCode, decision, feedback, redirectedTo, envelopeDigest } = fact.data;
      return {
        referral_id: referralId, agency, hop, rung, actor, decision, feedback,
        reason_code: reasonCode, redirected_to: redirectedTo, envelope_digest: envelopeDigest,
      };
    }
    default:
      // What was said about a clock: the clock itself is in the projections, and all of it in the data.
      return { referral_id: fact.data.referralId, agency: fact.data.agency };
  }
}
