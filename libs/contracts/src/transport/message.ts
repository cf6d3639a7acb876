/** A message on its way to Kafka. `value: null` is a notice whose headers say everything (dead letters). */
export interface OutgoingMessage {
  /** Full topic name, from {@link Topics}. */
  readonly topic: string;
  /** Opaque case key: decides the partition, and with it the order. Never a name or a number of a person. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

/** A message as it came from Kafka. */
export interface IncomingMessage {
  readonly topic: string;
  readonly partition: number;
  /** Decimal, as Kafka counts: 64 bits do not fit a JavaScript number. */
  readonly offset: string;
  /** When the broker stored it, milliseconds since 1970, decimal. */
  readonly timestamp: string;
  readonly key: string | null;
  /** Header names in lower case; values decoded as UTF-8. */
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

/**
 * What became of one message handed to a {@link MessagePublisher}. Only `acknowledged` lets an outbox row go: the
 * broker named the topic and partition in its answer and gave an offset. Everything else is sent again.
 */
export type PublishOutcome =
  | { readonly status: 'acknowledged'; readonly partition: number; readonly offset: string }
  | { readonly status: 'failed'; readonly reason: string };

/** The port through which anything reaches Kafka. */
export interface MessagePublisher {
  /**
   * Publishes in the given order per topic and key: once a message has failed, later ones of its key in the call fail too
   * (`not-sent`), so that none overtakes it. Never throws for a broker that is away or refuses:
   * the outcomes, one per message and in the same order, say so.
   */
  publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]>;
}

/** Messages of one partition of one topic, in offset order. */
export interface MessageBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly IncomingMessage[];
}
