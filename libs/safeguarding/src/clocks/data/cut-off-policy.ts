import type { CutOffPolicy } from '../rule.js';

// LOCAL POLICY. When a working day starts and ends is for the partnership to say; the law counts days and names no hour.
// Change it by adding a version with its first day, and giving the version before it a last day.

/**
 * No cut-off hour: a referral sent on Friday evening counts from Friday. A cut-off would give an agency a day more than
 * the limit allows, so a partnership that wants one should be able to say why.
 */
export const END_OF_WORKING_DAY: CutOffPolicy = {
  id: 'end-of-working-day',
  version: 1,
  title: 'Working day from 09:00 to 17:00, no cut-off',
  workingDayStartsAt: '09:00',
  workingDayEndsAt: '17:00',
  cutOffAt: null,
  source: { title: 'Northshire Safeguarding Partnership, local policy (fictional)', confidence: 'published' },
  effectiveFrom: '2023-12-15',
};
