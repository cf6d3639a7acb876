import { Inject, Injectable } from '@nestjs/common';

import type { MessageBatch } from '#libs/contracts';
import { SharedCommit } from '#libs/kernel';
import { Logger, Metrics, type Stage } from '#libs/observability';

import { Intake, type IntakeSummary } from '../intake.js';

/** Messages that one transaction takes at most, unless a single batch is larger. */
const TRANSACTION_MESSAGES = 1_000;

interface Delivery {
  readonly batch: MessageBatch;
  readonly stage: Stage;
}

/**
 * The {@link Intake} for batches that come at the same time: those of one fetch, or that arrived while the transaction
 * before was on its way to disk, share the next one, because a transaction costs more than most of what is in it. Its
 * numbers go to the metrics and the log: one line a transaction, one more for each reason why something was parked.
 */
@Injectable()
export class CountedIntake {
  private readonly commits: SharedCommit<Delivery, IntakeSummary>;

  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Logger) private readonly logger: Logger,
  ) {
    this.commits = new SharedCommit({
      commit: (deliveries) => this.process(deliveries),
      // The intake has found out by itself which message is at fault: what it throws concerns all.
      isEntryAtFault: () => false,
      // The consumer waits for each batch before it fetches more.
      queueLimit: Number.POSITIVE_INFINITY,
      batchLimit: TRANSACTION_MESSAGES,
      sizeOf: ({ batch }) => batch.messages.length,
    });
  }

  /** Resolves after the commit that holds the batch. @throws what {@link Intake.process} throws, for every batch of the transaction. */
  async take(batch: MessageBatch, stage: Stage): Promise<IntakeSummary> {
    const taken = await this.commits.add({ batch, stage });
    if (!taken.ok) throw new Error('a batch was refused by a queue without a limit: a bug');
    return taken.value;
  }

  private async process(deliveries: readonly Delivery[]): Promise<readonly IntakeSummary[]> {
    const summary = await this.intake.process(...deliveries.map(({ batch }) => batch));
    const { received, stored, duplicates, parked, ms } = summary;
    for (const stage of new Set(deliveries.map((delivery) => delivery.stage))) {
      this.metrics.batchSize(stage, received);
      this.metrics.stageSeconds(stage, ms / 1_000);
    }
    this.metrics.delivered(stored);
    this.metrics.duplicates(duplicates);
    for (const [code, count] of Object.entries(parked)) {
      this.metrics.rejected(code, count);
      this.logger.warn('batch.quarantined', { code, count });
    }
    this.logger.info('batch.taken', { batches: deliveries.length, size: received, accepted: stored, duplicates, ms: Math.round(ms) });
    return deliveries.map(() => summary);
  }
}
