import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';

import type { MessageBatch } from '#libs/contracts';
import { CountedIntake, type IntakeSummary } from '#libs/intake';
import { BATCH_KAFKA } from '#libs/messaging';

/** Channels of `BatchKafkaServer`: facts of the publisher, and statements of every agency. */
export const LIFECYCLE_CHANNEL = 'lifecycle';
export const ACKNOWLEDGEMENT_CHANNEL = 'acknowledgement';

/** Takes batches from Kafka. When it returns, their clocks are kept for good and the offsets may be committed. */
@Controller()
export class FoldFactsHandler {
  constructor(private readonly intake: CountedIntake) {}

  @EventPattern<string>(LIFECYCLE_CHANNEL, BATCH_KAFKA)
  async takeFacts(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch, 'record');
  }

  @EventPattern<string>(ACKNOWLEDGEMENT_CHANNEL, BATCH_KAFKA)
  async takeStatements(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch, 'record');
  }
}
