import { decodeEvent, type EventContract, type IncomingMessage, type ReceivedEvent } from '#libs/contracts';

/** Why a message is put aside. Codes of the decoder, of the app's refusals, and the two below. */
export interface Problem {
  readonly code: string;
  readonly reason: string;
  readonly digest: string;
  readonly messageId?: string | undefined;
  readonly referralId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly pointers?: readonly string[] | undefined;
}

/** The id is known with other bytes: the first content stands, and which of the two was meant is for people to find out. */
export const CONFLICTING_CONTENT = 'conflicting-content';
/** The app's own statements refuse the event's data, which a redelivery cannot mend. */
export const EFFECT_FAILED = 'effect-failed';

/** A message of a batch with what reading it gave: an event, or a problem. */
export type Arrival =
  | { readonly message: IncomingMessage; readonly event: ReceivedEvent; readonly problem?: undefined }
  | {
      readonly message: IncomingMessage;
      readonly event?: undefined;
      readonly problem: Problem;
      /** Park without the app telling anyone: its own telling is what failed. */
      readonly silent?: boolean;
    };

export function readArrival(message: IncomingMessage, accepted: readonly EventContract[]): Arrival {
  const decoded = decodeEvent(message, accepted);
  if (decoded.ok) return { message, event: decoded.value };
  const { code, message: reason, digest, messageId, referralId, correlationId, pointers } = decoded.error;
  return { message, problem: { code, reason, digest, messageId, referralId, correlationId, pointers } };
}

/** The same event, put aside for a reason that only showed later. */
export function setAside({ attributes, digest, message }: ReceivedEvent, code: string, reason: string): Arrival {
  const { id: messageId, subject: referralId, correlationId } = attributes;
  return { message, problem: { code, reason, digest, messageId, referralId, correlationId } };
}

export function conflicting(event: ReceivedEvent): Arrival {
  return setAside(event, CONFLICTING_CONTENT, 'A message with this id and other content was received before; that one stands.');
}

/** After a statement refused the data: of the event's effect, or of what the app wanted to say about a parked message. */
export function effectFailed(arrival: Arrival): Arrival {
  if (!arrival.event) return { ...arrival, silent: true };
  return setAside(arrival.event, EFFECT_FAILED, 'The data of the event could not be stored.');
}
