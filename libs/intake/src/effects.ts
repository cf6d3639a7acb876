import type { EventContract, IncomingMessage, ReceivedEvent, Topics } from '#libs/contracts';
import type { Database, Transaction } from '#libs/persistence';

/** An event that is well formed and still cannot be taken, such as a referral addressed to another agency. */
export interface Refusal {
  /** `attributes.id` of the event refused. */
  readonly messageId: string;
  /** Stable, lower-case kebab. */
  readonly code: string;
  /** One sentence for an operator, without values. */
  readonly reason: string;
}

/** A message that was put into quarantine just now. */
export interface QuarantinedMessage {
  readonly quarantineId: string;
  readonly code: string;
  readonly reason: string;
  readonly digest: string;
  /** Present where the message has them in well-formed headers. */
  readonly messageId?: string;
  readonly referralId?: string;
  readonly correlationId?: string;
  readonly message: IncomingMessage;
}

/** What an app does with the messages it consumes. Both run in the transaction that dedupes and quarantines. */
export interface IntakeEffects {
  /**
   * Makes the effects of new events, in order. Each event arrives here once, whatever is redelivered.
   * Throwing takes back the whole transaction. An event whose refusal is returned must not have written anything.
   *
   * @param now the exchange's time by the database, in UTC and milliseconds: the same for the whole batch.
   */
  apply(transaction: Transaction, events: readonly ReceivedEvent[], now: string): Promise<readonly Refusal[]>;
  /** Informs those concerned, through the outbox. Called once per quarantined message, not at redeliveries. */
  rejected?(transaction: Transaction, quarantined: readonly QuarantinedMessage[]): Promise<void>;
}

export interface IntakeOptions {
  readonly database: Database;
  /** The consumer group, as Kafka knows it: dead letters are named after it. */
  readonly group: string;
  readonly topics: Topics;
  readonly accepted: readonly EventContract[];
  readonly effects: IntakeEffects;
  /** Called after a commit that may have queued messages: the relay's `wake`. */
  readonly onCommitted?: () => void;
}
