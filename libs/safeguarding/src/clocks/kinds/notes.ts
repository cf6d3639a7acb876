import { formatDate, formatDay, nextClockChange, offsetAt, type LocalDate } from '../../calendars/local-time.js';

/** `one working day`, `15 working days`. */
export function counted(count: number, unit: string): string {
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}

/** `Fri 3 Apr and Mon 6 Apr are bank holidays`; nothing for an empty list. The year is named if it differs from the anchor's. */
export function bankHolidayNote(dates: readonly LocalDate[], anchorYear: string): string[] {
  if (dates.length === 0) return [];
  const names = dates.map((date) => day(date, anchorYear));
  return [names.length === 1 ? `${names.join('')} is a bank holiday` : `${listed(names)} are bank holidays`];
}

export function day(date: LocalDate, anchorYear: string): string {
  return date.startsWith(anchorYear) ? formatDay(date) : formatDate(date);
}

/** The clock change between two instants, because without it the local hours do not add up. */
export function clockChangeNote(from: number, to: number): string[] {
  const change = offsetAt(to) - offsetAt(from);
  return change === 0 ? [] : [`the clocks go ${change > 0 ? 'forward' : 'back'} on ${formatDay(nextClockChange(from))}`];
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
