import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';

import type { MessageBatch } from '#libs/contracts';
import { BatchedIntake, type IntakeSummary } from '#libs/intake';
import { TakesBatches } from '#libs/messaging';

/** The channel of `BatchKafkaServer` that carries this agency's referrals. */
export const REFERRAL_CHANNEL = 'referral';

/** Takes the agency's referrals from Kafka in batches. When it returns, the batch is durable and its offsets may be committed. */
@Controller()
export class ReceiveReferralHandler {
  constructor(private readonly intake: BatchedIntake) {}

  @TakesBatches(REFERRAL_CHANNEL)
  async receive(@Payload() batch: MessageBatch): Promise<IntakeSummary> {
    return this.intake.take(batch);
  }
}
