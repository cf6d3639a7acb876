import type { ReceivedEvent } from '#libs/contracts';

import { kindOf, type FactBody } from './event-kinds.js';

/** An event without its place in Kafka: enough to project it, now or in a rebuild. */
export type RecordedFact = { readonly messageId: string; readonly correlationId: string | null } & FactBody;

/**
 * @param data validated against the contract of `type`, as all data in the log.
 * @throws RangeError for a type that the recorder does not take.
 */
export function recordedFact(type: string, messageId: string, correlationId: string | null, data: unknown): RecordedFact {
  return { kind: kindOf(type), messageId, correlationId, data } as RecordedFact;
}

export function factOf({ attributes, contract, data }: ReceivedEvent): RecordedFact {
  return recordedFact(contract.type, attributes.id, attributes.correlationId, data);
}
