import { failure, success, type Outcome } from '#libs/kernel';

import { formatZonedInstant, isLocalDate, toLocalTime } from '../calendars/local-time.js';
import type { Calendars, ClockRefusal, DeadlineClock } from './clock.js';
import { elapsed } from './kinds/elapsed.js';
import { schoolDay } from './kinds/school-day.js';
import type { TimingOutcome } from './kinds/timing.js';
import { workingDay } from './kinds/working-day.js';
import { workingHours } from './kinds/working-hours.js';
import { inForce, type ClockRule } from './rule.js';

/**
 * Starts a clock: its due time, its warnings and its explanation. Pure: the same rule, anchor and calendars give the same clock
 * at any time and on any machine, so that a due time can be proved years later.
 *
 * @param anchorAt the time of the anchor event, RFC 3339 with an offset
 * @returns a refusal if no due time can be calculated; never a guess
 */
export function startClock(rule: ClockRule, anchorAt: string, calendars: Calendars): Outcome<DeadlineClock, ClockRefusal> {
  const refuse = (code: ClockRefusal['code'], message: string): Outcome<DeadlineClock, ClockRefusal> =>
    failure({ code, message, ruleId: rule.id });
  const anchor = readInstant(anchorAt);
  if (anchor === undefined)
    return refuse('anchor-unreadable', `The clock of ${rule.id} needs the time of its anchor as RFC 3339 with an offset.`);
  if (!inForce(rule, toLocalTime(anchor).date)) {
    return refuse(
      'rule-not-in-force',
      `Version ${rule.version} of the rule ${rule.id} is not in force on the day of the anchor.`,
    );
  }
  const timed = timing(rule, anchor, calendars);
  if (!timed.ok) return refuse(timed.error.code, `No clock of ${rule.id} was started. ${timed.error.message}`);
  const { due, warnings, calendar, cutOff, limit, notes } = timed.value;
  return success({
    ruleId: rule.id,
    ruleVersion: rule.version,
    kind: rule.kind,
    anchor: rule.anchor,
    anchorAt: new Date(anchor).toISOString(),
    calendarId: calendar?.id ?? null,
    calendarVersion: calendar?.version ?? null,
    cutOff,
    dueAt: new Date(due).toISOString(),
    explanation: [`due ${formatZonedInstant(due)}: ${limit} ${formatZonedInstant(anchor)}`, ...notes].join('; '),
    warnings: warnings.map((at, index) => ({ fraction: rule.warnAt[index] ?? 0, at: new Date(at).toISOString() })),
    stops: rule.stops,
    cancels: rule.cancels,
    escalation: rule.escalation,
  });
}

function timing(rule: ClockRule, anchor: number, calendars: Calendars): TimingOutcome {
  switch (rule.kind) {
    case 'elapsed':
      return elapsed(rule, anchor);
    case 'working-day':
      return workingDay(rule, anchor, calendars);
    case 'working-hours':
      return workingHours(rule, anchor, calendars);
    case 'school-day':
      return schoolDay(rule, anchor, calendars);
    case 'event':
      return success({ due: anchor, warnings: [], calendar: null, cutOff: null, limit: 'at once after', notes: [] });
  }
}

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/iu;
const FIRST_MS = Date.UTC(1972, 0, 2);
const LAST_MS = Date.UTC(2999, 0, 1);

/** UTC milliseconds; undefined for a text that is not a time, or a time outside the years of local time. */
function readInstant(text: string): number | undefined {
  const [, date = ''] = RFC_3339.exec(text) ?? [];
  const instant = Date.parse(text);
  return isLocalDate(date) && instant >= FIRST_MS && instant < LAST_MS ? instant : undefined;
}
