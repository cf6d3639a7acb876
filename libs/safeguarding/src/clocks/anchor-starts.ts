import { byKey } from '#libs/kernel';

import type { CancelEvent } from './rule.js';

/** One record of the time at which an anchor happened, or that it did not happen after all. Times are UTC with milliseconds. */
export interface AnchorRecord {
  /** Null where the record takes the anchor back. */
  readonly at: string | null;
  /** When the exchange learnt it. It decides which record corrects which, so that the order of arrival makes no difference. */
  readonly recordedAt: string;
  /** Id of the message that holds it. */
  readonly because: string;
  /** How a clock ends where the record takes the anchor back. */
  readonly takenBack?: CancelEvent;
}

/** One time of an anchor, from which a clock counts. */
export interface AnchorStart {
  readonly at: string;
  readonly recordedAt: string;
  readonly because: string;
  /** Number among the starts from the same time, from 1: a time that was corrected may be restored. */
  readonly occurrence: number;
  /** The earlier start that this one corrects. */
  readonly corrects?: AnchorStart;
  /** The earliest time of this anchor before and after its corrections. An event before it answers an earlier anchor. */
  readonly countsFrom: string;
}

/** The end of a start by a record about the anchor itself. */
export interface AnchorEnd {
  readonly event: typeof ANCHOR_CORRECTED | CancelEvent;
  readonly at: string;
}

interface StartAndEnd {
  readonly start: AnchorStart;
  /** Null while no record takes the start back or corrects it. */
  end: AnchorEnd | null;
}

/** Ends a clock whose anchor was corrected. Another clock counts from the corrected time. */
export const ANCHOR_CORRECTED = 'anchor-corrected';

/**
 * Every start of one anchor, from all its records in any order. A record with another time corrects the start before it. A record
 * with the same time changes nothing. A start after one that was taken back, or was over, corrects nothing.
 *
 * @param isOver whether an anchor that counts from a time had been answered when it was stated to have happened again. By
 * default it never is.
 */
export function anchorStarts(
  records: readonly AnchorRecord[],
  isOver: (countsFrom: string, at: string) => boolean = () => false,
): readonly Readonly<StartAndEnd>[] {
  const starts: StartAndEnd[] = [];
  let open: StartAndEnd | undefined;
  for (const { at, recordedAt, because, takenBack } of records.toSorted(byKey((record) => record.recordedAt, (record) => record.because))) {
    if (at === null) {
      if (open !== undefined && takenBack !== undefined) open.end = { event: takenBack, at: recordedAt };
      open = undefined;
      continue;
    }
    if (open?.start.at === at) continue;
    if (open !== undefined && isOver(open.start.countsFrom, at)) open = undefined;
    const occurrence = starts.filter(({ start }) => start.at === at).length + 1;
    const corrected = open === undefined ? { countsFrom: at } : { countsFrom: at < open.start.countsFrom ? at : open.start.countsFrom, corrects: open.start };
    if (open !== undefined) open.end = { event: ANCHOR_CORRECTED, at: recordedAt };
    open = { start: { at, recordedAt, because, occurrence, ...corrected }, end: null };
    starts.push(open);
  }
  return starts;
}
