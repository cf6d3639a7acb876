import { failure, success, type Outcome } from '#libs/kernel';
import {
  BANK_HOLIDAYS_ENGLAND_AND_WALES, bankHolidayCalendar, checkClockRules, checkCutOffPolicy, checkEscalationChains, CLOCK_RULES,
  END_OF_WORKING_DAY, ESCALATION_CHAINS, HILLTOP_SCHOOL_TERMS, hubCalendar, NORTHMOOR_HUB_HOURS, NORTHSHIRE_HUB_HOURS, RIVERSIDE_SCHOOL_TERMS,
  schoolCalendar, type BankHolidayCalendar, type Calendars, type ClockRule, type CutOffPolicy, type EscalationChain, type EscalationRole,
  type HubCalendarData, type SchoolCalendarData,
} from '#libs/safeguarding';

import type { Agency, Partnership } from '../model/partnership.js';
import { checkContacts } from './check-contacts.js';
import type { PolicyProblem } from './policy-problem.js';

/** Rules, calendars, chains and who is who: what clocks are worked out with besides the facts. The same for everyone who counts. */
export interface ClockPolicy {
  readonly partnership: string;
  readonly rules: readonly ClockRule[];
  readonly chains: readonly EscalationChain[];
  agency(id: string): Pick<Agency, 'kind'> | undefined;
  /** For a clock that runs against an agency. A school's is that of its own terms; a local authority's that of a child educated at home. */
  calendarsOf(agency: string): Calendars;
  /** Who holds a role for a clock against an agency, as the partnership file has it: an opaque reference; null where it names nobody. */
  contactOf(agency: string, role: EscalationRole): string | null;
}

/** Local policy as data. Other data than that of the exchange is for tests. */
export interface PolicyData {
  readonly rules: readonly ClockRule[];
  readonly chains: readonly EscalationChain[];
  readonly cutOff: CutOffPolicy;
  readonly hubHours: readonly HubCalendarData[];
  readonly schoolTerms: readonly SchoolCalendarData[];
}

type Counted = Pick<Partnership, 'id' | 'agencies'>;
type Made<Value> = Outcome<Value, readonly PolicyProblem[]>;

const EXCHANGE_DATA: PolicyData = {
  rules: CLOCK_RULES,
  chains: ESCALATION_CHAINS,
  cutOff: END_OF_WORKING_DAY,
  hubHours: [NORTHSHIRE_HUB_HOURS, NORTHMOOR_HUB_HOURS],
  schoolTerms: [HILLTOP_SCHOOL_TERMS, RIVERSIDE_SCHOOL_TERMS],
};

/**
 * The one policy that the publisher tells due times by and that the deadline watch counts by.
 *
 * @returns every problem where data of the policy contradicts itself or leaves a hole: a wrong due time must not be possible.
 */
export function clockPolicy(partnership: Counted, data: PolicyData = EXCHANGE_DATA): Made<ClockPolicy> {
  const { id, agencies } = partnership;
  const bankHolidays = bankHolidayCalendar(BANK_HOLIDAYS_ENGLAND_AND_WALES);
  if (!bankHolidays.ok) return failure(within('bank-holidays', bankHolidays.error));
  const hubs = made(data.hubHours, (hours) => hubCalendar(hours, bankHolidays.value));
  const schools = made(data.schoolTerms, (terms) => schoolCalendar(terms, bankHolidays.value));
  const problems = [
    ...checkClockRules(data.rules, data.chains), ...checkEscalationChains(data.chains), ...checkCutOffPolicy(data.cutOff),
    ...checkIds(data), ...hubs.problems, ...schools.problems, ...checkHubHours(agencies, data), ...checkContacts(agencies, data),
  ];
  if (problems.length > 0) return failure(problems);
  const hubOf = new Map(hubs.values.map((hub) => [hub.id, hub]));
  const schoolOf = new Map(schools.values.map((school) => [school.urn, school]));
  const known = new Map(agencies.map((agency) => [agency.id, agency]));
  const otherwise = { bankHolidays: bankHolidays.value, cutOff: data.cutOff };
  const calendars = new Map(agencies.map((agency): [string, Calendars] => [agency.id, calendarsFor(agency, otherwise, { hubOf, schoolOf })]));
  return success({
    partnership: id,
    rules: data.rules,
    chains: data.chains,
    agency: (agency) => known.get(agency),
    calendarsOf: (agency) => calendars.get(agency) ?? otherwise,
    contactOf: (agency, role) => (role === 'referrer' ? null : known.get(agency)?.escalation[role] ?? null),
  });
}

interface Known {
  readonly hubOf: ReadonlyMap<string, NonNullable<Calendars['hub']>>;
  readonly schoolOf: ReadonlyMap<string, Extract<NonNullable<Calendars['school']>, { kind: 'enrolled' }>['calendar']>;
}

function calendarsFor(agency: Agency, always: { bankHolidays: BankHolidayCalendar; cutOff: CutOffPolicy }, { hubOf, schoolOf }: Known): Calendars {
  const hub = hubOf.get(hubHoursOf(agency));
  const terms = agency.urn === null ? undefined : schoolOf.get(agency.urn);
  return {
    ...always,
    ...(hub !== undefined && { hub }),
    ...(terms !== undefined && { school: { kind: 'enrolled', calendar: terms } }),
    ...(agency.kind === 'childrens-social-care' && { school: { kind: 'home-educated', localAuthority: agency.id } }),
  };
}

function hubHoursOf({ id, hubHours }: Agency): string {
  return hubHours ?? `hub-hours/${id}`;
}

/** A name that is nobody's calendar would leave the hub's clocks without a due time, and only the first red referral would show it. */
function checkHubHours(agencies: readonly Agency[], { hubHours }: PolicyData): PolicyProblem[] {
  const ids = new Set(hubHours.map(({ id }) => id));
  return agencies.flatMap((agency, index): PolicyProblem[] =>
    agency.hubHours === null || ids.has(agency.hubHours)
      ? []
      : [{ at: `agencies/${index}/hubHours`, message: `There is no calendar ${agency.hubHours} for ${agency.id}. Correct the name, or add the calendar to the hub calendars.` }]);
}

/** One id, one calendar: of two, one would silently never be used. */
function checkIds({ hubHours, schoolTerms }: PolicyData): PolicyProblem[] {
  return [...repeated('hub-hours', hubHours.map(({ id }) => id)), ...repeated('school-terms', schoolTerms.map(({ urn }) => urn))];
}

function repeated(at: string, ids: readonly string[]): PolicyProblem[] {
  return ids.flatMap((id, index) => (ids.indexOf(id) === index ? [] : [{ at: `${at}/${index}`, message: `Two calendars are for ${id}. Keep the one in force.` }]));
}

function made<Data extends { readonly id: string }, Value>(
  data: readonly Data[], make: (each: Data) => Made<Value>,
): { readonly values: readonly Value[]; readonly problems: readonly PolicyProblem[] } {
  const outcomes = data.map((each) => ({ each, outcome: make(each) }));
  return {
    values: outcomes.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : [])),
    problems: outcomes.flatMap(({ each, outcome }) => (outcome.ok ? [] : within(each.id, outcome.error))),
  };
}

function within(calendar: string, problems: readonly PolicyProblem[]): PolicyProblem[] {
  return problems.map(({ at, message }) => ({ at: `${calendar}/${at}`, message }));
}
