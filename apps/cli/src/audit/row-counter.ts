const LINE_FEED = 0x0a;
const QUOTE = 0x22;

/** Counts the events in an export as its bytes pass, cut into pieces at any place. */
export class RowCounter {
  private lines = 0;
  private quoted = false;

  constructor(private readonly format: 'csv' | 'jsonl') {}

  add(chunk: Uint8Array): void {
    for (const byte of chunk) {
      // A line break inside quotes belongs to the cell (RFC 4180); JSON Lines has none inside a line.
      if (byte === QUOTE && this.format === 'csv') this.quoted = !this.quoted;
      else if (byte === LINE_FEED && !this.quoted) this.lines += 1;
    }
  }

  /** Events so far: whole lines, without the heading of a CSV file. */
  get rows(): number {
    return this.format === 'csv' ? Math.max(0, this.lines - 1) : this.lines;
  }
}
