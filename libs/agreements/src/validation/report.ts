import type { Path } from '../reading/reader.js';

/** Reports a fault at a position of a file. */
export type Report = (path: Path, message: string) => void;

/** Calls back with the position of every item that is also earlier in the list. */
export function reportRepeats(items: readonly string[], repeated: (index: number) => void): void {
  const seen = new Set<string>();
  items.forEach((item, index) => {
    if (seen.has(item)) repeated(index);
    seen.add(item);
  });
}
