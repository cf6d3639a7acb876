/**
 * Runs tasks of the same lane one after the other, of different lanes in parallel.
 *
 * Two sends to one partition at once would break more than order: kafkajs takes back the sequence numbers of a failed
 * send, the second send then uses them, and when the first is retried the broker may take it for a duplicate and
 * acknowledge what it never stored.
 */
export class SerialLanes {
  private readonly tails = new Map<string, Promise<unknown>>();

  async run<Value>(lane: string, task: () => Promise<Value>): Promise<Value> {
    const result = (this.tails.get(lane) ?? Promise.resolve()).then(task);
    const tail = result.catch(() => {});
    this.tails.set(lane, tail);
    try {
      return await result;
    } finally {
      if (this.tails.get(lane) === tail) this.tails.delete(lane);
    }
  }
}
