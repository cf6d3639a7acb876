import { Temporal } from 'temporal-polyfill';

/**
 * Local time in England and Wales. Days and hours of law and of opening times are local; instants are UTC milliseconds.
 * The clock changes come from the time zone database of Node.js, so a change of the law arrives with an update.
 */

/** An ISO local date, `2026-05-26`. Two of them compare as text. */
export type LocalDate = string;

interface LocalTime {
  readonly date: LocalDate;
  /** Whole minutes since local midnight by the local clock, 0 to 1439. */
  readonly minuteOfDay: number;
}

const ZONE = 'Europe/London';
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The local date and time at an instant. */
export function toLocalTime(instant: number): LocalTime {
  const wall = new Date(instant + offsetAt(instant));
  return { date: wall.toISOString().slice(0, 10), minuteOfDay: wall.getUTCHours() * 60 + wall.getUTCMinutes() };
}

/**
 * The instant of a local time. A time that occurs twice, in the hour repeated in October, is the first of the two, because a
 * repeated hour must not postpone a duty. A time that is skipped in March is the end of the gap.
 *
 * @param minuteOfDay 0 to 1440; 1440 is the midnight that ends the day.
 */
export function toInstant(date: LocalDate, minuteOfDay: number): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minuteOfDay * MINUTE_MS;
  const before = seasonAt(asUtc - DAY_MS);
  const after = seasonAt(asUtc + DAY_MS);
  if (before === after) return asUtc - before.offsetMs;
  const wall = Temporal.PlainDateTime.from(date).add({ minutes: minuteOfDay });
  // `compatible`: of two instants the first; a skipped time moves beyond the gap and no longer equals `wall`.
  const shown = wall.toZonedDateTime(ZONE, { disambiguation: 'compatible' });
  return shown.toPlainDateTime().equals(wall) ? shown.epochMilliseconds : after.from;
}

/** How far local time is ahead of UTC, in milliseconds. */
export function offsetAt(instant: number): number {
  return seasonAt(instant).offsetMs;
}

/** The day of the first clock change after an instant. */
export function nextClockChange(instant: number): LocalDate {
  return toLocalTime(seasonAt(instant).until).date;
}

/** The time between two clock changes: winter, or summer time. Instants in UTC milliseconds, `until` excluded. */
interface Season {
  readonly from: number;
  readonly until: number;
  readonly offsetMs: number;
}

/**
 * Local time outside the years 1972 to 9998 is taken as UTC, because nothing in this domain lies there, and a mistyped year
 * is to be reported by a rule and not to end in an exception.
 */
const FIRST_KEPT = Date.UTC(1972, 0, 1);
const LAST_KEPT = Date.UTC(9999, 0, 1);
const OUTSIDE: Season = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, offsetMs: 0 };

/** Kept, because one question to the time zone database takes 50 to 100 microseconds, and a clock asks dozens (ADR 0022). */
let seasons: readonly Season[] = [];
const MOST_SEASONS = 100;

function seasonAt(instant: number): Season {
  if (!(instant >= FIRST_KEPT && instant < LAST_KEPT)) return OUTSIDE;
  const known = seasons.find(({ from, until }) => instant >= from && instant < until);
  if (known !== undefined) return known;
  const time = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(ZONE);
  const season = {
    // `previous` is earlier than the time it is asked of, and the season includes its first instant.
    from: time.add({ nanoseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? FIRST_KEPT,
    until: time.getTimeZoneTransition('next')?.epochMilliseconds ?? LAST_KEPT,
    offsetMs: time.offsetNanoseconds / 1_000_000,
  };
  seasons = [season, ...seasons.slice(0, MOST_SEASONS - 1)];
  return season;
}

/** Whether a text is a date that exists: true for 2024-02-29, false for 2026-02-29. */
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

/** Minutes since midnight of a time such as 08:45; 24:00 ends the day. Undefined for another text. */
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

/** `Tue 26 May 2026 17:00`, in local time. */
export function formatInstant(instant: number): string {
  const { date, minuteOfDay } = toLocalTime(instant);
  return `${formatDate(date)} ${formatTimeOfDay(minuteOfDay)}`;
}

/** `Tue 26 May 2026 17:00 BST`, for a text that is read beside times of other zones. In the hour repeated in October only the zone tells the two times apart. */
export function formatZonedInstant(instant: number): string {
  return `${formatInstant(instant)} ${offsetAt(instant) === 0 ? 'GMT' : 'BST'}`;
}

function formatTimeOfDay(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
}
