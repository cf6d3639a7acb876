/**
 * An almanac that shares no code with the product: Easter by the anonymous Gregorian algorithm, bank holidays by the rules of
 * the Banking and Financial Dealings Act 1971 and the proclamations since, and summer time by the Summer Time Order 2002 (last
 * Sundays of March and October, 01:00 UTC). Tests count days with it one by one.
 */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Days since 1970-01-01. */
type DayNumber = number;

export function dayNumber(year: number, month: number, day: number): DayNumber {
  return Date.UTC(year, month - 1, day) / DAY_MS;
}

export function isoDay(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 Sunday to 6 Saturday: 1 January 1970 was a Thursday. */
export function weekday(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7;
}

export function easterSunday(year: number): DayNumber {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor((8 * b + 13) / 25);
  const e = (19 * a + b - Math.floor(b / 4) - d + 15) % 30;
  const f = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - e - (c % 4)) % 7;
  const g = Math.floor((a + 11 * e + 22 * f) / 451);
  const month = Math.floor((e + f - 7 * g + 114) / 31);
  return dayNumber(year, month, ((e + f - 7 * g + 114) % 31) + 1);
}

/** The days that proclamations moved or added. */
const MOVED: Readonly<Record<number, readonly string[]>> = { 2020: ['2020-05-04'], 2022: ['2022-05-30'] };
const ADDED: Readonly<Record<number, readonly string[]>> = {
  2020: ['2020-05-08'], // VE Day, 75 years
  2022: ['2022-06-02', '2022-06-03', '2022-09-19'], // spring holiday moved, Platinum Jubilee, State Funeral
  2023: ['2023-05-08'], // Coronation
};

/** The bank holidays for given days: the days themselves, or the next free weekday for those on a weekend. */
export function bankHolidaysOf(year: number): string[] {
  const easter = easterSunday(year);
  const ordinary = [
    ...inLieu([dayNumber(year, 1, 1)]),
    easter - 2,
    easter + 1,
    firstMonday(dayNumber(year, 5, 1)),
    firstMonday(dayNumber(year, 5, 25)),
    firstMonday(dayNumber(year, 8, 25)),
    ...inLieu([dayNumber(year, 12, 25), dayNumber(year, 12, 26)]),
  ].map((day) => isoDay(day));
  return [...ordinary.filter((date) => MOVED[year]?.includes(date) !== true), ...(ADDED[year] ?? [])].toSorted();
}

function firstMonday(from: DayNumber): DayNumber {
  return from + ((8 - weekday(from)) % 7);
}

/** Days kept on themselves, or for those on a weekend on the next weekday that is free. */
function inLieu(days: readonly DayNumber[]): DayNumber[] {
  const kept = days.filter((day) => weekday(day) % 6 !== 0);
  for (const day of days) {
    if (weekday(day) % 6 !== 0) continue;
    let next = day + 1;
    while (weekday(next) % 6 === 0 || kept.includes(next)) next += 1;
    kept.push(next);
  }
  return kept;
}

/** The instants at which summer time begins and ends in a year. */
export function clockChanges(year: number): { readonly forward: number; readonly back: number } {
  const lastSunday = (month: number, days: number): number => dayNumber(year, month, days) - weekday(dayNumber(year, month, days));
  return { forward: lastSunday(3, 31) * DAY_MS + HOUR_MS, back: lastSunday(10, 31) * DAY_MS + HOUR_MS };
}

export function summerTimeMs(instant: number): number {
  const { forward, back } = clockChanges(new Date(instant).getUTCFullYear());
  return instant >= forward && instant < back ? HOUR_MS : 0;
}

/** The local day of an instant, as a day number. */
export function localDay(instant: number): DayNumber {
  return Math.floor((instant + summerTimeMs(instant)) / DAY_MS);
}

/** The instant of a local hour outside the nights in which the clocks change. */
export function localHour(day: DayNumber, hour: number): number {
  const wall = day * DAY_MS + hour * HOUR_MS;
  return wall - summerTimeMs(wall - HOUR_MS / 2);
}

const holidays = new Map<number, ReadonlySet<string>>();

export function isWorkingDayByAlmanac(day: DayNumber): boolean {
  const date = isoDay(day);
  const year = Number(date.slice(0, 4));
  const known = holidays.get(year) ?? new Set(bankHolidaysOf(year));
  holidays.set(year, known);
  return weekday(day) % 6 !== 0 && !known.has(date);
}
