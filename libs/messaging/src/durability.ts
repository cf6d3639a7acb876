/**
 * The durability that this library requires of brokers. These values are no settings, because every deployment must have
 * them.
 */
export interface Durability {
  /** How many replicas a producer waits for. -1 is Kafka's `all`: every in-sync replica. */
  readonly acks: number;
  /** Milliseconds without a heartbeat after which the broker gives a consumer's partitions to others. */
  readonly sessionTimeoutMs: number;
}

export const DURABILITY: Durability = { acks: -1, sessionTimeoutMs: 10_000 };
