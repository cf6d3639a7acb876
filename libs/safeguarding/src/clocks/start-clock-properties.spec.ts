import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { formatDay } from '../calendars/local-time.js';
import { bankHolidaysOf, clockChanges, dayNumber, isoDay, isWorkingDayByAlmanac, localDay, localHour, weekday } from '../test-support/almanac.js';
import { calendars, hilltop, ruleOf, started, valueOf } from '../test-support/calendars.js';
import type { Calendars } from './clock.js';
import { END_OF_WORKING_DAY } from '../test-support/northshire.js';
import type { ClockRule, ClockRuleId } from './rule.js';
import { startClock } from './start-clock.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEARS = [2024, 2025, 2026, 2027, 2028];
const FIRST = Date.UTC(2024, 0, 1, 12);
/** Far enough before the snapshot ends for 45 working days. */
const LAST = Date.UTC(2028, 9, 1);

const iso = (instant: number): string => new Date(instant).toISOString();
const anchors = (to = LAST, from = FIRST): fc.Arbitrary<number> => fc.integer({ min: from, max: to });
const dueOf = (rule: ClockRule, anchor: number, given: Calendars = calendars): number => Date.parse(valueOf(startClock(rule, iso(anchor), given)).dueAt);

/** The end of the n-th working day after the anchor's local day, counted day by day with the almanac. */
function workingDaysLater(anchor: number, days: number): number {
  let day = localDay(anchor);
  for (let left = days; left > 0;) {
    day += 1;
    if (isWorkingDayByAlmanac(day)) left -= 1;
  }
  return localHour(day, 17);
}

function isNorthshireOpen(instant: number): boolean {
  const day = localDay(instant);
  const time = instant - localHour(day, 0);
  return isWorkingDayByAlmanac(day) && time >= 8.5 * HOUR_MS && time < (weekday(day) === 5 ? 16.5 : 17.5) * HOUR_MS;
}

/** The same in steps of five minutes, with the almanac and Northshire's hours: 08:30 to 17:30, on Fridays to 16:30. */
function hubMinutesLater(anchor: number, minutes: number, runsPast: boolean): number {
  let now = anchor;
  for (let left = minutes, begun = false; left > 0; now += 5 * 60_000) {
    const runs: boolean = isNorthshireOpen(now) || (runsPast && begun);
    begun ||= runs;
    if (runs) left -= 5;
  }
  return now;
}

describe('ten thousand anchors, compared with a count day by day', () => {
  it.each<[ClockRuleId, number, number]>([['LA_ACK', 1, 10_000], ['STRATEGY_TO_ICPC', 15, 1_000], ['ASSESSMENT', 45, 1_000]])('%s, in working days', (id, days, numRuns) => {
    const rule = ruleOf(id);
    fc.assert(fc.property(anchors(), (anchor) => dueOf(rule, anchor) === workingDaysLater(anchor, days)), { numRuns });
  });

  it('real hours', () => {
    const rule = ruleOf('RETURN_INTERVIEW');
    fc.assert(fc.property(anchors(), (anchor) => dueOf(rule, anchor) === anchor + 72 * HOUR_MS), { numRuns: 10_000 });
  });
});

describe('hub hours, compared with a count in steps of five minutes', () => {
  it.each<[ClockRuleId, number, boolean]>([['HUB_RED', 240, true], ['HUB_AMBER', 1_440, false]])('%s', (id, minutes, runsPast) => {
    const rule = ruleOf(id);
    const fives = fc.integer({ min: FIRST / 300_000, max: LAST / 300_000 }).map((five) => five * 300_000);
    fc.assert(fc.property(fives, (anchor) => dueOf(rule, anchor) === hubMinutesLater(anchor, minutes, runsPast)), { numRuns: 60 });
  });
});

/** Every hour of the days around a day. */
function around(day: number): number[] {
  return Array.from({ length: 24 * 5 }, (_, hour) => (day - 2) * DAY_MS + hour * HOUR_MS);
}

