/** The partitions of a topic that a member may take from. */
export interface GroupMember {
  readonly topics: readonly string[];
}

/** A consumer group: who its members are, which partitions each has, how far each partition is. */
export class ConsumerGroup {
  private readonly members: GroupMember[] = [];
  private readonly offsets = new Map<string, number>();
  /** Partitions whose batch is being handled. A new owner waits for it, as Kafka's rebalance does. */
  private readonly busy = new Set<string>();

  join(member: GroupMember): void {
    this.members.push(member);
  }

  leave(member: GroupMember): void {
    const index = this.members.indexOf(member);
    if (index >= 0) this.members.splice(index, 1);
  }

  /** Round robin over the members that subscribe to the topic, so that every partition has exactly one owner. */
  owns(member: GroupMember, topic: string, partition: number): boolean {
    const subscribers = this.members.filter(({ topics }) => topics.includes(topic));
    return subscribers[partition % Math.max(1, subscribers.length)] === member;
  }

  committed(topic: string, partition: number): number | undefined {
    return this.offsets.get(`${topic}/${partition}`);
  }

  commit(topic: string, partition: number, next: number): void {
    this.offsets.set(`${topic}/${partition}`, next);
  }

  /** False when another member still handles a batch of the partition. */
  take(topic: string, partition: number): boolean {
    const key = `${topic}/${partition}`;
    if (this.busy.has(key)) return false;
    this.busy.add(key);
    return true;
  }

  release(topic: string, partition: number): void {
    this.busy.delete(`${topic}/${partition}`);
  }
}
