import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import { parseTimeOfDay, toLocalTime } from '../../calendars/local-time.js';
import type { Calendars } from '../clock.js';
import { inForce, type CutOffPolicy, type SchoolDayRule, type WorkingDayRule } from '../rule.js';

/** The local policy that a rule names, if it was given and is in force on the anchor's day. */
export function policyFor(
  rule: WorkingDayRule | SchoolDayRule,
  anchor: number,
  { cutOff }: Calendars,
): Outcome<CutOffPolicy, Failure<'calendar-missing' | 'policy-not-in-force'>> {
  if (cutOff.id !== rule.cutOff) {
    return failure({
      code: 'calendar-missing',
      message: `The rule ${rule.id} needs the policy ${rule.cutOff}, and was given ${cutOff.id}.`,
    });
  }
  if (inForce(cutOff, toLocalTime(anchor).date)) return success(cutOff);
  return failure({
    code: 'policy-not-in-force',
    message: `Version ${cutOff.version} of the policy ${cutOff.id} is not in force on the day that the clock of ${rule.id} starts.`,
  });
}

/** @throws RangeError for what `checkCutOffPolicy` would have reported when it was loaded. */
export function minuteOf(timeOfDay: string): number {
  const minute = parseTimeOfDay(timeOfDay);
  if (minute === undefined) throw new RangeError('a policy has a time of day that cannot be read');
  return minute;
}
