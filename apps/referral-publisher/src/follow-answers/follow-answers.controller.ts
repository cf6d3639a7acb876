import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';

import type { MessageBatch } from '#libs/contracts';
import { CountedIntake, type IntakeSummary } from '#libs/intake';
import { BATCH_KAFKA } from '#libs/messaging';

/** The channel of every agency's acknowledgement topic. */
export const ACKNOWLEDGEMENTS = 'acknowledgement';

@Controller()
export class FollowAnswersController {
  constructor(@Inject(CountedIntake) private readonly intake: CountedIntake) {}

  @EventPattern<string>(ACKNOWLEDGEMENTS, BATCH_KAFKA)
  async receive(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch, 'receive');
  }
}
