/**
 * Local time in England and Wales. Days and hours of law and of opening times are local; instants are UTC milliseconds.
 * What the clocks do is asked of the platform's time zone database, so that a change of the law arrives with an update.
 */

/** An ISO local date, `2026-05-26`. Two of them compare as text. */
export type LocalDate = string;

export interface LocalTime {
  readonly date: LocalDate;
  /** Whole minutes since local midnight by the clock on the wall, 0 to 1439. */
  readonly minuteOfDay: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const FIRST_KEPT = Date.UTC(1972, 0, 1);
const LAST_KEPT = Date.UTC(9999, 0, 1);
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const WALL_CLOCK = /(\d{2})\/(\d{2})\/(\d{4}), (\d{2}):(\d{2}):(\d{2})/u;

/** What the clock on the wall shows at an instant. */
export function toLocalTime(instant: number): LocalTime {
  const wall = new Date(instant + offsetAt(instant));
  return { date: wall.toISOString().slice(0, 10), minuteOfDay: wall.getUTCHours() * 60 + wall.getUTCMinutes() };
}

/**
 * The instant at which the clock on the wall shows a time. A time that it shows twice, in the hour repeated in October, is
 * the first of the two: a duty is never put off by a repeated hour. A time that it skips in March is the end of the gap.
 *
 * @param minuteOfDay 0 to 1440; 1440 is the midnight that ends the day.
 */
export function toInstant(date: LocalDate, minuteOfDay: number): number {
  const wall = Date.parse(`${date}T00:00:00Z`) + minuteOfDay * MINUTE_MS;
  const byOldOffset = wall - offsetAt(wall - 3 * HOUR_MS);
  const byNewOffset = wall - offsetAt(wall + 3 * HOUR_MS);
  const earlier = Math.min(byOldOffset, byNewOffset);
  const later = Math.max(byOldOffset, byNewOffset);
  if (earlier + offsetAt(earlier) === wall) return earlier;
  if (later + offsetAt(later) === wall) return later;
  // In the gap: clocks change on a whole hour of UTC, and `later` lies within the hour after the change.
  return Math.floor(later / HOUR_MS) * HOUR_MS;
}

/**
 * How far local time is ahead of UTC, in milliseconds. Outside the years 1972 to 9998 it is taken as UTC: nothing in this
 * domain lies there, and a mistyped year is to be reported by a rule, not to end in an exception.
 */
export function offsetAt(instant: number): number {
  if (!(instant >= FIRST_KEPT && instant < LAST_KEPT)) return 0;
  const day = Math.floor(instant / DAY_MS);
  const offset = midnightOffset(day);
  // The clocks change at most once a day, so equal offsets at both ends hold in between.
  return offset === midnightOffset(day + 1) ? offset : askOffset(instant);
}

/** Offsets at UTC midnights, by day number: asking the time zone database is slow, and deadlines ask for the same days. */
const known = new Map<number, number>();
const MOST_KNOWN_DAYS = 20_000;

function midnightOffset(day: number): number {
  const found = known.get(day);
  if (found !== undefined) return found;
  if (known.size >= MOST_KNOWN_DAYS) known.clear();
  const offset = askOffset(day * DAY_MS);
  known.set(day, offset);
  return offset;
}

function askOffset(instant: number): number {
  const [, day, month, year, hour, minute, second] = WALL_CLOCK.exec(LONDON.format(instant)) ?? [];
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return wall - Math.floor(instant / 1_000) * 1_000;
}

/** Whether a text is a date that exists, such as 2024-02-29 and not 2026-02-29. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const value = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(value) && new Date(value).toISOString().startsWith(text);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 0 Sunday to 6 Saturday. */
export function weekdayOf(date: LocalDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

export function isWeekend(date: LocalDate): boolean {
  return weekdayOf(date) % 6 === 0;
}

/** Minutes since midnight of a time such as 08:45; 24:00 ends the day. Undefined for anything else. */
export function parseTimeOfDay(text: string): number | undefined {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/u.exec(text) ?? [];
  if (text === '24:00') return 1_440;
  return hour === undefined ? undefined : Number(hour) * 60 + Number(minute);
}

/** `Tue 26 May 2026`. */
export function formatDate(date: LocalDate): string {
  return `${formatDay(date)} ${date.slice(0, 4)}`;
}

/** `Tue 26 May`, for a date whose year the reader knows. */
export function formatDay(date: LocalDate): string {
  return `${DAYS[weekdayOf(date)] ?? ''} ${Number(date.slice(8))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? ''}`;
}

/** `Tue 26 May 2026 17:00`, by the clock on the wall. */
export function formatInstant(instant: number): string {
  const { date, minuteOfDay } = toLocalTime(instant);
  return `${formatDate(date)} ${formatTimeOfDay(minuteOfDay)}`;
}

export function formatTimeOfDay(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
}
