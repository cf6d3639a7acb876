import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import type { ExportFormat } from './export-format.js';

type Batches<Row> = AsyncGenerator<readonly Row[], void, undefined>;

/** The file as it was sent. */
export interface SentFile {
  readonly rows: number;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * An export as bytes. It reads the next batch from the server-side cursor only when the receiver has taken the last one, so that
 * memory stays that of two batches. When the receiver leaves, the stream and its cursor are destroyed, and the connection goes back
 * to the pool.
 */
export class ExportStream<Row> extends Readable {
  private sent = 0;
  private bytes = 0;
  private readonly digest = createHash('sha256');

  private constructor(
    private readonly format: ExportFormat<Row>,
    private readonly batches: Batches<Row>,
    private pending: IteratorResult<readonly Row[], void> | undefined,
    private readonly whole: (file: SentFile) => Promise<void>,
  ) {
    super();
    this.send(format.head);
  }

  /**
   * Waits for the first batch, so that the answer to a failed query is a problem and not a torn file.
   *
   * @param whole is called after the last byte and before the end. The export breaks off where it fails, because a file without a
   * manifest must not look whole.
   */
  static async open<Row>(format: ExportFormat<Row>, batches: Batches<Row>, whole: (file: SentFile) => Promise<void>): Promise<ExportStream<Row>> {
    return new ExportStream(format, batches, await batches.next(), whole);
  }

  /** The number of rows sent so far. */
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
        await this.whole({ rows: this.sent, bytes: this.bytes, sha256: this.digest.digest('hex') });
        this.push(null);
        return;
      }
      this.sent += result.value.length;
      this.send(this.format.lines(result.value));
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  private send(text: string): void {
    const bytes = Buffer.from(text);
    this.bytes += bytes.length;
    this.digest.update(bytes);
    this.push(bytes);
  }
}
