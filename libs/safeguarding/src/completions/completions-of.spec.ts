import { describe, expect, it } from '@jest/globals';

import { NOT_STATED_REASONS, WHERE_SEEN } from '#libs/contracts';

import { isLocalDate } from '../calendars/local-time.js';
import { inForce } from '../clocks/rule.js';
import { ETHNICITY_18_PLUS_1 } from '../reference-data/data/ethnicity.js';
import { completionsOf, type ChildToComplete } from './completions-of.js';
import { COMPLETION_RULES } from './data/completion-rules.js';

const PUBLISHED = new Date('2026-05-22T17:00:00Z');
const childId = '7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11';
const notStated = (reasonNotStated: string | undefined, whereSeen: ChildToComplete['whereSeen']): ChildToComplete => ({
  childId,
  selfDefinedEthnicity: { code: 'NS', ...(reasonNotStated !== undefined && { reasonNotStated }) }, ...(whereSeen !== undefined && { whereSeen }),
});
const isAsked = (child: ChildToComplete): boolean => completionsOf([child], PUBLISHED).length > 0;

describe('the completions that a sender is asked for', () => {
  it('an officer who saw the child at home was not called away: N1 is asked for there, and nowhere else', () => {
    expect(WHERE_SEEN.filter((place) => isAsked(notStated('N1', place)))).toEqual(['home-visit']);
    expect(NOT_STATED_REASONS.filter((reason) => isAsked(notStated(reason, 'home-visit')))).toEqual(['N1']);
  });

  it('nothing, if the force does not state where the child was seen, or the child has stated it', () => {
    const children: ChildToComplete[] = [notStated('N1', undefined), notStated(undefined, 'home-visit'), { childId, whereSeen: 'home-visit' }, { childId }];
    expect(completionsOf([...children, ...ETHNICITY_18_PLUS_1.codes.map(({ code }) => ({ childId, selfDefinedEthnicity: { code }, whereSeen: 'home-visit' as const }))], PUBLISHED)).toEqual([]);
  });

  it('names the child and the rule, and repeats no recorded value', () => {
    const asked = completionsOf([{ ...notStated('N4', 'home-visit'), childId: 'c4a1b0de-52f7-4c39-8e0a-91f6d2b7430c' }, notStated('N1', 'home-visit')], PUBLISHED);
    expect(asked).toEqual([{ pointer: `/children/${childId}/selfDefinedEthnicity/reasonNotStated`, rule: 'NOT_STATED_WHERE_SEEN', ruleVersion: 1, message: expect.stringMatching(/correct the referral\.$/u) }]);
    expect(JSON.stringify(asked)).not.toMatch(/N1|NS|home/u);
  });

  it('uses the version in force on the local day of the publication', () => {
    const [rule] = COMPLETION_RULES;
    if (rule === undefined) throw new Error('there is no rule');
    const rules = [{ ...rule, effectiveTo: '2026-05-22' }, { ...rule, version: 2, effectiveFrom: '2026-05-23' }];
    const versions = ['2023-12-31T12:00:00Z', '2026-05-22T22:59:59Z', '2026-05-22T23:00:00Z'].map((at) => completionsOf([notStated('N1', 'home-visit')], new Date(at), rules));
    expect(versions.map(([first]) => first?.ruleVersion)).toEqual([undefined, 1, 2]);
  });
});

describe('the rules of completion', () => {
  it.each(COMPLETION_RULES.map((rule) => [rule.id, rule] as const))('%s has a source, a first day and a message', (_id, rule) => {
    expect([rule.effectiveFrom, rule.effectiveTo ?? rule.effectiveFrom].every((day) => isLocalDate(day))).toBe(true);
    expect([rule.source.title, rule.title, rule.message].every((text) => text.length > 20)).toBe(true);
    expect(rule.reasonsNotStated.length * rule.whereSeen.length).toBeGreaterThan(0);
    for (const value of [...rule.reasonsNotStated, ...rule.whereSeen]) expect(rule.message).not.toContain(value);
  });

  it('never has two versions in force on one day', () => {
    const days = COMPLETION_RULES.flatMap(({ id, effectiveFrom }) => [`${id} ${effectiveFrom}`]);
    for (const [id, day] of days.map((each) => each.split(' '))) expect(COMPLETION_RULES.filter((rule) => rule.id === id && inForce(rule, day ?? ''))).toHaveLength(1);
  });
});
