import type { Agency, Partnership } from '#libs/agreements';
import { StartRefused } from '#libs/http-api';
import type { Outcome } from '#libs/kernel';
import {
  BANK_HOLIDAYS_ENGLAND_AND_WALES,
  bankHolidayCalendar,
  checkClockRules,
  checkCutOffPolicy,
  checkEscalationChains,
  CLOCK_RULES,
  END_OF_WORKING_DAY,
  ESCALATION_CHAINS,
  HILLTOP_SCHOOL_TERMS,
  hubCalendar,
  NORTHMOOR_HUB_HOURS,
  NORTHSHIRE_HUB_HOURS,
  RIVERSIDE_SCHOOL_TERMS,
  schoolCalendar,
  type Calendars,
  type ClockRule,
  type EscalationChain,
} from '#libs/safeguarding';

/** Hours and terms of the partnership's own organisations: local policy, as data of libs/safeguarding. */
const HUB_HOURS = [NORTHSHIRE_HUB_HOURS, NORTHMOOR_HUB_HOURS];
const SCHOOL_TERMS = [HILLTOP_SCHOOL_TERMS, RIVERSIDE_SCHOOL_TERMS];

/** Rules, calendars, chains and who is who: what clocks are worked out with besides the facts. */
export interface ClockPolicy {
  readonly partnership: string;
  readonly rules: readonly ClockRule[];
  readonly chains: readonly EscalationChain[];
  agency(id: string): Pick<Agency, 'kind'> | undefined;
  /** For a clock that runs against an agency. A school's is that of its own terms; a local authority's that of a child educated at home. */
  calendarsOf(agency: string): Calendars;
}

/** @throws StartRefused when data of the policy contradicts itself: a wrong due time must not be possible. */
export function clockPolicy({ id, agencies }: Pick<Partnership, 'id' | 'agencies'>): ClockPolicy {
  const problems = [
    ...checkClockRules(CLOCK_RULES, ESCALATION_CHAINS), ...checkEscalationChains(ESCALATION_CHAINS), ...checkCutOffPolicy(END_OF_WORKING_DAY),
  ];
  if (problems.length > 0) throw refused(problems);
  const bankHolidays = valid(bankHolidayCalendar(BANK_HOLIDAYS_ENGLAND_AND_WALES));
  const hubs = new Map(HUB_HOURS.map((hours) => [hours.id, valid(hubCalendar(hours, bankHolidays))]));
  const schools = new Map(SCHOOL_TERMS.map((terms) => [terms.urn, valid(schoolCalendar(terms, bankHolidays))]));
  const known = new Map(agencies.map((agency) => [agency.id, agency]));
  const calendars = new Map(agencies.map((agency): [string, Calendars] => {
    const hub = hubs.get(agency.hubHours ?? `hub-hours/${agency.id}`);
    const terms = agency.urn === null ? undefined : schools.get(agency.urn);
    const isAuthority = agency.kind === 'childrens-social-care';
    return [agency.id, {
      bankHolidays,
      cutOff: END_OF_WORKING_DAY,
      ...(hub !== undefined && { hub }),
      ...(terms !== undefined && { school: { kind: 'enrolled', calendar: terms } }),
      ...(isAuthority && { school: { kind: 'home-educated', localAuthority: agency.id } }),
    }];
  }));
  return {
    partnership: id,
    rules: CLOCK_RULES,
    chains: ESCALATION_CHAINS,
    agency: (agency) => known.get(agency),
    calendarsOf: (agency) => calendars.get(agency) ?? { bankHolidays, cutOff: END_OF_WORKING_DAY },
  };
}

function valid<Value>(made: Outcome<Value, readonly { readonly at: string; readonly message: string }[]>): Value {
  if (!made.ok) throw refused(made.error);
  return made.value;
}

function refused(problems: readonly { readonly at: string; readonly message: string }[]): StartRefused {
  return new StartRefused(`the rules or calendars of its clocks are not usable.\n${problems.map(({ at, message }) => `  ${at}: ${message}`).join('\n')}`);
}
