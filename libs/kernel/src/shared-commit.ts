import { ExpectedWait } from './expected-wait.js';
import { failure, success, type Outcome } from './outcome.js';

/** The queue is full, or a new entry would wait for too long. Nothing was stored; the caller may retry. */
export interface QueueFull {
  readonly code: 'queue-full';
  /** Whole seconds after which the present queue should be empty. */
  readonly retryAfterSeconds: number;
}

/** @param wait milliseconds that a new entry would have waited, and about the time that the present queue takes. */
export function queueFull(wait: number): QueueFull {
  return { code: 'queue-full', retryAfterSeconds: Math.min(30, Math.max(1, Math.ceil(wait / 1_000))) };
}

interface SharedCommitOptions<Entry, Result> {
  /** Commits all entries or none. Resolves to one result per entry, in order. */
  readonly commit: (entries: readonly Entry[]) => Promise<readonly Result[]>;
  /** True when an entry, and not the database, causes the error: then the batch is halved until that entry is alone. */
  readonly isEntryAtFault: (error: unknown) => boolean;
  /** The number of entries that may wait; more are refused. */
  readonly queueLimit: number;
  /** The longest expected wait, in milliseconds, with which an entry is accepted. No limit when absent. */
  readonly waitLimitMs?: number;
  /** A clock in milliseconds that never goes back, for tests; `performance.now` when absent. */
  readonly now?: () => number;
  /** The largest size of one commit: in entries, or in the unit of {@link sizeOf}. A larger entry gets a commit of its own. */
  readonly batchLimit: number;
  /** The size of an entry against `batchLimit`; 1 when absent. */
  readonly sizeOf?: (entry: Entry) => number;
  readonly onCommitted?: (entries: number, milliseconds: number) => void;
}

interface Waiting<Entry, Result> {
  readonly entry: Entry;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Concurrent callers share one commit. A flush starts when none is running, never on a timer: a caller that comes alone does
 * not wait, and under load a batch holds the entries that arrived during the last commit. Each caller gets its answer only
 * after the commit that holds its entry.
 */
export class SharedCommit<Entry, Result> {
  private readonly waiting: Waiting<Entry, Result>[] = [];
  private flushing: Promise<void> | undefined;
  private readonly expectedWait: ExpectedWait;

  constructor(private readonly options: SharedCommitOptions<Entry, Result>) {
    this.expectedWait = new ExpectedWait(options.now);
  }

  get depth(): number {
    return this.waiting.length;
  }

  /**
   * @param waitedMs milliseconds that the caller has waited already.
   * @returns the refusal that {@link add} would give now, or undefined. A caller asks first to save the work of making an entry.
   */
  full(waitedMs = 0): QueueFull | undefined {
    const { queueLimit, waitLimitMs = Number.POSITIVE_INFINITY } = this.options;
    // An idle queue accepts every caller, however late it was read: refusing all of them would never let one through.
    if (this.flushing === undefined) return undefined;
    const wait = waitedMs + this.expectedWait.milliseconds(this.waiting.length);
    const isFull = this.waiting.length >= queueLimit || wait > waitLimitMs;
    return isFull ? queueFull(wait) : undefined;
  }

  /** @returns the entry's own result after its commit, or `queue-full` at once. Rejects when the commit failed. */
  async add(entry: Entry): Promise<Outcome<Result, QueueFull>> {
    const full = this.full();
    if (full !== undefined) return failure(full);
    const committed = new Promise<Result>((resolve, reject) => this.waiting.push({ entry, resolve, reject }));
    this.flushing ??= this.flush();
    return success(await committed);
  }

  /** Resolves when every waiting entry has its result. */
  async drained(): Promise<void> {
    await this.flushing;
  }

  private async flush(): Promise<void> {
    // One turn of the event loop, so that requests that were read together commit together.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      while (this.waiting.length > 0) await this.commitOrHalve(this.waiting.splice(0, this.nextBatch()));
    } finally {
      this.flushing = undefined;
      this.expectedWait.backlogEnds();
    }
  }

  /** @returns the number of waiting entries that the next commit takes; at least one. */
  private nextBatch(): number {
    const { batchLimit, sizeOf } = this.options;
    if (sizeOf === undefined) return batchLimit;
    let [size, entries] = [0, 0];
    for (const { entry } of this.waiting) {
      size += sizeOf(entry);
      if (entries > 0 && size > batchLimit) break;
      entries += 1;
    }
    return entries;
  }

  private async commitOrHalve(batch: readonly Waiting<Entry, Result>[]): Promise<void> {
    const started = performance.now();
    this.expectedWait.commitBegins(batch.length);
    try {
      const results = await this.options.commit(batch.map((item) => item.entry));
      if (results.length !== batch.length) throw new Error('commit returned a number of results that differs from its number of entries');
      const milliseconds = performance.now() - started;
      this.expectedWait.commitEnds();
      this.options.onCommitted?.(batch.length, milliseconds);
      batch.forEach((item, index) => item.resolve(results[index] as Result));
    } catch (error) {
      await this.isolate(batch, error);
    }
  }

  private async isolate(batch: readonly Waiting<Entry, Result>[], error: unknown): Promise<void> {
    if (batch.length === 1 || !this.options.isEntryAtFault(error)) {
      for (const item of batch) item.reject(error);
      return;
    }
    const middle = batch.length >> 1;
    await this.commitOrHalve(batch.slice(0, middle));
    await this.commitOrHalve(batch.slice(middle));
  }
}
