import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { cutIntoBatches, estimatedBytes } from './batching.js';

const placed = (index: number, bytes: number) => ({
  index,
  partition: 0,
  message: { topic: 'referral', key: 'case', headers: { ce_id: 'x' }, value: Buffer.alloc(bytes) },
});

describe('cutting into batches', () => {
  it('keeps every message, the order and the limits; only a message above the limit is alone in its batch', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 1500 }), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 10 }), (lengths, maxMessages) => {
        const lane = lengths.map((length, index) => placed(index, length));
        const batches = cutIntoBatches(lane, { maxMessages, maxBytes: 1000 });
        expect(batches.flat()).toEqual(lane);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(maxMessages);
          const bytes = batch.reduce((sum, { message }) => sum + estimatedBytes(message), 0);
          expect(bytes <= 1000 || batch.length === 1).toBe(true);
        }
      }),
    );
  });

  it('counts the bytes of keys and headers, not their characters', () => {
    const plain = { topic: 't', key: 'a', headers: { n: 'a' }, value: null };
    const accented = { topic: 't', key: 'ä', headers: { n: 'ä' }, value: null };
    expect(estimatedBytes(accented) - estimatedBytes(plain)).toBe(2);
  });
});
