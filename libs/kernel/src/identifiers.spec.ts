import { describe, expect, it } from '@jest/globals';

import { isUuid, newId } from './identifiers.js';

describe('identifiers', () => {
  it('are distinct UUIDs of version 7, each greater than the one before, at any speed', () => {
    const ids = Array.from({ length: 100_000 }, () => newId());
    expect(ids.every((id) => isUuid(id) && id[14] === '7')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('contain the time when they were made, and nothing else', () => {
    const before = Date.now();
    const made = Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16);
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now() + 1);
    // The last bytes are random in each id, so that two ids of one millisecond reveal nothing about each other.
    expect(new Set(Array.from({ length: 1_000 }, () => newId().slice(-11))).size).toBe(1_000);
  });
});
