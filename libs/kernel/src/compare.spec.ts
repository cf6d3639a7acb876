import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { byKey } from './compare.js';

interface Row {
  readonly name: string;
  readonly count: number;
}

const rows = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'é', 'Z'), count: fc.integer({ min: 0, max: 3 }) }));

describe('a comparator by key', () => {
  it('gives 0 for equal keys, and opposite signs for exchanged sides', () => {
    const compare = byKey<Row>(({ name }) => name, ({ count }) => -count);
    fc.assert(fc.property(rows, (items) => {
      for (const one of items) {
        for (const other of items) {
          expect(compare(one, other) + compare(other, one)).toBe(0);
          expect(compare(one, other) === 0).toBe(one.name === other.name && one.count === other.count);
        }
      }
    }));
  });

  it('sorts by each key in turn, and keeps the order of equals', () => {
    const sorted = [{ name: 'b', count: 1, at: 0 }, { name: 'a', count: 1, at: 1 }, { name: 'a', count: 2, at: 2 }, { name: 'a', count: 1, at: 3 }]
      .toSorted(byKey(({ name }) => name, ({ count }) => -count));
    expect(sorted.map(({ at }) => at)).toEqual([2, 1, 3, 0]);
  });
});
