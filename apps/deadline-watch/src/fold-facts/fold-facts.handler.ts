import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

import type { MessageBatch } from '#libs/contracts';
import { BatchedIntake, type IntakeSummary } from '#libs/intake';
import { TakesBatches } from '#libs/messaging';

/** Channels of `BatchKafkaServer`: facts of the publisher, and statements of every agency. */
export const LIFECYCLE_CHANNEL = 'lifecycle';
export const ACKNOWLEDGEMENT_CHANNEL = 'acknowledgement';

/** Takes batches from Kafka. When it returns, their clocks are durable and the offsets may be committed. */
@Controller()
export class FoldFactsHandler {
  constructor(private readonly intake: BatchedIntake) {}

  @TakesBatches(LIFECYCLE_CHANNEL)
  async takeFacts(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }

  @TakesBatches(ACKNOWLEDGEMENT_CHANNEL)
  async takeStatements(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }
}
