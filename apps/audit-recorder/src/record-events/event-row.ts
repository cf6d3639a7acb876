import type { ReceivedEvent } from '#libs/contracts';
import type { JudgedStatement } from '#libs/judgement';
import { newId, sha256Hex } from '#libs/kernel';

import { columnsOf, occurredAt, type EventColumns } from './event-kinds.js';
import { factOf, type RecordedFact } from './recorded-fact.js';

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
  /** SHA-256 of the value's bytes. */
  readonly value_digest: string;
  /** The value as it was sent. */
  readonly data: string;
  readonly statement_id?: string;
  readonly stored_at?: string;
}

/** @param statement of an agency, where the event brought one. */
export function eventRow(event: ReceivedEvent, fact: RecordedFact = factOf(event), statement?: JudgedStatement): EventRow {
  const { message, contract } = event;
  const value = message.value ?? Buffer.alloc(0);
  return {
    ...columnsOf(fact),
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
    ...(statement !== undefined && { agency: statement.agency, statement_id: statement.statementId, stored_at: statement.storedAt }),
  };
}
