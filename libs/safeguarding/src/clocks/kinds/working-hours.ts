import { failure, success } from '#libs/kernel';

import { afterOpeningTime } from '../../calendars/hub-calendar.js';
import { formatDay, formatZonedInstant, toLocalTime } from '../../calendars/local-time.js';
import type { Calendars } from '../clock.js';
import type { WorkingHoursRule } from '../rule.js';
import { bankHolidayNote, clockChangeNote, counted, day } from './notes.js';
import type { TimingOutcome } from './timing.js';

const HOUR_MS = 3_600_000;

/** Opening hours of the hub. A clock that starts while the hub is closed runs from the next opening. */
export function workingHours(rule: WorkingHoursRule, anchor: number, { hub }: Calendars): TimingOutcome {
  if (hub === undefined)
    return failure({ code: 'calendar-missing', message: `The rule ${rule.id} needs the opening hours of the hub.` });
  const limit = rule.limitHours * HOUR_MS;
  const worked = afterOpeningTime(hub, anchor, limit, rule.runsPastClosing);
  if (!worked.ok) return worked;
  const warnings: number[] = [];
  for (const fraction of rule.warnAt) {
    const warned = afterOpeningTime(hub, anchor, Math.round(limit * fraction), rule.runsPastClosing);
    if (!warned.ok) return warned;
    warnings.push(warned.value.at);
  }
  const { at: due, startedAt, closedOn } = worked.value;
  const withinHours = afterOpeningTime(hub, anchor, limit, false);
  const ranPastClosing = rule.runsPastClosing && !(withinHours.ok && withinHours.value.at === due);
  const year = toLocalTime(anchor).date.slice(0, 4);
  return success({
    due,
    warnings,
    calendar: { id: hub.id, version: hub.version },
    cutOff: null,
    limit: `${counted(rule.limitHours, 'hub hour')} after`,
    notes: [
      ...(startedAt === anchor ? [] : [`the hub was closed and opens ${formatZonedInstant(startedAt)}`]),
      ...bankHolidayNote(
        closedOn.filter(({ bankHoliday }) => bankHoliday).map(({ date }) => date),
        year,
      ),
      ...closedOn
        .filter(({ bankHoliday }) => !bankHoliday)
        .map(({ date, name }) => `the hub is closed on ${day(date, year)} (${name})`),
      ...(ranPastClosing
        ? [`it runs on past closing on ${formatDay(toLocalTime(startedAt).date)}`, ...clockChangeNote(startedAt, due)]
        : []),
    ],
  });
}
