import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import { parseTimeOfDay, toLocalTime } from '../../calendars/local-time.js';
import type { Calendars } from '../clock.js';
import { inForce, type CutOffPolicy, type SchoolDayRule, type WorkingDayRule } from '../rule.js';

/** The local policy that a rule names, if it was given and is in force on the anchor's day. */
export function policyFor(
  rule: WorkingDayRule | SchoolDayRule,
  anchor: number,
  { cutOffs }: Calendars,
): Outcome<CutOffPolicy, Failure<'calendar-missing' | 'policy-not-in-force'>> {
  const versions = cutOffs.filter(({ id }) => id === rule.cutOff);
  if (versions.length === 0) return failure({ code: 'calendar-missing', message: `The rule ${rule.id} needs the policy ${rule.cutOff}, and was not given it.` });
  const policy = versions.find((version) => inForce(version, toLocalTime(anchor).date));
  if (policy !== undefined) return success(policy);
  const message = `No version of the policy ${rule.cutOff} is in force on the day that the clock of ${rule.id} starts.`;
  return failure({ code: 'policy-not-in-force', message });
}

/** @throws RangeError for a time that `checkCutOffPolicies` reports at loading. */
export function minuteOf(timeOfDay: string): number {
  const minute = parseTimeOfDay(timeOfDay);
  if (minute === undefined) throw new RangeError('a policy has a time of day that cannot be read');
  return minute;
}
