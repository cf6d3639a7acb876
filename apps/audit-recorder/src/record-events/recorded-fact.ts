import type { ReceivedEvent } from '#libs/contracts';
import type { ArrivedStatement } from '#libs/safeguarding';

import { kindOf, occurredAt, type FactBody } from './event-kinds.js';

/** A fact or a statement without its place in Kafka: enough to project it, now or in a rebuild. */
export type RecordedFact = {
  /** Of a fact the id of its message, of a statement its own id, because a batch brings several statements in one message. */
  readonly id: string;
  readonly correlationId: string | null;
  /** The time that counts, in UTC with milliseconds. */
  readonly at: string;
} & FactBody;

/** An event as it is logged or stored. */
export interface StoredFact {
  readonly type: string;
  readonly id: string;
  readonly correlationId: string | null;
  /** Validated against the contract of `type`, as all data in the log. */
  readonly data: unknown;
  /** The time that counts, where it is not the one of the payload: the verdict on a statement gives it. */
  readonly at?: string;
}

/** @throws RangeError for a type that the recorder does not take. */
export function recordedFact({ type, id, correlationId, data, at }: StoredFact): RecordedFact {
  const body = { kind: kindOf(type), data } as FactBody;
  return { ...body, id, correlationId, at: at ?? occurredAt(body) };
}

export function factOf({ attributes: { id, correlationId }, contract: { type }, data }: ReceivedEvent): RecordedFact {
  return recordedFact({ type, id, correlationId, data });
}

export function statedFact({ event, correlationId, data }: ArrivedStatement): RecordedFact {
  return recordedFact({ type: event.contract.type, id: data.receiptId, correlationId, data });
}
