import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';

import type { MessageBatch } from '#libs/contracts';
import { Intake, type IntakeSummary } from '#libs/intake';
import { BATCH_KAFKA } from '#libs/messaging';
import { Metrics } from '#libs/observability';

/** The channel of every agency's acknowledgement topic. */
export const ACKNOWLEDGEMENTS = 'acknowledgement';

@Controller()
export class FollowAnswersController {
  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  @EventPattern<string>(ACKNOWLEDGEMENTS, BATCH_KAFKA)
  async receive(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    const summary = await this.intake.process(batch);
    this.metrics.batchSize('receive', summary.received);
    this.metrics.stageSeconds('receive', summary.ms / 1_000);
    this.metrics.duplicates(summary.duplicates);
    for (const [code, count] of Object.entries(summary.parked)) this.metrics.rejected(code, count);
    return summary;
  }
}
