import type { HubCalendarData, OpeningHours } from '../hub-calendar.js';
import type { SchoolCalendarData, SchoolPeriod } from '../school-calendar.js';

// Calendars of the fictional Northshire partnership: local policy, for demonstration and tests. A real partnership gives
// its own in the same shape. When a hub or a school changes its times, a new version is added; the old one stays for the
// clocks that were started with it.

const OFFICE_HOURS: readonly OpeningHours[] = [{ from: '08:30', to: '17:30' }];

export const NORTHSHIRE_HUB_HOURS: HubCalendarData = {
  id: 'hub-hours/northshire-csc',
  version: '1',
  source: { title: 'Northshire multi-agency safeguarding hub, operating hours (fictional)', confidence: 'published' },
  coverage: { from: '2024-01-01', to: '2028-12-31' },
  week: {
    monday: OFFICE_HOURS,
    tuesday: OFFICE_HOURS,
    wednesday: OFFICE_HOURS,
    thursday: OFFICE_HOURS,
    friday: [{ from: '08:30', to: '16:30' }],
    saturday: [],
    sunday: [],
  },
  onBankHolidays: 'closed',
  closures: [],
};

export const NORTHMOOR_HUB_HOURS: HubCalendarData = {
  id: 'hub-hours/northmoor-csc',
  version: '1',
  source: { title: 'Northmoor children\'s social care, operating hours (fictional)', confidence: 'published' },
  coverage: { from: '2024-01-01', to: '2028-12-31' },
  week: {
    monday: [{ from: '09:00', to: '17:00' }],
    tuesday: [{ from: '09:00', to: '17:00' }],
    wednesday: [{ from: '09:00', to: '17:00' }],
    thursday: [{ from: '09:00', to: '17:00' }],
    friday: [{ from: '09:00', to: '17:00' }],
    saturday: [{ from: '10:00', to: '14:00' }],
    sunday: [],
  },
  onBankHolidays: 'closed',
  // It opens on Saturdays, so it has to name the holidays that fall on one: the bank holiday is then another day.
  closures: [
    { date: '2026-12-24', name: 'Christmas closure' },
    { date: '2026-12-26', name: 'Boxing Day' },
    { date: '2027-12-25', name: 'Christmas Day' },
    { date: '2028-01-01', name: 'New Year\'s Day' },
  ],
};

const term = (name: string, from: string, to: string): SchoolPeriod => ({ kind: 'term', name, from, to });
const holiday = (name: string, from: string, to: string): SchoolPeriod => ({ kind: 'holiday', name, from, to });

/** Its half-term of May 2026 is the week of the bank holiday: back on Mon 1 June. */
export const HILLTOP_SCHOOL_TERMS: SchoolCalendarData = {
  id: 'school-terms/142001',
  version: '1',
  urn: '142001',
  source: { title: 'Hilltop School, term dates 2025/26 and 2026/27 (fictional)', confidence: 'published' },
  startsAt: '08:45',
  coverage: { from: '2025-09-01', to: '2027-08-31' },
  periods: [
    term('autumn term', '2025-09-01', '2025-10-24'),
    holiday('half-term', '2025-10-25', '2025-11-02'),
    term('autumn term', '2025-11-03', '2025-12-19'),
    holiday('Christmas holiday', '2025-12-20', '2026-01-04'),
    term('spring term', '2026-01-05', '2026-02-13'),
    holiday('half-term', '2026-02-14', '2026-02-22'),
    term('spring term', '2026-02-23', '2026-03-27'),
    holiday('Easter holiday', '2026-03-28', '2026-04-12'),
    term('summer term', '2026-04-13', '2026-05-22'),
    holiday('half-term', '2026-05-23', '2026-05-31'),
    term('summer term', '2026-06-01', '2026-07-21'),
    holiday('summer holiday', '2026-07-22', '2026-08-31'),
    term('autumn term', '2026-09-01', '2026-10-23'),
    holiday('half-term', '2026-10-24', '2026-11-01'),
    term('autumn term', '2026-11-02', '2026-12-18'),
    holiday('Christmas holiday', '2026-12-19', '2027-01-03'),
    term('spring term', '2027-01-04', '2027-02-12'),
    holiday('half-term', '2027-02-13', '2027-02-21'),
    term('spring term', '2027-02-22', '2027-03-25'),
    holiday('Easter holiday', '2027-03-26', '2027-04-11'),
    term('summer term', '2027-04-12', '2027-05-28'),
    holiday('half-term', '2027-05-29', '2027-06-06'),
    term('summer term', '2027-06-07', '2027-07-21'),
    holiday('summer holiday', '2027-07-22', '2027-08-31'),
  ],
  closures: [
    { date: '2025-09-01', name: 'staff training day' },
    { date: '2026-01-05', name: 'staff training day' },
    { date: '2026-09-01', name: 'staff training day' },
    { date: '2027-01-04', name: 'staff training day' },
  ],
};

/** Its half-term of May 2026 is a week earlier: back on Tue 26 May, the day after the bank holiday. */
export const RIVERSIDE_SCHOOL_TERMS: SchoolCalendarData = {
  id: 'school-terms/142002',
  version: '1',
  urn: '142002',
  source: { title: 'Riverside School, term dates 2025/26 and 2026/27 (fictional)', confidence: 'published' },
  startsAt: '08:30',
  coverage: { from: '2025-09-01', to: '2027-08-31' },
  periods: [
    holiday('summer holiday', '2025-09-01', '2025-09-02'),
    term('autumn term', '2025-09-03', '2025-10-17'),
    holiday('half-term', '2025-10-18', '2025-10-26'),
    term('autumn term', '2025-10-27', '2025-12-19'),
    holiday('Christmas holiday', '2025-12-20', '2026-01-05'),
    term('spring term', '2026-01-06', '2026-02-13'),
    holiday('half-term', '2026-02-14', '2026-02-22'),
    term('spring term', '2026-02-23', '2026-04-02'),
    holiday('Easter holiday', '2026-04-03', '2026-04-19'),
    term('summer term', '2026-04-20', '2026-05-15'),
    holiday('half-term', '2026-05-16', '2026-05-24'),
    term('summer term', '2026-05-25', '2026-07-22'),
    holiday('summer holiday', '2026-07-23', '2026-09-02'),
    term('autumn term', '2026-09-03', '2026-10-16'),
    holiday('half-term', '2026-10-17', '2026-10-25'),
    term('autumn term', '2026-10-26', '2026-12-18'),
    holiday('Christmas holiday', '2026-12-19', '2027-01-04'),
    term('spring term', '2027-01-05', '2027-02-12'),
    holiday('half-term', '2027-02-13', '2027-02-21'),
    term('spring term', '2027-02-22', '2027-03-24'),
    holiday('Easter holiday', '2027-03-25', '2027-04-11'),
    term('summer term', '2027-04-12', '2027-05-28'),
    holiday('half-term', '2027-05-29', '2027-06-06'),
    term('summer term', '2027-06-07', '2027-07-21'),
    holiday('summer holiday', '2027-07-22', '2027-08-31'),
  ],
  closures: [{ date: '2026-06-26', name: 'staff training day' }],
};
