import { Inject, Injectable } from '@nestjs/common';

import type { MessageBatch } from '#libs/contracts';
import { Logger, Metrics, type Stage } from '#libs/observability';

import { Intake, type IntakeSummary } from '../intake.js';

/** The {@link Intake} with its numbers in metrics and log: one line a batch, one more for each reason why something was parked. */
@Injectable()
export class CountedIntake {
  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Logger) private readonly logger: Logger,
  ) {}

  async take(batch: MessageBatch, stage: Stage): Promise<IntakeSummary> {
    const summary = await this.intake.process(batch);
    const { received, stored, duplicates, parked, ms } = summary;
    const { topic, partition } = batch;
    this.metrics.batchSize(stage, received);
    this.metrics.stageSeconds(stage, ms / 1_000);
    this.metrics.delivered(stored);
    this.metrics.duplicates(duplicates);
    for (const [code, count] of Object.entries(parked)) {
      this.metrics.rejected(code, count);
      this.logger.warn('batch.parked', { topic, partition, code, count });
    }
    this.logger.info('batch.taken', { topic, partition, size: received, accepted: stored, duplicates, ms: Math.round(ms) });
    return summary;
  }
}
