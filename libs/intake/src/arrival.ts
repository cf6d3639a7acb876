import { decodeEvent, type EventContract, type IncomingMessage, type ReceivedEvent } from '#libs/contracts';

import type { Refusal } from './effects.js';

/**
 * Why a message goes into quarantine. `code` comes from the decoder, from the app's refusals, or is one of the two codes
 * below.
 */
export interface Problem {
  readonly code: string;
  readonly reason: string;
  readonly digest: string;
  readonly messageId?: string | undefined;
  readonly referralId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly pointers?: readonly string[] | undefined;
}

/**
 * The message id is known with other bytes. The first content remains in force. People have to find out which content
 * was meant.
 */
export const CONFLICTING_CONTENT = 'conflicting-content';
/** The app's own statements refuse the event's data. A redelivery cannot change that. */
export const EFFECT_FAILED = 'effect-failed';

/** A message that was read. */
export interface Readable {
  readonly message: IncomingMessage;
  readonly event: ReceivedEvent;
}

/** A message that goes into quarantine. */
export interface Rejected {
  readonly message: IncomingMessage;
  readonly problem: Problem;
  /** True when the app is not called about the message, because a statement of that call is the one that failed. */
  readonly silent?: boolean;
}

export type Arrival = Readable | Rejected;

export function isEvent(arrival: Arrival): arrival is Readable {
  return 'event' in arrival;
}

export function readArrival(message: IncomingMessage, accepted: readonly EventContract[]): Arrival {
  const decoded = decodeEvent(message, accepted);
  if (decoded.ok) return { message, event: decoded.value };
  const { code, message: reason, digest, messageId, referralId, correlationId, pointers } = decoded.error;
  return { message, problem: { code, reason, digest, messageId, referralId, correlationId, pointers } };
}

/** Rejects an event that was read, for a reason that appeared later. */
export function rejected({ attributes, digest, message }: ReceivedEvent, code: string, reason: string): Rejected {
  const { id: messageId, subject: referralId, correlationId } = attributes;
  return { message, problem: { code, reason, digest, messageId, referralId, correlationId } };
}

/** The refusal of an event whose id is known with other bytes, for effects that recognise repeats themselves. */
export function conflictingContent(event: ReceivedEvent): Refusal {
  return { event, code: CONFLICTING_CONTENT, reason: 'A message with this id and other content was received before, and is kept.' };
}

export function conflicting(event: ReceivedEvent): Rejected {
  const { code, reason } = conflictingContent(event);
  return rejected(event, code, reason);
}

/**
 * Rejects an arrival after a statement refused the data of the event's effect, or of the app's call about a quarantined
 * message.
 */
export function effectFailed(arrival: Arrival): Rejected {
  if (!isEvent(arrival)) return { ...arrival, silent: true };
  return rejected(arrival.event, EFFECT_FAILED, 'The data of the event could not be stored.');
}

/**
 * Finds the first arrival of each id, because the database cannot distinguish two rows with the same id in one
 * transaction.
 */
export function firstOfEachId(arrivals: readonly Arrival[]): {
  readonly distinct: readonly ReceivedEvent[];
  readonly repeats: ReadonlyMap<ReceivedEvent, 'duplicate' | 'conflicting'>;
} {
  const first = new Map<string, ReceivedEvent>();
  const repeats = new Map<ReceivedEvent, 'duplicate' | 'conflicting'>();
  for (const arrival of arrivals) {
    if (!isEvent(arrival)) continue;
    const { event } = arrival;
    const earlier = first.get(event.attributes.id);
    if (earlier === undefined) first.set(event.attributes.id, event);
    else repeats.set(event, earlier.digest === event.digest ? 'duplicate' : 'conflicting');
  }
  return { distinct: [...first.values()], repeats };
}
