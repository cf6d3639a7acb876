/** A member of a group, with its topics. */
export interface GroupMember {
  readonly topics: readonly string[];
}

/** A consumer group: its members, the owner of each partition, and the offset of each partition. */
export class ConsumerGroup {
  private readonly members: GroupMember[] = [];
  private readonly offsets = new Map<string, number>();
  /** Partitions with a running batch. A new owner waits for it, as in Kafka's rebalance. */
  private readonly busy = new Set<string>();

  join(member: GroupMember): void {
    this.members.push(member);
  }

  leave(member: GroupMember): void {
    const index = this.members.indexOf(member);
    if (index >= 0) this.members.splice(index, 1);
  }

  /**
   * Assigns partitions round robin to the members that subscribe to the topic, so that every partition has exactly one
   * owner.
   */
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

  /** Takes the partition. @returns false while another member handles a batch of it. */
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
