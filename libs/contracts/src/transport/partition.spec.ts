import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { partitionFor } from './partition.js';

describe('the partition of a case', () => {
  // Known answers, computed with another implementation (Python's hashlib). They must hold in every release, because a
  // case that moves to another partition loses its order.
  it.each([
    ['case-a', [0, 1, 2, 5]],
    ['case-b', [0, 1, 0, 3]],
    ['', [0, 0, 2, 2]],
    ['Fall-Ä-7', [0, 0, 2, 2]],
    ['0198c0de-7a11-7000-8000-000000000001', [0, 0, 1, 4]],
    ['2f6c9d41e0b7a85c', [0, 0, 0, 0]],
  ])('of key %j is the known one among 1, 2, 3 and 12 partitions', (key, known) => {
    expect([1, 2, 3, 12].map((partitions) => partitionFor(key, partitions))).toEqual(known);
  });

  it('is always one of the partitions, and always the same', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 1000 }), (key, partitions) => {
        const partition = partitionFor(key, partitions);
        expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true);
        expect(partitionFor(key, partitions)).toBe(partition);
      }),
    );
  });

  it('spreads cases evenly', () => {
    const counts = [0, 0, 0];
    for (let number = 0; number < 3000; number += 1) {
      const partition = partitionFor(`case-${number}`, 3);
      counts[partition] = (counts[partition] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(100);
  });

  it.each([0, -1, 1.5, Number.NaN])('does not exist among %d partitions', (partitions) => {
    expect(() => partitionFor('case-a', partitions)).toThrow(RangeError);
  });
});
