import type { MessageBatch, ReceivedEvent } from '#libs/contracts';
import { crashPoint } from '#libs/kernel';
import { isDataError, OutboxWriter, type Transaction } from '#libs/persistence';
import { conflicting, effectFailed, readArrival, setAside, type Arrival } from './arrival.js';
import type { IntakeOptions } from './effects.js';
import { forget, register } from './inbox.js';
import { deadLetterNotices, park } from './quarantine.js';

/** What became of a transaction's messages: `received` = `stored` + `duplicates` + everything in `parked`. */
export interface IntakeSummary {
  readonly received: number;
  /** Had their effect now. */
  readonly stored: number;
  /** Had their effect, or were parked, at an earlier delivery. */
  readonly duplicates: number;
  /** Put into quarantine now, by reason code. */
  readonly parked: Readonly<Record<string, number>>;
  readonly ms: number;
}

interface Tally {
  stored: number;
  duplicates: number;
  readonly parked: Map<string, number>;
}

/**
 * Takes batches from Kafka: every message has its effect exactly once or is parked with a reason, and a message that
 * cannot be taken never keeps its neighbours waiting.
 */
export class Intake {
  private readonly outbox = new OutboxWriter();

  constructor(private readonly options: IntakeOptions) {}

  /**
   * Takes batches of different partitions in one transaction; the order within each is kept. Returns when everything is
   * committed: the offsets may be, too.
   *
   * @throws what a broken connection or a bug throws. The batches are to be delivered again; what had committed by then
   * is recognised.
   */
  async process(...batches: readonly MessageBatch[]): Promise<IntakeSummary> {
    const began = performance.now();
    const tally: Tally = { stored: 0, duplicates: 0, parked: new Map() };
    const arrivals = batches.flatMap(({ messages }) => messages.map((message) => readArrival(message, this.options.accepted)));
    await this.settle(arrivals, tally);
    crashPoint('intake.after-commit-before-offset');
    this.options.onCommitted?.();
    return {
      received: arrivals.length,
      stored: tally.stored,
      duplicates: tally.duplicates,
      parked: Object.fromEntries(tally.parked),
      ms: performance.now() - began,
    };
  }

  /** One transaction; if the data of one of its messages is refused, halves of it, until that one stands alone. */
  private async settle(arrivals: readonly Arrival[], tally: Tally): Promise<void> {
    if (arrivals.length === 0) return;
    try {
      crashPoint('intake.before-transaction');
      const part = await this.options.database.transaction(async (transaction) => this.takeIn(transaction, arrivals));
      tally.stored += part.stored;
      tally.duplicates += part.duplicates;
      for (const [code, count] of part.parked) tally.parked.set(code, (tally.parked.get(code) ?? 0) + count);
    } catch (error) {
      const [first] = arrivals;
      if (!isDataError(error) || first === undefined) throw error;
      if (arrivals.length > 1) {
        const half = Math.ceil(arrivals.length / 2);
        await this.settle(arrivals.slice(0, half), tally);
        crashPoint('intake.mid-batch');
        await this.settle(arrivals.slice(half), tally);
        return;
      }
      if (!first.event && first.silent) throw error;
      await this.settle([effectFailed(first)], tally);
    }
  }

  private async takeIn(transaction: Transaction, arrivals: readonly Arrival[]): Promise<Tally> {
    const { distinct, repeats } = firstOfEachId(arrivals);
    const { verdicts, now } = await register(transaction, distinct);
    crashPoint('intake.after-register');
    const fresh = distinct.filter(({ attributes }) => verdicts.get(attributes.id) === 'new');
    const refusals = new Map<string, Arrival>();
    for (const { messageId, code, reason } of fresh.length > 0 ? await this.options.effects.apply(transaction, fresh, now) : []) {
      const refused = fresh.find(({ attributes }) => attributes.id === messageId);
      if (refused === undefined) throw new Error(`an effect refused with ${code} a message that it was not given: a bug`);
      refusals.set(messageId, setAside(refused, code, reason));
    }
    await forget(transaction, [...refusals.keys()]);

    const rejected = arrivals.flatMap((arrival) => {
      if (!arrival.event) return [arrival];
      const { id } = arrival.event.attributes;
      const first = !repeats.has(arrival.event);
      if (first && refusals.has(id)) return refusals.get(id) ?? [];
      const clashes = first ? verdicts.get(id) === 'conflicting' : repeats.get(arrival.event) === 'conflicting';
      return clashes ? [conflicting(arrival.event)] : [];
    });
    const parked = await this.putAside(transaction, rejected);
    const stored = fresh.length - refusals.size;
    crashPoint('intake.after-effect-before-commit');
    return { stored, duplicates: arrivals.length - stored - sum(parked.values()), parked };
  }

  private async putAside(transaction: Transaction, rejected: readonly Arrival[]): Promise<Map<string, number>> {
    const withProblem = rejected.filter((arrival) => !arrival.event);
    const parked = await park(transaction, withProblem);
    if (parked.length > 0) {
      crashPoint('intake.after-park');
      this.outbox.insert(transaction, deadLetterNotices(parked, this.options));
      if (!withProblem.every(({ silent }) => silent)) await this.options.effects.rejected?.(transaction, parked);
    }
    const counts = new Map<string, number>();
    for (const { code } of parked) counts.set(code, (counts.get(code) ?? 0) + 1);
    return counts;
  }
}

/** The same id twice in one batch cannot be told apart by the database: the first stands here, too. */
function firstOfEachId(arrivals: readonly Arrival[]): {
  readonly distinct: readonly ReceivedEvent[];
  readonly repeats: ReadonlyMap<ReceivedEvent, 'duplicate' | 'conflicting'>;
} {
  const first = new Map<string, ReceivedEvent>();
  const repeats = new Map<ReceivedEvent, 'duplicate' | 'conflicting'>();
  for (const { event } of arrivals) {
    if (!event) continue;
    const earlier = first.get(event.attributes.id);
    if (earlier === undefined) first.set(event.attributes.id, event);
    else repeats.set(event, earlier.digest === event.digest ? 'duplicate' : 'conflicting');
  }
  return { distinct: [...first.values()], repeats };
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, count) => total + count, 0);
}
