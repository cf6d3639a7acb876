import { describe, expect, it } from '@jest/globals';

import type { LocalPolicy } from '../model/local-policy.js';
import { AGREEMENT, CLOCKS, files, HUB_HOURS, PARTNERSHIP, problemsOf, put, TERMS, yaml, type Place } from '../test-support/partnership-files.js';
import { parsePartnership } from './parse-partnership.js';

describe('the files of a partnership\'s clocks and calendars are read strictly', () => {
  it('reads sound ones: the limits of the hub, a working day, chains, opening hours and terms', () => {
    const parsed = parsePartnership(files());
    const { limits, noHolder, cutOffs, chains, hubHours, schoolTerms } = parsed.ok ? parsed.value.localPolicy : ({} as Partial<LocalPolicy>);
    expect(limits?.map(({ rule, version, hubHours: hub, realHours }) => [rule, version, hub ?? realHours])).toEqual([['HUB_RED', 1, 4], ['HUB_AMBER', 1, 24], ['HUB_GREEN', 1, 72]]);
    expect([cutOffs?.[0]?.cutOffAt, chains?.length, noHolder?.map(({ version, escalation }) => [version, escalation])]).toEqual([null, 6, [[1, 'no-holder']]]);
    expect([hubHours, schoolTerms].map((calendars) => calendars?.map(({ id, versions }) => [id, versions.length]))).toEqual([[['hub-hours/smallshire-csc', 1]], [['school-terms/100001', 1]]]);
  });

  it.each<[string, Place, unknown, RegExp]>([
    ['a limit of a rule of the law', ['limits', 0, 'rule'], 'LA_ACK', /^clocks.yaml \/limits\/0\/rule: Must be one of: HUB_RED, HUB_AMBER, HUB_GREEN/],
    ['a limit in two kinds of hours', ['limits', 0, 'realHours'], 4, /^clocks.yaml \/limits\/0: Give one of hubHours and realHours/],
    ['real hours that run past closing', ['limits', 2, 'runsPastClosing'], true, /\/limits\/2\/runsPastClosing: Only hub hours have a closing time/],
    ['a limit of zero', ['limits', 0, 'hubHours'], 0, /\/limits\/0\/hubHours: Must be a whole number, 1 or more/],
    ['a warning after the end', ['limits', 0, 'warnAtPercent', 1], 120, /^clocks.yaml \/limits\/0\/warnAtPercent\/1: A warning comes after a part of the time/],
    ['two versions of a limit on one day', ['limits', 3], { ...CLOCKS.limits[0], version: 2 }, /^clocks.yaml \/limits\/3: Two versions of this rule are in force on one day/],
    ['a version given twice', ['limits', 3], { ...CLOCKS.limits[0], effectiveFrom: '2020-01-01', effectiveTo: '2020-12-31' }, /^clocks.yaml \/limits\/3\/version: This is version 1 of HUB_RED again/],
    ['a chain that does not exist', ['limits', 0, 'escalation'], 'unknown-chain', /^clocks.yaml \/limits\/0\/escalation: No escalation chain has this id/],
    ['no call for a child whom no agency has', ['noHolder'], [], /^clocks.yaml \/noHolder: The list is empty/],
    ['a call by a chain that does not exist', ['noHolder', 0, 'escalation'], 'unknown-chain', /^clocks.yaml \/noHolder\/0\/escalation: No escalation chain has this id/],
    ['two calls on one day', ['noHolder', 1], { ...CLOCKS.noHolder[0], version: 2 }, /^clocks.yaml \/noHolder\/1: Two versions of this rule are in force on one day/],
    ['a missing chain that the law\'s rules need', ['escalationChains'], CLOCKS.escalationChains.slice(1), /^clocks.yaml \/escalationChains: There is no la-acknowledgement, which the rule LA_ACK needs/],
    ['a step before the one before it', ['escalationChains', 1, 'steps', 2, 'afterMinutes'], 10, /^clocks.yaml \/escalationChains\/1\/steps\/2\/afterMinutes: This step would come before/],
    ['a working day that ends before it starts', ['workingDays', 0, 'workingDayEndsAt'], '08:00', /^clocks.yaml \/workingDays\/0\/workingDayEndsAt: The working day ends before it starts/],
    ['an invalid hour', ['workingDays', 0, 'cutOffAt'], 'noon', /^clocks.yaml \/workingDays\/0\/cutOffAt: Must be a local time/],
    ['two working days at once', ['workingDays', 1], { ...CLOCKS.workingDays[0], version: 2 }, /^clocks.yaml \/workingDays\/1: Two versions of this policy are in force on one day/],
    ['a missing working day that the law\'s rules need', ['workingDays', 0, 'id'], 'other', /^clocks.yaml \/workingDays: There is no end-of-working-day, which the rule LA_ACK needs/],
  ])('%s', (_what, place, value, expected) => {
    expect(problemsOf(files(PARTNERSHIP, AGREEMENT, { clocks: put(CLOCKS, place, value) })).join('\n')).toMatch(new RegExp(expected.source, 'm'));
  });

  it.each<[string, Place, unknown, RegExp]>([
    ['no kind', ['kind'], 'moon-phases', /^hub-hours.yaml \/kind: Must be one of: hub-hours, school-terms/],
    ['opening hours that overlap', ['versions', 0, 'week', 'monday'], [{ from: '09:00', to: '12:00' }, { from: '11:00', to: '17:00' }], /^hub-hours.yaml \/versions\/0\/week\/monday\/1: These hours begin before/],
    ['a hub that is never open', ['versions', 0, 'week'], {}, /^hub-hours.yaml \/versions\/0\/week: The hub is never open/],
    ['a version that is not above the one before it', ['versions', 1], (HUB_HOURS as unknown as { versions: object[] }).versions[0], /^hub-hours.yaml \/versions\/1\/version: Not above the version before it/],
    ['a calendar without a file', ['id'], 'hub-hours/other', /^partnership.yaml \/agencies\/0\/hubHours: There is no calendar hub-hours\/smallshire-csc/],
  ])('a calendar of a hub with %s', (_what, place, value, expected) => {
    const named = put(PARTNERSHIP, ['agencies', 0, 'hubHours'], 'hub-hours/smallshire-csc');
    expect(problemsOf(files(named, AGREEMENT, { hours: put(HUB_HOURS, place, value) })).join('\n')).toMatch(new RegExp(expected.source, 'm'));
  });

  it.each<[string, Place, unknown, RegExp]>([
    ['a gap between its terms', ['versions', 0, 'periods'], TERMS.versions[0]?.periods.filter((_, index) => index !== 3), /^terms.yaml \/versions\/0\/periods\/3\/from: No period covers the days/],
    ['a period that is a term and a holiday', ['versions', 0, 'periods', 0, 'holiday'], 'rest', /^terms.yaml \/versions\/0\/periods\/0: Name it as a term or as a holiday/],
    ['an invalid start time', ['versions', 0, 'startsAt'], 845, /^terms.yaml \/versions\/0\/startsAt: Must be a local time/],
  ])('a calendar of a school with %s', (_what, place, value, expected) => {
    expect(problemsOf(files(PARTNERSHIP, AGREEMENT, { terms: put(TERMS, place, value) })).join('\n')).toMatch(new RegExp(expected.source, 'm'));
  });

  it('two files for one hub', () => {
    const twice = put(PARTNERSHIP, ['calendars', 2], 'again.yaml');
    expect(problemsOf([...files(twice), { name: 'again.yaml', text: yaml(HUB_HOURS) }]).join('\n')).toMatch(/^again.yaml: Another calendar has the id hub-hours\/smallshire-csc too/m);
  });
});
