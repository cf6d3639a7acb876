/** What this library asks of brokers. Not settings: no deployment may have them otherwise. */
export interface Durability {
  /** How many replicas a producer waits for; -1 is Kafka's `all`: every one that is in sync. */
  readonly acks: number;
  /** After this long without a heartbeat the broker gives a consumer's partitions to others. */
  readonly sessionTimeoutMs: number;
}

export const DURABILITY: Durability = { acks: -1, sessionTimeoutMs: 10_000 };
