import { workingDayAfter, type BankHolidayCalendar } from '../calendars/bank-holiday-calendar.js';
import { addDays } from '../calendars/local-time.js';
import type { EscalationChain } from './escalation.js';
import type { ClockRule } from './rule.js';

/** The longest school holiday is six weeks in summer; a child who is not at school before it is notified after it. */
const LONGEST_SCHOOL_HOLIDAY_DAYS = 45;
const MINUTES_PER_DAY = 24 * 60;
const HOURS_PER_DAY = 24;

/** How long the clock of a rule can take, from the event that starts it to the last call for it. */
export interface LongestClock {
  readonly rule: ClockRule['id'];
  /** Calendar days, rounded up: weekends, bank holidays and the last step of the chain are in it. */
  readonly days: number;
}

/**
 * The longest of all clocks. Whatever a clock is made from must be kept for so long at the least, or a clock that is made
 * again lacks what started it.
 *
 * Working days are counted from every day of the calendar, so that the worst Christmas and Easter in it decide.
 */
export function longestClock(
  rules: readonly ClockRule[],
  chains: readonly EscalationChain[],
  calendar: BankHolidayCalendar,
): LongestClock {
  const lengths = rules.map((rule) => {
    const steps = chains.find(({ id }) => id === rule.escalation)?.steps ?? [];
    const lastCall = Math.max(0, ...steps.map(({ afterMinutes }) => afterMinutes)) / MINUTES_PER_DAY;
    return { rule: rule.id, days: Math.ceil(limitDays(rule, calendar) + lastCall) };
  });
  const [longest] = lengths.toSorted((one, other) => other.days - one.days);
  if (longest === undefined) throw new RangeError('There is no clock without a rule.');
  return longest;
}

function limitDays(rule: ClockRule, calendar: BankHolidayCalendar): number {
  switch (rule.kind) {
    case 'elapsed':
      return rule.limitHours / HOURS_PER_DAY;
    case 'working-day':
      return mostDaysOf(rule.limitWorkingDays, calendar);
    case 'working-hours':
      // Whatever a hub's hours: one that is open at all is so for an hour of a working day.
      return mostDaysOf(Math.ceil(rule.limitHours), calendar);
    case 'school-day':
      return LONGEST_SCHOOL_HOLIDAY_DAYS;
    case 'event':
      return 0;
  }
}

/** The most calendar days that so many working days ever take, to the end of the last. */
function mostDaysOf(workingDays: number, calendar: BankHolidayCalendar): number {
  let most = 0;
  for (let day = calendar.coverage.from; ; day = addDays(day, 1)) {
    const found = workingDayAfter(calendar, day, workingDays);
    if (!found.ok) return most;
    most = Math.max(most, (Date.parse(found.value.date) - Date.parse(day)) / 86_400_000 + 1);
  }
}
