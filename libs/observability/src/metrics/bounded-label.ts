const LABEL = /^[A-Za-z0-9_/:.*-]{1,120}$/;
const OTHER = 'other';

/**
 * Label values of one label of one metric. A time series lives as long as the process, so a value that a caller could invent
 * (or that could name a person) must not become a label: a value without the form of a code, topic or route template, and every
 * value after the first `limit`, counts as `other`.
 */
export class BoundedLabel {
  private readonly known = new Set<string>();

  constructor(private readonly limit = 200) {}

  of(value: string): string {
    if (this.known.has(value)) return value;
    if (this.known.size >= this.limit || !LABEL.test(value)) return OTHER;
    this.known.add(value);
    return value;
  }
}
