import { describe, expect, it } from '@jest/globals';

import type { LocalPolicy } from '../model/local-policy.js';
import type { Agency } from '../model/partnership.js';
import { northshire } from '../test-support/northshire.js';
import { clockPolicy } from './clock-policy.js';
import { describePolicyProblem } from './policy-problem.js';

const data: LocalPolicy = northshire.localPolicy;
const [hubHours] = data.hubHours;
const [hubVersion] = hubHours?.versions ?? [];
const [terms] = data.schoolTerms;
const [termsVersion] = terms?.versions ?? [];
if (hubHours === undefined || hubVersion === undefined || terms === undefined || termsVersion === undefined) throw new Error('the demonstration partnership has no calendars');
const hub: Agency = {
  id: 'northshire-csc', name: 'Northshire Council', kind: 'childrens-social-care', areas: [], urn: null, hubHours: 'hub-hours/northshire-csc',
  escalation: { 'duty-contact': 'csc-duty-01', manager: 'csc-manager-01', 'partnership-lead': 'nsp-lead-01' },
};

function problems(agency: Partial<Agency>, changes: Partial<LocalPolicy> = {}): readonly string[] {
  const policy = clockPolicy({ id: 'northshire', agencies: [{ ...hub, ...agency }], localPolicy: { ...data, ...changes } });
  return policy.ok ? [] : policy.error.map((problem) => describePolicyProblem(problem));
}

describe('the policy of a partnership\'s clocks', () => {
  it('comes from its files: hub hours by name, and contacts by role', () => {
    const policy = clockPolicy({ id: 'northshire', agencies: [{ ...hub, id: 'other-hub' }], localPolicy: data });
    expect(policy.ok && policy.value.calendarsOf('other-hub').hub?.id).toBe('hub-hours/northshire-csc');
    expect(policy.ok && ['duty-contact', 'manager', 'referrer', 'partnership-lead'].map((role) => policy.value.contactOf('other-hub', role as 'manager')))
      .toEqual(['csc-duty-01', 'csc-manager-01', null, 'nsp-lead-01']);
  });

  it.each<[string, Partial<Agency>, Partial<LocalPolicy>, string]>([
    ['opening hours without a calendar', { hubHours: 'hub-hours/northsire-csc' }, {}, 'partnership/agencies/0/hubHours: There is no calendar hub-hours/northsire-csc for northshire-csc. '],
    ['two calendars for one hub', {}, { hubHours: [hubHours, hubHours] }, 'hub-hours/northshire-csc: Another calendar has the id hub-hours/northshire-csc too.'],
    ['two calendars for one school', {}, { schoolTerms: [terms, terms] }, 'school-terms/142001: Another calendar has the id school-terms/142001 too.'],
    ['a gap in the contacts', { escalation: { 'duty-contact': 'csc-duty-01', 'partnership-lead': 'nsp-lead-01' } }, {}, 'partnership/agencies/0/escalation: northshire-csc names contacts, but none as manager, '],
    ['one person in two roles', { escalation: { ...hub.escalation, manager: 'csc-duty-01' } }, {}, 'partnership/agencies/0/escalation: northshire-csc has one person in two roles, '],
    ['terms with a gap', {}, { schoolTerms: [{ ...terms, versions: [{ ...termsVersion, periods: termsVersion.periods.filter((_, index) => index !== 3) }] }] }, 'school-terms/142001/versions/0/periods/3/from: '],
    ['opening hours that overlap', {}, { hubHours: [{ ...hubHours, versions: [{ ...hubVersion, week: { ...hubVersion.week, monday: [{ from: '09:00', to: '12:00' }, { from: '11:00', to: '17:00' }] } }] }] }, 'hub-hours/northshire-csc/versions/0/week/monday/1'],
    ['two versions of a rule on one day', {}, { limits: [...data.limits, ...data.limits.slice(0, 1)] }, 'Two versions of this rule are in force on one day.'],
    ['a chain without a step', {}, { chains: data.chains.map((chain) => ({ ...chain, steps: [] })) }, 'clocks/escalationChains/0/steps: A chain needs at least one step.'],
  ])('is refused with %s, at its position', (_, agency, changes, message) => {
    expect(problems({}).length).toBe(0);
    expect(problems(agency, changes).join('\n')).toContain(message);
  });

  it('uses the last version of a calendar for new clocks, and keeps the earlier ones', () => {
    const later = { ...hubVersion, version: '2', week: { ...hubVersion.week, monday: [{ from: '10:00', to: '17:30' }] } };
    const policy = clockPolicy({ id: 'northshire', agencies: [hub], localPolicy: { ...data, hubHours: [{ ...hubHours, versions: [hubVersion, later] }] } });
    expect(policy.ok && policy.value.calendarsOf(hub.id).hub?.version.split('+')[0]).toBe('2');
    expect(policy.ok && [...policy.value.calendarVersions.get('hub-hours/northshire-csc') ?? []]).toEqual(['1', '2']);
  });

  it.each<[string, Partial<Agency>, string | undefined]>([
    ['by its number', { urn: '142001' }, 'school-terms/142001'],
    ['by a number that it had before, because running clocks name the calendar by it', { urn: '150001', formerUrns: ['142001'] }, 'school-terms/142001'],
    ['by its number first, where another file has the former one', { urn: '142002', formerUrns: ['142001'] }, 'school-terms/142002'],
    ['and not by those of another school', { urn: '150001', formerUrns: ['150000'] }, undefined],
  ])('finds the terms of a school %s', (_, numbers, calendar) => {
    const school: Agency = { ...hub, id: 'village-school', kind: 'school', hubHours: null, ...numbers };
    const policy = clockPolicy({ id: 'northshire', agencies: [school], localPolicy: data });
    const terms = policy.ok ? policy.value.calendarsOf('village-school').school : undefined;
    expect(terms?.kind === 'enrolled' ? terms.calendar.id : undefined).toBe(calendar);
  });

  it('accepts an agency without contacts: it is called by its role, and finds the person itself', () => {
    expect(problems({ escalation: {} })).toEqual([]);
  });
});
