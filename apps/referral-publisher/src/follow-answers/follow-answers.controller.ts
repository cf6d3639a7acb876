import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

import type { MessageBatch } from '#libs/contracts';
import { BatchedIntake, type IntakeSummary } from '#libs/intake';
import { TakesBatches } from '#libs/messaging';

export const ACKNOWLEDGEMENTS = 'acknowledgement';
export const ETHNICITY_CODES = 'ethnicity';

@Controller()
export class FollowAnswersController {
  constructor(@Inject(BatchedIntake) private readonly intake: BatchedIntake) {}

  @TakesBatches(ACKNOWLEDGEMENTS)
  async receive(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }

  @TakesBatches(ETHNICITY_CODES)
  async receiveCodes(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }
}
