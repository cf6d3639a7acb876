import { describe, expect, it } from '@jest/globals';

import type { PartitionLag } from './kafka-topic-admin.js';
import { Watermark } from './watermark.js';

const lags = (...positions: readonly (readonly [committed: number | null, end: number])[]): PartitionLag[] =>
  positions.map(([committed, end], partition) => ({
    topic: 'facts', partition, committed: committed === null ? null : BigInt(committed), end: BigInt(end), lag: BigInt(end - (committed ?? 0)),
  }));

describe('up to when every fact is known', () => {
  it('is now, when nothing is left to take', () => {
    expect(new Watermark().observe('10:00', lags([5, 5], [null, 0]), 0)).toEqual({ at: '10:00', stuck: false });
  });

  it('is the moment whose facts were taken, however many have come since: traffic never stops', () => {
    const watermark = new Watermark();
    expect(watermark.observe('10:00', lags([5, 90], [0, 10]), 0)).toBeNull();
    expect(watermark.observe('10:01', lags([90, 99], [9, 12]), 1_000)).toBeNull();
    expect(watermark.observe('10:02', lags([91, 120], [10, 14]), 2_000)).toEqual({ at: '10:00', stuck: false });
    expect(watermark.observe('10:03', lags([100, 130], [11, 15]), 3_000)).toBeNull();
    expect(watermark.observe('10:04', lags([130, 140], [15, 19]), 4_000)).toEqual({ at: '10:03', stuck: false });
  });

  it('does not wait for ever on a message that cannot be taken: one call too many is better than none', () => {
    const watermark = new Watermark();
    expect(watermark.observe('10:00', lags([5, 90]), 0)).toBeNull();
    expect(watermark.observe('10:04', lags([5, 95]), 299_999)).toBeNull();
    expect(watermark.observe('10:05', lags([5, 95]), 300_000)).toEqual({ at: '10:05', stuck: true });
    expect(watermark.observe('10:06', lags([6, 95]), 310_000)).toBeNull();
  });
});
