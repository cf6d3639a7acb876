import { failure, success, type Outcome } from '#libs/kernel';
import {
  BANK_HOLIDAYS_ENGLAND_AND_WALES, bankHolidayCalendar, hubCalendar, hubRule, NATIONAL_RULES, noHolderRule, schoolCalendar,
  type CalendarProblem, type Calendars, type ClockRule, type EscalationChain, type EscalationRole, type HubCalendar, type SchoolCalendar,
} from '#libs/safeguarding';

import type { CalendarVersions } from '../model/local-policy.js';
import { urnsOf, type Agency, type Partnership } from '../model/partnership.js';
import { checkContacts } from './check-contacts.js';
import { checkCalendars, checkHubHours, checkLocalPolicy, inCalendarFile } from './check-local-policy.js';
import type { PolicyProblem } from './policy-problem.js';

/**
 * Everything except the facts that a clock's calculation needs: the law's rules, the partnership's local policy, its calendars
 * and its contacts. The publisher and the deadline watch use the same policy.
 */
export interface ClockPolicy {
  readonly partnership: string;
  readonly rules: readonly ClockRule[];
  readonly chains: readonly EscalationChain[];
  /** The versions in the calendars' files, by id of the calendar: every version with which a clock can have been started. */
  readonly calendarVersions: ReadonlyMap<string, ReadonlySet<string>>;
  agency(id: string): Pick<Agency, 'kind' | 'areas'> | undefined;
  /**
   * The calendars for a clock against an agency: its hub's hours, its school's terms; for a local authority, those of a child
   * educated at home.
   */
  calendarsOf(agency: string): Calendars;
  /** The contact of a role for a clock against an agency: an opaque reference, or null if the partnership file names none. */
  contactOf(agency: string, role: EscalationRole): string | null;
}

type PolicySource = Pick<Partnership, 'id' | 'agencies' | 'localPolicy'>;

/** @returns every contradiction and every gap of the data, because a wrong due time must not be possible. */
export function clockPolicy({ id, agencies, localPolicy }: PolicySource): Outcome<ClockPolicy, readonly PolicyProblem[]> {
  const bankHolidays = bankHolidayCalendar(BANK_HOLIDAYS_ENGLAND_AND_WALES);
  if (!bankHolidays.ok) throw new Error('the bank holidays that the exchange comes with are not in order: a bug');
  const hubs = inUse(localPolicy.hubHours, (hours) => hubCalendar(hours, bankHolidays.value));
  const schools = inUse(localPolicy.schoolTerms, (terms) => schoolCalendar(terms, bankHolidays.value));
  const calendars = [...localPolicy.hubHours, ...localPolicy.schoolTerms];
  const problems = [
    ...checkLocalPolicy(localPolicy), ...checkCalendars(calendars), ...hubs.problems, ...schools.problems,
    ...checkHubHours(agencies, localPolicy), ...checkContacts(agencies, localPolicy),
  ];
  if (problems.length > 0) return failure(problems);
  const known = new Map(agencies.map((agency) => [agency.id, agency]));
  const otherwise = { bankHolidays: bankHolidays.value, cutOffs: localPolicy.cutOffs };
  const ofAgency = new Map(agencies.map((agency): [string, Calendars] => [agency.id, { ...otherwise, ...ownCalendars(agency, hubs.byId, schools.byId) }]));
  return success({
    partnership: id,
    rules: [...NATIONAL_RULES, ...localPolicy.limits.map((limit) => hubRule(limit)), ...localPolicy.noHolder.map((policy) => noHolderRule(policy))],
    chains: localPolicy.chains,
    calendarVersions: new Map(calendars.map((calendar) => [calendar.id, new Set(calendar.versions.map(({ version }) => version))])),
    agency: (agency) => known.get(agency),
    calendarsOf: (agency) => ofAgency.get(agency) ?? otherwise,
    contactOf: (agency, role) => (role === 'referrer' ? null : known.get(agency)?.escalation[role] ?? null),
  });
}

function ownCalendars(agency: Agency, hubs: ReadonlyMap<string, HubCalendar>, schools: ReadonlyMap<string, SchoolCalendar>): Partial<Calendars> {
  const hub = hubs.get(agency.hubHours ?? `hub-hours/${agency.id}`);
  const terms = termsIn(agency, (id) => schools.get(id));
  return {
    ...(hub !== undefined && { hub }),
    ...(terms !== undefined && { school: { kind: 'enrolled', calendar: terms } }),
    ...(agency.kind === 'childrens-social-care' && { school: { kind: 'home-educated', localAuthority: agency.id } }),
  };
}

/**
 * The terms of a school, by its present URN or else by a former one. The file of the terms keeps its number when the school gets
 * another one, because running clocks name the calendar by it.
 */
export function termsIn<Terms>(school: Pick<Agency, 'urn' | 'formerUrns'>, find: (id: string) => Terms | undefined): Terms | undefined {
  return urnsOf(school).map((urn) => find(`school-terms/${urn}`)).find((terms) => terms !== undefined);
}

/** Checks all versions of the calendars, and returns the last one of each. */
function inUse<Data, Calendar>(
  calendars: readonly CalendarVersions<Data>[],
  make: (data: Data) => Outcome<Calendar, readonly CalendarProblem[]>,
): { readonly byId: ReadonlyMap<string, Calendar>; readonly problems: readonly PolicyProblem[] } {
  const byId = new Map<string, Calendar>();
  const problems = calendars.flatMap(({ id, versions }) => versions.flatMap((data, index) => {
    const made = make(data);
    if (made.ok) byId.set(id, made.value);
    return made.ok ? [] : inCalendarFile(id, index, made.error);
  }));
  return { byId, problems };
}
