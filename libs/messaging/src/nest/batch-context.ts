import { BaseRpcContext } from '@nestjs/microservices';

import type { BatchProgress } from '../consumer/message-consumer.js';

type BatchContextArguments = [topic: string, partition: number, progress: BatchProgress];

/** The value of `@Ctx()` in a batch handler. */
export class BatchContext extends BaseRpcContext<BatchContextArguments> {
  get topic(): string {
    return this.args[0];
  }

  get partition(): number {
    return this.args[1];
  }

  /** Offset of the partition's next message, decimal. */
  get highWatermark(): string {
    return this.args[2].highWatermark;
  }

  /** Number of messages of the partition behind this batch, decimal. */
  get lag(): string {
    return this.args[2].lag;
  }

  /** Only a handler that computes for seconds without yielding needs it; see {@link BatchProgress}. */
  async heartbeat(): Promise<void> {
    await this.args[2].heartbeat();
  }
}