describe.each(YEARS)('around the clock changes and bank holidays of %i', (year) => {
  const { forward, back } = clockChanges(year);
  const changes = [forward, back].map((instant) => Math.floor(instant / DAY_MS));
  const holidays = bankHolidaysOf(year).map((date) => dayNumber(year, Number(date.slice(5, 7)), Number(date.slice(8))));
  const hours = [...changes, ...holidays].flatMap((day) => around(day)).filter((anchor) => anchor >= FIRST && anchor < Date.UTC(2028, 11, 28));

  it('every hour is due as the almanac calculates', () => {
    const [ack, interview] = [ruleOf('LA_ACK'), ruleOf('RETURN_INTERVIEW')];
    const wrong = hours.filter((anchor) => dueOf(ack, anchor) !== workingDaysLater(anchor, 1) || dueOf(interview, anchor) !== anchor + 72 * HOUR_MS);
    expect(wrong.map((anchor) => iso(anchor))).toEqual([]);
  });

  it('every skipped bank holiday is named, and no other', () => {
    const wrong = hours.filter((anchor) => {
      const { explanation, dueAt } = started('LA_ACK', iso(anchor));
      const passed = holidays.filter((day) => day > localDay(anchor) && day < localDay(Date.parse(dueAt)));
      const named = holidays.filter((day) => explanation.includes(`${formatDay(isoDay(day))} `) && explanation.includes('bank holiday') && explanation.indexOf(`${formatDay(isoDay(day))} `) > explanation.indexOf(';'));
      return explanation.includes(';') ? named.join() !== passed.join() : passed.length > 0;
    });
    expect(wrong.map((anchor) => iso(anchor))).toEqual([]);
  });
});

describe('a later anchor', () => {
  const withCutOff: Calendars = { ...calendars, cutOffs: [{ ...END_OF_WORKING_DAY, cutOffAt: '16:00' }] };
  const atHilltop: Calendars = { ...calendars, school: { kind: 'enrolled', calendar: hilltop } };
  const atHome: Calendars = { ...calendars, school: { kind: 'home-educated', localAuthority: 'northshire-csc' } };
  const schoolYears = [Date.UTC(2025, 10, 8), Date.UTC(2027, 6, 1)] as const;

  it.each<[string, ClockRuleId, Calendars, readonly [number, number]]>([
    ['LA_ACK', 'LA_ACK', calendars, [FIRST, LAST]],
    ['LA_ACK with a cut-off', 'LA_ACK', withCutOff, [FIRST, LAST]],
    ['ASSESSMENT', 'ASSESSMENT', calendars, [FIRST, LAST]],
    ['RETURN_INTERVIEW', 'RETURN_INTERVIEW', calendars, [FIRST, LAST]],
    ['HUB_RED', 'HUB_RED', calendars, [FIRST, LAST]],
    ['HUB_AMBER', 'HUB_AMBER', calendars, [FIRST, LAST]],
    ['HUB_GREEN', 'HUB_GREEN', calendars, [FIRST, LAST]],
    ['SCHOOL_NOTICE at school', 'SCHOOL_NOTICE', atHilltop, schoolYears],
    ['SCHOOL_NOTICE at home', 'SCHOOL_NOTICE', atHome, schoolYears],
    ['CHASE', 'CHASE', calendars, [FIRST, LAST]],
  ])('is never due earlier: %s', (_what, id, given, [from, to]) => {
    const rule = ruleOf(id);
    // More often days apart than years, because days show an error in the order.
    const later = fc.oneof(fc.nat(4 * DAY_MS), fc.nat(60 * DAY_MS));
    fc.assert(
      fc.property(anchors(to, from), later, (anchor, delay) => dueOf(rule, anchor, given) <= dueOf(rule, Math.min(anchor + delay, to), given)),
      { numRuns: 250 },
    );
  });
});

describe('any clock', () => {
  it('is due after its anchor, with its warnings in order in between', () => {
    fc.assert(
      fc.property(anchors(), fc.constantFrom<ClockRuleId>('LA_ACK', 'STRATEGY_TO_ICPC', 'RETURN_INTERVIEW', 'HUB_RED', 'HUB_AMBER', 'HUB_GREEN'), (anchor, id) => {
        const { anchorAt, dueAt, warnings } = started(id, iso(anchor));
        const times = [anchorAt, ...warnings.map(({ at }) => at), dueAt];
        expect(times).toEqual(times.toSorted());
        expect(new Set(times).size).toBe(4);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same clock for one instant, however it is written', () => {
    fc.assert(
      fc.property(anchors(), (anchor) => {
        const elsewhere = `${iso(anchor + 5.5 * HOUR_MS).slice(0, -1)}+05:30`;
        expect(started('LA_ACK', elsewhere)).toEqual(started('LA_ACK', iso(anchor)));
      }),
      { numRuns: 100 },
    );
  });
});
