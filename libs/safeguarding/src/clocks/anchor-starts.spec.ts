import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { anchorStarts, type AnchorRecord } from './anchor-starts.js';

const FOUND = '2026-05-23T02:10:00.000Z';
const EARLIER = '2026-05-23T01:40:00.000Z';
const recorded = (hour: number, at: string | null): AnchorRecord =>
  ({ at, recordedAt: `2026-05-23T${String(hour).padStart(2, '0')}:00:00.000Z`, because: `record-${hour}`, ...(at === null && { takenBack: 'child-not-returned' as const }) });

/** Each start: its time, the time that it corrects, and its end. */
function starts(records: readonly AnchorRecord[], isOver?: (countsFrom: string, at: string) => boolean): unknown[] {
  return anchorStarts(records, isOver).map(({ start, end }) => [start.at, start.corrects?.at ?? null, end?.event ?? null]);
}

describe('the time at which a child was found', () => {
  it('is one start, however often the same time is recorded', () => {
    expect(starts([recorded(3, FOUND), recorded(4, FOUND), recorded(5, FOUND)])).toEqual([[FOUND, null, null]]);
    expect(anchorStarts([recorded(4, FOUND), recorded(3, FOUND)])[0]?.start.because).toBe('record-3');
  });

  it('is corrected by another time, and the first start stays with its end', () => {
    expect(starts([recorded(3, FOUND), recorded(9, EARLIER)])).toEqual([[FOUND, null, 'anchor-corrected'], [EARLIER, FOUND, null]]);
  });

  it('is corrected back: three starts, of which the third is another one than the first', () => {
    const three = anchorStarts([recorded(3, FOUND), recorded(9, EARLIER), recorded(10, FOUND)]);
    expect(three.map(({ start: { at, occurrence } }) => [at, occurrence])).toEqual([[FOUND, 1], [EARLIER, 1], [FOUND, 2]]);
    expect(three.at(-1)?.start.countsFrom).toBe(EARLIER);
  });

  it('is taken back, and a later find is a start of its own', () => {
    const later = '2026-05-23T08:00:00.000Z';
    expect(starts([recorded(3, FOUND), recorded(4, null), recorded(9, later)])).toEqual([[FOUND, null, 'child-not-returned'], [later, null, null]]);
    expect(anchorStarts([recorded(3, FOUND), recorded(4, null), recorded(9, later)])[1]?.start.countsFrom).toBe(later);
  });

  it('is no start while the child is missing', () => {
    expect(starts([recorded(3, null), recorded(4, null)])).toEqual([]);
  });
});

describe('an event that can happen again', () => {
  it('is corrected while it is open, and happens again after it was answered', () => {
    expect(starts([recorded(3, EARLIER), recorded(9, FOUND)], () => false)).toEqual([[EARLIER, null, 'anchor-corrected'], [FOUND, EARLIER, null]]);
    expect(starts([recorded(3, EARLIER), recorded(9, FOUND)], () => true)).toEqual([[EARLIER, null, null], [FOUND, null, null]]);
  });
});

describe('records in any order, and repeated', () => {
  const record = fc.record({ hour: fc.integer({ min: 0, max: 9 }), at: fc.constantFrom(null, FOUND, EARLIER, '2026-05-23T03:00:00.000Z') });
  const records = fc.uniqueArray(record, { selector: ({ hour }) => hour, maxLength: 8 }).map((each) => each.map(({ hour, at }) => recorded(hour, at)));

  it('give the same starts and ends', () => {
    fc.assert(fc.property(records.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))), ([all, shuffled]) => {
      expect(anchorStarts([...shuffled, ...all])).toEqual(anchorStarts(all));
    }));
  });

  it('leave at most one start open, and every start but the first of a chain corrects the one before it', () => {
    fc.assert(fc.property(records, (all) => {
      const found = anchorStarts(all);
      expect(found.filter(({ end }) => end === null).length).toBeLessThanOrEqual(1);
      for (const { start } of found) if (start.corrects !== undefined) expect(found.find((each) => each.start === start.corrects)?.end?.event).toBe('anchor-corrected');
    }));
  });
});
