import { describe, expect, it } from '@jest/globals';

import { bankHolidays, northmoorHub, northshireHub, valueOf } from '../test-support/calendars.js';
import { NORTHSHIRE_HUB_HOURS } from '../test-support/northshire.js';
import { afterOpeningTime, hubCalendar, WEEKDAYS, type HubCalendarData, type OpeningHours, type Weekday } from './hub-calendar.js';
import { formatInstant } from './local-time.js';

const HOUR_MS = 3_600_000;
const week = (hours: readonly OpeningHours[]): HubCalendarData['week'] =>
  Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, hours])) as unknown as Record<Weekday, readonly OpeningHours[]>;
const neverCloses = valueOf(hubCalendar({ ...NORTHSHIRE_HUB_HOURS, week: week([{ from: '00:00', to: '24:00' }]), onBankHolidays: 'as-usual' }, bankHolidays));

describe('opening time of a hub', () => {
  it.each<[string, typeof northshireHub, string, number, boolean, string]>([
    ['within one day', northshireHub, '2026-05-20T09:00:00+01:00', 4, false, 'Wed 20 May 2026 13:00'],
    ['overnight', northshireHub, '2026-05-20T16:30:00+01:00', 4, false, 'Thu 21 May 2026 11:30'],
    ['used up exactly at closing', northshireHub, '2026-05-20T13:30:00+01:00', 4, false, 'Wed 20 May 2026 17:30'],
    ['over a bank holiday weekend', northshireHub, '2026-05-22T15:30:00+01:00', 4, false, 'Tue 26 May 2026 11:30'],
    ['red, past closing', northshireHub, '2026-05-20T16:30:00+01:00', 4, true, 'Wed 20 May 2026 20:30'],
    ['red, received at closing, begins when the hub opens', northshireHub, '2026-05-20T17:30:00+01:00', 4, true, 'Thu 21 May 2026 12:30'],
    ['red, received in the night', northshireHub, '2026-05-21T02:00:00+01:00', 4, true, 'Thu 21 May 2026 12:30'],
    ['on a Saturday morning, at the other hub', northmoorHub, '2026-05-23T09:00:00+01:00', 4, false, 'Sat 23 May 2026 14:00'],
    ['around a closure of the hub', northmoorHub, '2026-12-23T15:00:00Z', 4, false, 'Tue 29 Dec 2026 11:00'],
    ['at a hub that never closes, when the clocks go forward', neverCloses, '2026-03-28T22:00:00Z', 6, false, 'Sun 29 Mar 2026 05:00'],
  ])('%s', (_what, hub, since, hours, runsPast, expected) => {
    expect(formatInstant(valueOf(afterOpeningTime(hub, Date.parse(since), hours * HOUR_MS, runsPast)).at)).toBe(expected);
  });

  it('is refused if the calendar ends first', () => {
    expect(afterOpeningTime(northshireHub, Date.parse('2028-12-29T16:00:00Z'), 24 * HOUR_MS, false)).toMatchObject({ ok: false, error: { code: 'outside-coverage' } });
    expect(afterOpeningTime(northshireHub, Date.parse('2023-12-29T16:00:00Z'), HOUR_MS, true)).toMatchObject({ ok: false, error: { code: 'outside-coverage' } });
  });

  it('names the version of the hub\'s hours and of the bank holidays', () => {
    expect(northshireHub.version).toBe('1+2026-02-25');
  });
});

describe('opening hours with a fault', () => {
  it.each<[string, Partial<HubCalendarData>, string[]]>([
    ['a hub that is never open', { week: week([]) }, ['week incomplete']],
    ['closing before opening', { week: { ...NORTHSHIRE_HUB_HOURS.week, monday: [{ from: '17:00', to: '09:00' }] } }, ['week/monday/0 wrong-order']],
    ['hours that overlap', { week: { ...NORTHSHIRE_HUB_HOURS.week, monday: [{ from: '09:00', to: '13:00' }, { from: '12:00', to: '17:00' }] } }, ['week/monday/1 overlap']],
    ['no time of day', { week: { ...NORTHSHIRE_HUB_HOURS.week, monday: [{ from: '9am', to: '17:00' }] } }, ['week/monday/0 not-a-time']],
    ['a closure that does not exist', { closures: [{ date: '2026-02-30', name: 'Never' }] }, ['closures/0/date not-a-date']],
    ['more than the bank holidays cover', { coverage: { from: '2024-01-01', to: '2031-12-31' } }, ['coverage outside-coverage']],
  ])('are refused: %s', (_what, change, expected) => {
    const outcome = hubCalendar({ ...NORTHSHIRE_HUB_HOURS, ...change }, bankHolidays);
    expect(outcome.ok ? [] : outcome.error.map(({ at, code }) => `${at} ${code}`)).toEqual(expected);
  });
});
