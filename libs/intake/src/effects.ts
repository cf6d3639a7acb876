import type { EventContract, IncomingMessage, ReceivedEvent, Topics } from '#libs/contracts';
import type { Database, Transaction } from '#libs/persistence';

/** A well-formed event that the app cannot take, such as a referral addressed to another agency. */
export interface Refusal {
  /** One of the events that `apply` was given. */
  readonly event: ReceivedEvent;
  /** Stable, lower-case kebab. */
  readonly code: string;
  /** One sentence for an operator, without values. */
  readonly reason: string;
}

/** The outcome of effects that recognise repeats themselves. */
export interface Applied {
  readonly refusals: readonly Refusal[];
  /** Events that took effect at an earlier delivery, so that the summary counts them as duplicates. */
  readonly repeats: number;
}

/** The outcome of `apply` in its full form. */
export function appliedOf(outcome: readonly Refusal[] | Applied): Applied {
  return 'refusals' in outcome ? outcome : { refusals: outcome, repeats: 0 };
}

/** A message that this transaction put into quarantine. */
export interface QuarantinedMessage {
  readonly quarantineId: string;
  readonly code: string;
  readonly reason: string;
  readonly digest: string;
  /** Present when the message has well-formed headers with these attributes. */
  readonly messageId?: string;
  readonly referralId?: string;
  readonly correlationId?: string;
  readonly message: IncomingMessage;
}

/** An app's effects for the messages it consumes. Both methods run in the transaction that deduplicates and quarantines. */
export interface IntakeEffects {
  /**
   * Applies the effects of new events, in order. Each event arrives here once, even when Kafka redelivers it, except
   * those that the effects recognise themselves ({@link IntakeOptions.recognisesRepeats}). Throwing
   * rolls back the whole transaction. An event whose refusal is returned must not have written anything.
   *
   * @param now the exchange's time by the database, in UTC and milliseconds. It is the same for the whole batch. Empty where the inbox
   * registers no event of the batch.
   * @returns the refusals; with the number of repeats, where the effects recognise repeats themselves.
   */
  apply(transaction: Transaction, events: readonly ReceivedEvent[], now: string): Promise<readonly Refusal[] | Applied>;
  /** Informs the organisations concerned, through the outbox. Called once per quarantined message, not at redeliveries. */
  rejected?(transaction: Transaction, quarantined: readonly QuarantinedMessage[]): Promise<void>;
}

export interface IntakeOptions {
  readonly database: Database;
  /** The consumer group's name in Kafka. The dead letters are named after it. */
  readonly group: string;
  readonly topics: Topics;
  readonly accepted: readonly EventContract[];
  readonly effects: IntakeEffects;
  /**
   * Events whose repeats the effects recognise by keys of their own. The inbox does not register them, and they arrive at the effects
   * at every delivery.
   */
  readonly recognisesRepeats?: (event: ReceivedEvent) => boolean;
  /** Called after a commit that may have queued messages. It is the relay's `wake`. */
  readonly onCommitted?: () => void;
}
