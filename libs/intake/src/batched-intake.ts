import type { MessageBatch } from '#libs/contracts';
import { crashPoint, SharedCommit } from '#libs/kernel';
import { causeCode, type Logger, type Metrics, type Stage } from '#libs/observability';
import { isDataError, OutboxWriter, type Transaction } from '#libs/persistence';

import { conflicting, effectFailed, firstOfEachId, isEvent, readArrival, rejected, type Arrival, type Readable, type Rejected } from './arrival.js';
import { appliedOf, type IntakeOptions } from './effects.js';
import { forget, register } from './inbox.js';
import { deadLetterNotices, quarantine } from './quarantine.js';

/** The result of one transaction: `received` = `stored` + `duplicates` + the sum of `quarantined`. */
export interface IntakeSummary {
  readonly received: number;
  /** Messages that took effect now. */
  readonly stored: number;
  /** Messages that took effect, or were quarantined, at an earlier delivery. */
  readonly duplicates: number;
  /** Messages quarantined now, by reason code. */
  readonly quarantined: Readonly<Record<string, number>>;
  readonly ms: number;
}

/** Receives the intake's reports: one line for each transaction, and one for each reason why messages were quarantined. */
interface IntakeTelemetry {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly stage: Stage;
}

/** Messages that one transaction takes at most, unless a single batch is larger. */
const TRANSACTION_MESSAGES = 1_000;
/** A longer message counts as several, because a batch of 500 statements costs a transaction as much as many messages. */
const MESSAGE_BYTES = 4_000;

interface Tally {
  stored: number;
  duplicates: number;
  readonly quarantined: Map<string, number>;
}

/**
 * Takes batches from Kafka. Every message takes effect exactly once, or is quarantined with a reason. A message that
 * cannot be taken does not hold back the other messages.
 *
 * Batches of different partitions that come at the same time share a transaction, because a transaction costs more than
 * most of its statements. The order within each partition is kept.
 */
export class BatchedIntake {
  private readonly outbox = new OutboxWriter();
  private readonly shared: SharedCommit<MessageBatch, IntakeSummary>;

  constructor(
    private readonly options: IntakeOptions,
    private readonly telemetry?: IntakeTelemetry,
  ) {
    this.shared = new SharedCommit({
      commit: (batches) => this.takeTogether(batches),
      // The intake itself finds the message at fault. An error that it throws concerns all batches of the transaction.
      isEntryAtFault: () => false,
      // The consumer waits for each batch before it fetches more.
      queueLimit: Number.POSITIVE_INFINITY,
      batchLimit: TRANSACTION_MESSAGES,
      sizeOf: ({ messages }) => messages.reduce((size, { value }) => size + Math.max(1, Math.ceil((value?.length ?? 0) / MESSAGE_BYTES)), 0),
    });
  }

  /**
   * Takes one batch. It returns after the commit that holds the batch, and the caller may then commit the offset.
   *
   * @returns the summary of that transaction.
   * @throws the error of a broken connection or a bug, for every batch of the transaction. The consumer has to deliver
   * the batches again; the inbox recognises the messages that had been committed by then.
   */
  async take(batch: MessageBatch): Promise<IntakeSummary> {
    const taken = await this.shared.add(batch);
    if (!taken.ok) throw new Error('a batch was refused by a queue without a limit: a bug');
    return taken.value;
  }

  private async takeTogether(batches: readonly MessageBatch[]): Promise<readonly IntakeSummary[]> {
    const began = performance.now();
    const tally: Tally = { stored: 0, duplicates: 0, quarantined: new Map() };
    const arrivals = batches.flatMap(({ messages }) => messages.map((message) => readArrival(message, this.options.accepted)));
    await this.takeOrHalve(arrivals, tally);
    crashPoint('intake.after-commit-before-offset');
    this.options.onCommitted?.();
    const { stored, duplicates } = tally;
    const ms = performance.now() - began;
    const summary = { received: arrivals.length, stored, duplicates, quarantined: Object.fromEntries(tally.quarantined), ms };
    this.report(summary, batches.length);
    return batches.map(() => summary);
  }

