import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { MessageBatch } from '#libs/contracts';
import { Intake, type IntakeSummary } from '#libs/intake';
import { BATCH_KAFKA } from '#libs/messaging';
import { Logger, Metrics } from '#libs/observability';

/** The channel of `BatchKafkaServer` that carries this agency's referrals. */
export const REFERRAL_CHANNEL = 'referral';

/** Takes the agency's referrals from Kafka, a batch at a time. When it returns, everything is durable and may be committed. */
@Controller()
export class ReceiveReferralHandler {
  constructor(
    private readonly intake: Intake,
    private readonly metrics: Metrics,
    private readonly logger: Logger,
  ) {}

  @EventPattern<string>(REFERRAL_CHANNEL, BATCH_KAFKA)
  async receive(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    const summary = await this.intake.process(batch);
    this.count(summary);
    return summary;
  }

  private count({ received, stored, duplicates, parked, ms }: IntakeSummary): void {
    this.metrics.batchSize('receive', received);
    this.metrics.stageSeconds('receive', ms / 1_000);
    this.metrics.delivered(stored);
    this.metrics.duplicates(duplicates);
    for (const [code, count] of Object.entries(parked)) {
      this.metrics.rejected(code, count);
      this.logger.warn('referral.rejected', { code, count });
    }
    this.logger.info('batch.received', { size: received, accepted: stored, duplicates, ms: Math.round(ms) });
  }
}
