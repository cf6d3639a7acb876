import { describe, expect, it } from '@jest/globals';

import { CLOCK_RULES, END_OF_WORKING_DAY, ESCALATION_CHAINS, HILLTOP_SCHOOL_TERMS, NORTHSHIRE_HUB_HOURS } from '#libs/safeguarding';

import type { Agency } from '../model/partnership.js';
import { clockPolicy, type PolicyData } from './clock-policy.js';

const data: PolicyData = {
  rules: CLOCK_RULES, chains: ESCALATION_CHAINS, cutOff: END_OF_WORKING_DAY, hubHours: [NORTHSHIRE_HUB_HOURS], schoolTerms: [HILLTOP_SCHOOL_TERMS],
};
const hub: Agency = {
  id: 'northshire-csc', name: 'Northshire Council', kind: 'childrens-social-care', areas: [], urn: null, hubHours: 'hub-hours/northshire-csc',
  escalation: { 'duty-contact': 'csc-duty-01', manager: 'csc-manager-01', 'partnership-lead': 'nsp-lead-01' },
};

function problems(agency: Partial<Agency>, changes: Partial<PolicyData> = {}): readonly string[] {
  const policy = clockPolicy({ id: 'northshire', agencies: [{ ...hub, ...agency }] }, { ...data, ...changes });
  return policy.ok ? [] : policy.error.map(({ at, message }) => `${at}: ${message}`);
}

describe('the policy that clocks are counted by', () => {
  it('is the partnership\'s: hub hours by the name in its file, and who is called by role', () => {
    const policy = clockPolicy({ id: 'northshire', agencies: [{ ...hub, id: 'other-hub' }] }, data);
    expect(policy.ok && policy.value.calendarsOf('other-hub').hub?.id).toBe('hub-hours/northshire-csc');
    expect(policy.ok && ['duty-contact', 'manager', 'referrer', 'partnership-lead'].map((role) => policy.value.contactOf('other-hub', role as 'manager')))
      .toEqual(['csc-duty-01', 'csc-manager-01', null, 'nsp-lead-01']);
  });

  it.each<[string, Partial<Agency>, Partial<PolicyData>, string]>([
    ['opening hours that nobody has given', { hubHours: 'hub-hours/northsire-csc' }, {}, 'agencies/0/hubHours: There is no calendar hub-hours/northsire-csc for northshire-csc. '],
    ['two calendars for one hub', {}, { hubHours: [NORTHSHIRE_HUB_HOURS, NORTHSHIRE_HUB_HOURS] }, 'hub-hours/1: Two calendars are for hub-hours/northshire-csc.'],
    ['two calendars for one school', {}, { schoolTerms: [HILLTOP_SCHOOL_TERMS, { ...HILLTOP_SCHOOL_TERMS, version: '2' }] }, 'school-terms/1: Two calendars are for 142001.'],
    ['a hole in who is called', { escalation: { 'duty-contact': 'csc-duty-01', 'partnership-lead': 'nsp-lead-01' } }, {}, 'agencies/0/escalation: northshire-csc names contacts, and nobody as manager, '],
    ['one person in two roles', { escalation: { ...hub.escalation, manager: 'csc-duty-01' } }, {}, 'agencies/0/escalation: northshire-csc has one person in two roles: '],
    ['terms with a gap', {}, { schoolTerms: [{ ...HILLTOP_SCHOOL_TERMS, periods: HILLTOP_SCHOOL_TERMS.periods.filter((_, index) => index !== 3) }] }, 'school-terms/142001/periods/3/from: '],
    ['opening hours that overlap', {}, { hubHours: [{ ...NORTHSHIRE_HUB_HOURS, week: { ...NORTHSHIRE_HUB_HOURS.week, monday: [{ from: '09:00', to: '12:00' }, { from: '11:00', to: '17:00' }] } }] }, 'hub-hours/northshire-csc/week/monday/1'],
    ['two versions of a rule on one day', {}, { rules: [...CLOCK_RULES, ...CLOCK_RULES.slice(0, 1)] }, 'Two versions of this rule are in force on one day.'],
    ['a chain that calls nobody', {}, { chains: ESCALATION_CHAINS.map((chain) => ({ ...chain, steps: [] })) }, 'chains/0/steps: A chain calls somebody.'],
  ])('is refused with %s, and says where', (_, agency, changes, message) => {
    expect(problems({}).length).toBe(0);
    expect(problems(agency, changes).join('\n')).toContain(message);
  });

  it('lets an agency name nobody: it is called by its role, and finds the person itself', () => {
    expect(problems({ escalation: {} })).toEqual([]);
  });
});
