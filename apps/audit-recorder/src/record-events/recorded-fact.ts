import type { ReceivedEvent } from '#libs/contracts';

import { kindOf, occurredAt, type FactBody } from './event-kinds.js';

/** An event without its place in Kafka: enough to project it, now or in a rebuild. */
export type RecordedFact = {
  readonly messageId: string;
  readonly correlationId: string | null;
  /** The time that counts, in UTC with milliseconds. */
  readonly at: string;
} & FactBody;

/** An event as it is logged or stored. */
export interface StoredFact {
  readonly type: string;
  readonly messageId: string;
  readonly correlationId: string | null;
  /** Validated against the contract of `type`, as all data in the log. */
  readonly data: unknown;
  /** The time that counts, where it is not the one of the payload: the verdict on a statement gives it. */
  readonly at?: string;
}

/** @throws RangeError for a type that the recorder does not take. */
export function recordedFact({ type, messageId, correlationId, data, at }: StoredFact): RecordedFact {
  const body = { kind: kindOf(type), data } as FactBody;
  return { ...body, messageId, correlationId, at: at ?? occurredAt(body) };
}

export function factOf({ attributes: { id: messageId, correlationId }, contract: { type }, data }: ReceivedEvent): RecordedFact {
  return recordedFact({ type, messageId, correlationId, data });
}
