import type { MessagePublisher } from '#libs/contracts';

import type { MessageConsumer } from '../consumer/message-consumer.js';

/** A request of the suite for a consumer. Retries are short, so that tests of redelivery are quick. */
export interface ConsumerRequest {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly maxBatch?: number;
  readonly partitionsConsumedConcurrently?: number;
  /** A handler that runs longer than this many milliseconds counts as failed. */
  readonly handlerLimitMs?: number;
}

/** Connects the suite to one kind of broker. */
export interface ConformanceDriver {
  /** Creates a new topic with a unique name. `maxBytes` bounds its messages. */
  createTopic(partitions: number, maxBytes?: number): Promise<string>;
  /** A new, unique group name. */
  newGroup(): string;
  publisher(): MessagePublisher;
  consumer(request: ConsumerRequest): MessageConsumer;
  /** Per partition, the offset of the group's next message; null when nothing was committed. */
  committed(groupId: string, topic: string): Promise<readonly (bigint | null)[]>;
  /** Absent when the driver does not own its broker. */
  readonly outage?: Outage;
  /** Absent when there is only one broker. */
  readonly cluster?: Cluster;
  /** Runs after each test and closes the consumers that the driver made. */
  cleanUp(): Promise<void>;
  /** Runs after the last test and removes everything that the driver created. */
  close(): Promise<void>;
}

export interface Outage {
  /** Stops the broker abruptly. The messages that it acknowledged must survive. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

/** Faults of one broker of several. Each method resolves to a function that ends the fault. */
export interface Cluster {
  /** Freezes the broker that leads partition 0: its connections stay open without an answer. */
  isolateLeader(topic: string): Promise<() => Promise<void>>;
  /** Shuts the broker that leads partition 0 down in order. */
  stopLeader(topic: string): Promise<() => Promise<void>>;
  /** Kills the broker that keeps the group's membership and offsets. */
  killCoordinator(groupId: string): Promise<() => Promise<void>>;
  /** Kills the broker that leads partition 0. */
  killLeader(topic: string): Promise<() => Promise<void>>;
}
