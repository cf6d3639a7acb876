import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';

import type { MessageBatch } from '#libs/contracts';
import { Intake, type IntakeSummary } from '#libs/intake';
import { BATCH_KAFKA } from '#libs/messaging';
import { Logger, Metrics } from '#libs/observability';

/** Channels of `BatchKafkaServer`: facts of the publisher, and receipts of every agency. */
export const LIFECYCLE_CHANNEL = 'lifecycle';
export const ACKNOWLEDGEMENT_CHANNEL = 'acknowledgement';

/** Takes batches from Kafka. When it returns, the events are in the log for good and the offsets may be committed. */
@Controller()
export class ConsumeEventsHandler {
  constructor(
    private readonly intake: Intake,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  @EventPattern<string>(LIFECYCLE_CHANNEL, BATCH_KAFKA)
  async takeFacts(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.take(batch);
  }

  @EventPattern<string>(ACKNOWLEDGEMENT_CHANNEL, BATCH_KAFKA)
  async takeReceipts(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.take(batch);
  }

  private async take(batch: MessageBatch): Promise<IntakeSummary> {
    const summary = await this.intake.process(batch);
    const { received, stored, duplicates, parked, ms } = summary;
    this.metrics.batchSize('record', received);
    this.metrics.stageSeconds('record', ms / 1_000);
    this.metrics.delivered(stored);
    this.metrics.duplicates(duplicates);
    for (const [code, count] of Object.entries(parked)) {
      this.metrics.rejected(code, count);
      this.logger.warn('event.rejected', { topic: batch.topic, code, count });
    }
    this.logger.info('batch.recorded', { topic: batch.topic, size: received, accepted: stored, duplicates, ms: Math.round(ms) });
    return summary;
  }
}
