import type { Terminal } from './output.js';

const REDRAW_MS = 200;
/** A log file needs a line only now and then. */
const LINE_MS = 5_000;

/** The progress of a long piece of work: one line that is redrawn on a terminal, a line every few seconds elsewhere. */
export class Progress {
  private last = 0;
  private drawn = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.last = this.now();
  }

  /** @param describe is called only when a line is shown. */
  update(describe: () => string): void {
    const now = this.now();
    if (now - this.last < (this.terminal.isTTY === true ? REDRAW_MS : LINE_MS)) return;
    this.last = now;
    if (this.terminal.isTTY !== true) {
      this.terminal.write(`${describe()}\n`);
      return;
    }
    this.drawn = true;
    this.terminal.write(`\r${describe()}\u001b[K`);
  }

  /** Removes the redrawn line, so that later text begins on a clean one. */
  clear(): void {
    if (this.drawn) this.terminal.write('\r\u001b[K');
    this.drawn = false;
  }
}

/** `12,000 of about 50,000 rows, 8,000 rows/s`. */
export function rowProgress(rows: number, seconds: number, estimated: number | undefined): string {
  const total = estimated === undefined || estimated < rows ? '' : ` of about ${estimated.toLocaleString('en-GB')}`;
  const rate = seconds > 0 ? `, ${Math.round(rows / seconds).toLocaleString('en-GB')} rows/s` : '';
  return `${rows.toLocaleString('en-GB')}${total} rows${rate}`;
}
