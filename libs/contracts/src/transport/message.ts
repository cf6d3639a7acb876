/** A message to Kafka. `value: null` is a dead letter, whose facts are in its headers. */
export interface OutgoingMessage {
  /** Full topic name, from {@link Topics}. */
  readonly topic: string;
  /** Opaque case key: it decides the partition, and with it the order. Never a name or a number of a person. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

/** A message from Kafka. */
export interface IncomingMessage {
  readonly topic: string;
  readonly partition: number;
  /** Decimal text, because 64 bits do not fit a JavaScript number. */
  readonly offset: string;
  /** When the broker stored it, milliseconds since 1970, decimal. */
  readonly timestamp: string;
  readonly key: string | null;
  /** Header names in lower case; values decoded as UTF-8. */
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer | null;
}

/**
 * The result for one message of a {@link MessagePublisher}. Only `acknowledged` lets an outbox row be deleted: the broker named
 * the topic and partition in its answer and gave an offset. The relay sends the message again after any other result.
 */
export type PublishOutcome =
  | { readonly status: 'acknowledged'; readonly partition: number; readonly offset: string }
  | { readonly status: 'failed'; readonly reason: string };

/** The port through which every message reaches Kafka. */
export interface MessagePublisher {
  /**
   * Publishes in the given order per topic and key: after a message has failed, later ones of its key in the call fail too
   * (`not-sent`), so that none overtakes it. Never throws for a broker that is away or refuses.
   *
   * @returns one outcome per message, in the same order.
   */
  publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]>;
}

/** Messages of one partition of one topic, in offset order. */
export interface MessageBatch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly IncomingMessage[];
}
