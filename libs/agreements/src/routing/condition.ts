import type { ChildPlace, ReferralFacts } from './facts.js';
import type { Condition, Schooling } from '../model/partnership.js';

/** One condition of a rule: it holds with any of its values. */
export interface ConditionPart {
  readonly key: keyof Condition;
  readonly values: readonly string[];
}

export const CONDITION_KEYS = ['concerns', 'areas', 'grades', 'schools', 'schooling'] as const satisfies readonly (keyof Condition)[];

/** The conditions of a rule, all of which must hold. */
export function partsOf(when: Condition): readonly ConditionPart[] {
  return CONDITION_KEYS.flatMap((key) => {
    const values = when[key];
    return values === undefined ? [] : [{ key, values }];
  });
}

/** A child of a referral with the reason why no school of this partnership can be notified; undefined for a pupil of one. */
export interface RoutedChild extends ChildPlace {
  readonly withoutSchool: Schooling | undefined;
}

/** Whether a condition on the referral as a whole is met. A condition on a child is, as far as the referral is concerned. */
export function isMetByReferral({ key, values }: ConditionPart, facts: ReferralFacts): boolean {
  if (key === 'concerns') return facts.concernTypes.some((concern) => values.includes(concern));
  return key !== 'grades' || values.includes(facts.grade);
}

/** Whether a child meets a condition on a child. Any child meets a condition on the referral as a whole. */
export function isMetByChild({ key, values }: ConditionPart, { area, school, withoutSchool }: RoutedChild): boolean {
  switch (key) {
    case 'areas':
      return values.includes(area);
    case 'schools':
      return 'urn' in school && values.includes(school.urn);
    case 'schooling':
      return withoutSchool !== undefined && values.includes(withoutSchool);
    default:
      return true;
  }
}
