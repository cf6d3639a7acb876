export interface TopicDescription {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  /** False while a partition has no leader: it can then neither be published to nor consumed from. */
  readonly hasLeaders: boolean;
  readonly settings: Readonly<Record<string, string>>;
}

/** One broker of the cluster and its effective settings, static and dynamic. */
export interface BrokerDescription {
  readonly id: number;
  /** `host:port`, as the broker advertises it to clients. */
  readonly address: string;
  /** The settings that the broker knows, of those that decide whether it keeps acknowledged messages and admits our consumers. */
  readonly settings: Readonly<Record<string, string>>;
}
