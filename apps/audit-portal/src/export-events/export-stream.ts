import { Readable } from 'node:stream';

import type { ExportFormat, ExportRow } from './export-format.js';

type Batches = AsyncGenerator<readonly ExportRow[], void, undefined>;

/**
 * An export as bytes. It reads the next batch from the server-side cursor only when the receiver has taken the last one, so that
 * memory stays that of two batches. When the receiver leaves, the stream and its cursor are destroyed, and the connection goes back
 * to the pool.
 */
export class ExportStream extends Readable {
  private sent = 0;

  private constructor(
    private readonly format: ExportFormat,
    private readonly batches: Batches,
    private pending: IteratorResult<readonly ExportRow[], void> | undefined,
  ) {
    super();
    this.push(format.head);
  }

  /** Waits for the first batch, so that the answer to a failed query is a problem and not a torn file. */
  static async open(format: ExportFormat, batches: Batches): Promise<ExportStream> {
    return new ExportStream(format, batches, await batches.next());
  }

  /** The number of events sent so far. */
  get rows(): number {
    return this.sent;
  }

  override _read(): void {
    void this.next();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    void this.closeCursor(error, callback);
  }

  private async closeCursor(error: Error | null, done: (error?: Error | null) => void): Promise<void> {
    let failure = error;
    try {
      await this.batches.return(undefined);
    } catch (closing) {
      failure ??= closing as Error;
    }
    done(failure);
  }

  private async next(): Promise<void> {
    try {
      const result = this.pending ?? (await this.batches.next());
      this.pending = undefined;
      if (this.destroyed) return;
      if (result.done === true) {
        this.push(null);
        return;
      }
      this.sent += result.value.length;
      this.push(this.format.lines(result.value));
    } catch (error) {
      this.destroy(error as Error);
    }
  }
}
