import type { MessagePublisher } from '#libs/contracts';

import type { MessageConsumer } from '../consumer/message-consumer.js';

/** What the suite asks for when it wants a consumer. Retries are short, so that redelivery needs no patience. */
export interface ConsumerRequest {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly maxBatch?: number;
}

/** How the suite reaches one kind of broker. */
export interface ConformanceDriver {
  /** A new topic with a name of its own. */
  createTopic(partitions: number): Promise<string>;
  /** A group name nobody used before. */
  newGroup(): string;
  publisher(): MessagePublisher;
  consumer(request: ConsumerRequest): MessageConsumer;
  /** Per partition the offset of the next message the group will get; null when nothing was committed. */
  committed(groupId: string, topic: string): Promise<readonly (bigint | null)[]>;
  /** Absent when the driver does not own its broker. */
  readonly outage?: Outage;
  /** After each test: closes the consumers it made. */
  cleanUp(): Promise<void>;
  /** After the last test: removes whatever it created. */
  close(): Promise<void>;
}

export interface Outage {
  /** Takes the broker away the hard way; what it acknowledged must survive. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}
