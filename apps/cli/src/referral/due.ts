import type { DueTime } from '#libs/contracts';

import { readableTime } from '../terminal/time.js';

/** `Tue 26 May 2026 17:00 (LA_ACK)`; where no calendar vouches for a time, that is said and none is made up. */
export function describeDue({ rule, dueAt }: DueTime): string {
  return `${readableTime(dueAt) ?? 'no time is known'} (${rule})`;
}
