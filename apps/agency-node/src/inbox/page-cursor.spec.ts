import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { CURSOR_PATTERN, decodeCursor, encodeCursor } from './page-cursor.js';

const place = fc.record({
  receivedAt: fc.date({ min: new Date(0), max: new Date('2200-01-01T00:00:00Z'), noInvalidDate: true }),
  referralId: fc.uuid({ version: 7 }),
});

describe('the place where a page ends', () => {
  it('comes back as it was handed out', () => {
    fc.assert(
      fc.property(place, (end) => {
        const cursor = encodeCursor(end);
        expect(cursor).toMatch(CURSOR_PATTERN);
        expect(decodeCursor(cursor)).toEqual(end);
      }),
    );
  });

  it('is refused when somebody made it up', () => {
    fc.assert(fc.property(fc.base64String(), (text) => expect(decodeCursor(text)).toBeUndefined()));
    const late = Buffer.from('9999999999999999 0198a0c0-0000-7000-8000-000000000000').toString('base64url');
    expect(decodeCursor(late)).toBeUndefined();
  });
});