  /** Runs one transaction. If the data of one message is refused, it halves the messages until that message is alone. */
  private async takeOrHalve(arrivals: readonly Arrival[], tally: Tally): Promise<void> {
    if (arrivals.length === 0) return;
    try {
      crashPoint('intake.before-transaction');
      const part = await this.options.database.transaction(async (transaction) => this.takeIn(transaction, arrivals));
      tally.stored += part.stored;
      tally.duplicates += part.duplicates;
      for (const [code, count] of part.quarantined) tally.quarantined.set(code, (tally.quarantined.get(code) ?? 0) + count);
    } catch (error) {
      const [first] = arrivals;
      if (!isDataError(error) || first === undefined) throw error;
      if (arrivals.length > 1) {
        const half = Math.ceil(arrivals.length / 2);
        await this.takeOrHalve(arrivals.slice(0, half), tally);
        crashPoint('intake.mid-batch');
        await this.takeOrHalve(arrivals.slice(half), tally);
        return;
      }
      if (!isEvent(first) && first.silent) throw error;
      const messageId = isEvent(first) ? first.event.attributes.id : first.problem.messageId;
      this.telemetry?.logger.warn('message.effect-failed', { messageId, code: causeCode(error) }, error);
      await this.takeOrHalve([effectFailed(first)], tally);
    }
  }

  private async takeIn(transaction: Transaction, arrivals: readonly Arrival[]): Promise<Tally> {
    const isRegistered = ({ event }: Pick<Readable, 'event'>): boolean => this.options.recognisesRepeats?.(event) !== true;
    const { distinct, repeats } = firstOfEachId(arrivals.filter((arrival) => isEvent(arrival) && isRegistered(arrival)));
    const { verdicts, now } = await register(transaction, distinct);
    crashPoint('intake.after-register');
    const fresh = arrivals.flatMap((arrival) => {
      if (!isEvent(arrival) || repeats.has(arrival.event)) return [];
      return !isRegistered(arrival) || verdicts.get(arrival.event.attributes.id) === 'new' ? [arrival.event] : [];
    });
    const applied = appliedOf(fresh.length > 0 ? await this.options.effects.apply(transaction, fresh, now) : []);
    const refusals = new Map(applied.refusals.map(({ event, code, reason }) => [event, rejected(event, code, reason)]));
    await forget(transaction, [...refusals.keys()].filter((event) => isRegistered({ event })).map(({ attributes }) => attributes.id));

    const unfit = arrivals.flatMap((arrival) => {
      if (!isEvent(arrival)) return [arrival];
      const { event } = arrival;
      const refusal = refusals.get(event);
      if (refusal !== undefined) return [refusal];
      const clashes = (repeats.get(event) ?? (isRegistered(arrival) ? verdicts.get(event.attributes.id) : undefined)) === 'conflicting';
      return clashes ? [conflicting(arrival.event)] : [];
    });
    const quarantined = await this.quarantine(transaction, unfit);
    const stored = fresh.length - refusals.size - applied.repeats;
    crashPoint('intake.after-effect-before-commit');
    return { stored, duplicates: arrivals.length - stored - sum(quarantined.values()), quarantined };
  }

  /** @returns how many messages were quarantined now, by reason code. */
  private async quarantine(transaction: Transaction, unfit: readonly Rejected[]): Promise<Map<string, number>> {
    const quarantined = await quarantine(transaction, unfit);
    if (quarantined.length > 0) {
      crashPoint('intake.after-quarantine');
      this.outbox.insert(transaction, deadLetterNotices(quarantined, this.options));
      if (!unfit.every(({ silent }) => silent)) await this.options.effects.rejected?.(transaction, quarantined);
    }
    const counts = new Map<string, number>();
    for (const { code } of quarantined) counts.set(code, (counts.get(code) ?? 0) + 1);
    return counts;
  }

  private report({ received, stored, duplicates, quarantined, ms }: IntakeSummary, batches: number): void {
    if (this.telemetry === undefined) return;
    const { logger, metrics, stage } = this.telemetry;
    metrics.batchSize(stage, received);
    metrics.stageSeconds(stage, ms / 1_000);
    metrics.delivered(stored);
    metrics.duplicates(duplicates);
    for (const [code, count] of Object.entries(quarantined)) {
      metrics.rejected(code, count);
      logger.warn('batch.quarantined', { code, count });
    }
    logger.info('batch.taken', { batches, size: received, accepted: stored, duplicates, ms: Math.round(ms) });
  }
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, count) => total + count, 0);
}
