import { WEEKDAYS, type Coverage, type HubCalendarData, type SchoolCalendarData, type SchoolPeriod } from '#libs/safeguarding';

import type { CalendarVersions } from '../model/local-policy.js';
import { HUB_HOURS, TIME_OF_DAY, URN, type Reader } from './reader.js';

type ReadCalendar =
  | { readonly kind: 'hub-hours'; readonly calendar: CalendarVersions<HubCalendarData> }
  | { readonly kind: 'school-terms'; readonly calendar: CalendarVersions<SchoolCalendarData> };

/** Reads the shape of a file with the opening hours of a hub or the terms of a school. */
export function readCalendar(file: Reader): ReadCalendar {
  const head = file.section('kind', 'id?', 'urn?', 'versions');
  return head('kind').oneOf(['hub-hours', 'school-terms']) === 'hub-hours'
    ? { kind: 'hub-hours', calendar: readHubHours(file) }
    : { kind: 'school-terms', calendar: readSchoolTerms(file) };
}

function readHubHours(file: Reader): CalendarVersions<HubCalendarData> {
  const at = file.section('kind', 'id', 'versions');
  const id = at('id').text(HUB_HOURS);
  return {
    id,
    versions: at('versions').list((item) => {
      const version = item.section('version', 'source', 'coverage', 'week', 'onBankHolidays', 'closures?');
      const week = version('week').section(...WEEKDAYS.map((day) => `${day}?`));
      return {
        id,
        version: String(version('version').count()),
        source: { title: version('source').text(), confidence: 'published' },
        coverage: readPeriod(version('coverage')),
        week: {
          sunday: readHours(week('sunday')), monday: readHours(week('monday')), tuesday: readHours(week('tuesday')),
          wednesday: readHours(week('wednesday')), thursday: readHours(week('thursday')), friday: readHours(week('friday')),
          saturday: readHours(week('saturday')),
        },
        onBankHolidays: version('onBankHolidays').oneOf(['closed', 'as-usual']),
        closures: version('closures').list(readClosure),
      };
    }),
  };
}

function readSchoolTerms(file: Reader): CalendarVersions<SchoolCalendarData> {
  const at = file.section('kind', 'urn', 'versions');
  const urn = at('urn').text(URN);
  const id = `school-terms/${urn}`;
  return {
    id,
    versions: at('versions').list((item) => {
      const version = item.section('version', 'source', 'startsAt', 'coverage', 'periods', 'closures?');
      return {
        id,
        urn,
        version: String(version('version').count()),
        source: { title: version('source').text(), confidence: 'published' },
        startsAt: version('startsAt').text(TIME_OF_DAY),
        coverage: readPeriod(version('coverage')),
        periods: version('periods').list(readSchoolPeriod),
        closures: version('closures').list(readClosure),
      };
    }),
  };
}

function readSchoolPeriod(item: Reader): SchoolPeriod {
  const at = item.section('term?', 'holiday?', 'from', 'to');
  const isTerm = !at('term').isAbsent();
  if (!item.isAbsent() && isTerm !== at('holiday').isAbsent()) item.fail('Name it as a term or as a holiday, one of the two.');
  return { kind: isTerm ? 'term' : 'holiday', name: at(isTerm ? 'term' : 'holiday').text(), from: at('from').date(), to: at('to').date() };
}

function readPeriod(item: Reader): Coverage {
  const at = item.section('from', 'to');
  return { from: at('from').date(), to: at('to').date() };
}

function readHours(item: Reader): HubCalendarData['week']['monday'] {
  return item.list((hours) => {
    const at = hours.section('from', 'to');
    return { from: at('from').text(TIME_OF_DAY), to: at('to').text(TIME_OF_DAY) };
  });
}

function readClosure(item: Reader): HubCalendarData['closures'][number] {
  const at = item.section('date', 'name');
  return { date: at('date').date(), name: at('name').text() };
}
