import { workingDayAfter, type BankHolidayCalendar } from '../calendars/bank-holiday-calendar.js';
import { addDays } from '../calendars/local-time.js';
import type { EscalationChain } from './escalation.js';
import type { ClockRule } from './rule.js';

/** The longest school holiday is six weeks in summer; a notice about a pupil may wait until its end. */
const LONGEST_SCHOOL_HOLIDAY_DAYS = 45;
const MINUTES_PER_DAY = 24 * 60;
const HOURS_PER_DAY = 24;

/** The longest time of a rule's clock, from the event that starts it to the last call for it. */
interface LongestClock {
  readonly rule: ClockRule['id'];
  /** Calendar days, rounded up: they include weekends, bank holidays and the last step of the chain. */
  readonly days: number;
}

/**
 * The longest of all clocks. The facts behind a clock must be kept for at least this time, because a clock that is calculated
 * again needs the event that started it.
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
      // Any hub that opens at all is open for at least an hour of a working day.
      return mostDaysOf(Math.ceil(rule.limitHours), calendar);
    case 'school-day':
      return LONGEST_SCHOOL_HOLIDAY_DAYS;
    case 'event':
      return 0;
  }
}

/** The most calendar days that a number of working days can take, to the end of the last. */
function mostDaysOf(workingDays: number, calendar: BankHolidayCalendar): number {
  let most = 0;
  for (let day = calendar.coverage.from; ; day = addDays(day, 1)) {
    const found = workingDayAfter(calendar, day, workingDays);
    if (!found.ok) return most;
    most = Math.max(most, (Date.parse(found.value.date) - Date.parse(day)) / 86_400_000 + 1);
  }
}
