import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

import type { MessageBatch } from '#libs/contracts';
import { BatchedIntake, type IntakeSummary } from '#libs/intake';
import { TakesBatches } from '#libs/messaging';

/** Channels of `BatchKafkaServer`: facts of the publisher, statements of every agency, and notices to every agency. */
export const LIFECYCLE_CHANNEL = 'lifecycle';
export const ACKNOWLEDGEMENT_CHANNEL = 'acknowledgement';
export const NOTICE_CHANNEL = 'notice';
/** Records of access of every app. */
export const ACCESS_CHANNEL = 'access';

/** Takes batches from Kafka. When it returns, the events are durable in the log and the offsets may be committed. */
@Controller()
export class ConsumeEventsHandler {
  constructor(private readonly intake: BatchedIntake) {}

  @TakesBatches(LIFECYCLE_CHANNEL)
  async takeFacts(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }

  @TakesBatches(ACKNOWLEDGEMENT_CHANNEL)
  async takeReceipts(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }

  @TakesBatches(NOTICE_CHANNEL)
  async takeNotices(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }

  @TakesBatches(ACCESS_CHANNEL)
  async takeAccesses(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }
}
