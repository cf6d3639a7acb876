import { describe, expect, it } from '@jest/globals';

import { inParts } from './in-parts.js';

describe('parts of a list', () => {
  it('have at most the given size, and keep all values in their order', () => {
    expect(inParts([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(inParts([1, 2], 2)).toEqual([[1, 2]]);
    expect(inParts([], 2)).toEqual([]);
  });
});
