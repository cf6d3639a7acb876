import type { ReceivedEvent } from '#libs/contracts';
import type { JudgedStatement } from '#libs/judgement';
import { newId, sha256Hex } from '#libs/kernel';
import type { ArrivedStatement } from '#libs/safeguarding';

import { columnsOf, occurredAt, type EventColumns } from './event-kinds.js';
import { statedFact, type RecordedFact } from './recorded-fact.js';

/** One row of the table `event`. Fields have the names of its columns. An absent one becomes NULL. */
export interface EventRow extends EventColumns {
  readonly event_id: string;
  readonly message_id: string;
  readonly type: string;
  /** The time that the payload gives. The time that counts for a statement is in its verdict. */
  readonly occurred_at: string;
  readonly correlation_id: string | null;
  readonly kafka_topic: string;
  readonly kafka_partition: number;
  readonly kafka_offset: string;
  /** SHA-256 of `data`, in lower-case hexadecimal. */
  readonly value_digest: string;
  /** The value as it was sent; for an entry of a batch, its canonical form with the fields that all entries share. */
  readonly data: string;
  readonly statement_id?: string;
  readonly entry?: number;
  readonly stored_at?: string;
}

export function factRow(event: ReceivedEvent, fact: RecordedFact): EventRow {
  return row(event, fact, event.message.value?.toString('utf8') ?? '');
}

export function statementRow(arrived: ArrivedStatement, { agency, statementId, entry, storedAt }: Pick<JudgedStatement, 'agency' | 'statementId' | 'entry' | 'storedAt'>): EventRow {
  return { ...row(arrived.event, statedFact(arrived), arrived.text), agency, statement_id: statementId, entry, stored_at: storedAt };
}

function row({ attributes, contract, message }: ReceivedEvent, fact: RecordedFact, data: string): EventRow {
  return {
    ...columnsOf(fact),
    event_id: newId(),
    message_id: attributes.id,
    type: contract.type,
    occurred_at: occurredAt(fact),
    correlation_id: fact.correlationId,
    kafka_topic: message.topic,
    kafka_partition: message.partition,
    kafka_offset: message.offset,
    value_digest: sha256Hex(data),
    data,
  };
}
