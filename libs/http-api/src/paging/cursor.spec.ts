import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decodeCursor, encodeCursor } from './cursor.js';

const position = ['2026-11-24T08:00:00.000123Z', '01932b6e-7f3a-7000-8000-000000000001'] as const;
const query = { agency: 'northshire-csc', from: '2026-11-01T00:00:00Z', to: undefined };

describe('the cursor of a page', () => {
  it('leads back to where the page ended, to the microsecond', () => {
    expect(decodeCursor(encodeCursor(position, query), query, 1)).toEqual({ ok: true, value: position });
  });

  it('belongs to its query, however that was written', () => {
    const cursor = encodeCursor(position, query);
    expect(decodeCursor(cursor, { from: '2026-11-01T00:00:00Z', agency: 'northshire-csc' }, 1).ok).toBe(true);
    expect(decodeCursor(cursor, { ...query, agency: 'northmoor-csc' }, 1)).toEqual({ ok: false, error: 'invalid-cursor' });
    expect(decodeCursor(cursor, query, 2)).toEqual({ ok: false, error: 'invalid-cursor' });
  });

  it.each([
    [['2026-02-30T08:00:00.000000Z', position[1]]],
    [['yesterday', position[1]]],
    [[position[0], "'; DROP TABLE event; --"]],
    [[position[0], '']],
  ])('is refused with a position that cannot be: %j', (damaged) => {
    expect(decodeCursor(encodeCursor(damaged as unknown as typeof position, query), query, 1)).toEqual({ ok: false, error: 'invalid-cursor' });
  });

  it('is refused when it is anything else, without an exception', () => {
    const anything = fc.oneof(fc.string(), fc.base64String(), fc.json().map((json) => Buffer.from(json).toString('base64url')));
    fc.assert(
      fc.property(anything, (cursor) => {
        expect(decodeCursor(cursor, query, 1)).toEqual({ ok: false, error: 'invalid-cursor' });
      }),
    );
  });
});
