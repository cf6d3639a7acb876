import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

import type { MessageBatch } from '#libs/contracts';
import { BatchedIntake, type IntakeSummary } from '#libs/intake';
import { TakesBatches } from '#libs/messaging';

/** The channel of `BatchKafkaServer` that carries the notices to this agency. */
export const NOTICE_CHANNEL = 'notice';

/** Takes the notices to the agency from Kafka in batches. When it returns, the batch is durable and its offsets may be committed. */
@Controller()
export class ReceiveNoticeHandler {
  constructor(private readonly intake: BatchedIntake) {}

  @TakesBatches(NOTICE_CHANNEL)
  async receive(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }
}
