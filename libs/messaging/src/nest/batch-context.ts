import { BaseRpcContext } from '@nestjs/microservices';

import type { BatchProgress } from '../consumer/message-consumer.js';

type BatchContextArguments = [topic: string, partition: number, progress: BatchProgress];

/** What `@Ctx()` gives a batch handler. */
export class BatchContext extends BaseRpcContext<BatchContextArguments> {
  get topic(): string {
    return this.args[0];
  }

  get partition(): number {
    return this.args[1];
  }

  /** Offset that the next message of the partition will get, decimal. */
  get highWatermark(): string {
    return this.args[2].highWatermark;
  }

  /** Messages of the partition behind this batch, decimal. */
  get lag(): string {
    return this.args[2].lag;
  }

  /** Only needed by a handler that computes for seconds without yielding; see {@link BatchProgress}. */
  async heartbeat(): Promise<void> {
    await this.args[2].heartbeat();
  }
}
