import type { MessagePublisher } from '#libs/contracts';

import type { MessageConsumer } from '../consumer/message-consumer.js';

/** What the suite asks for when it wants a consumer. Retries are short, so that redelivery needs no patience. */
export interface ConsumerRequest {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly maxBatch?: number;
  readonly partitionsConsumedConcurrently?: number;
  /** A handler that has not returned by then counts as failed. */
  readonly handlerLimitMs?: number;
}

/** How the suite reaches one kind of broker. */
export interface ConformanceDriver {
  /** A new topic with a name of its own; `maxBytes` bounds its messages. */
  createTopic(partitions: number, maxBytes?: number): Promise<string>;
  /** A group name nobody used before. */
  newGroup(): string;
  publisher(): MessagePublisher;
  consumer(request: ConsumerRequest): MessageConsumer;
  /** Per partition the offset of the next message the group will get; null when nothing was committed. */
  committed(groupId: string, topic: string): Promise<readonly (bigint | null)[]>;
  /** Absent when the driver does not own its broker. */
  readonly outage?: Outage;
  /** Absent when there is but one broker. */
  readonly cluster?: Cluster;
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

/** What can be done to one broker of several. Each gives the way back. */
export interface Cluster {
  /** The broker that leads partition 0 stands still: its connections stay open and nobody answers. */
  isolateLeader(topic: string): Promise<() => Promise<void>>;
  /** The broker that leads partition 0 is shut down in good order. */
  stopLeader(topic: string): Promise<() => Promise<void>>;
  /** The broker that keeps the group's membership and offsets dies. */
  killCoordinator(groupId: string): Promise<() => Promise<void>>;
  /** The broker that leads partition 0 dies. */
  killLeader(topic: string): Promise<() => Promise<void>>;
}
