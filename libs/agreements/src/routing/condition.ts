import type { ReferralFacts } from './facts.js';
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

/** @param schooling the reasons why children of the referral have no school of this partnership, from `schoolingIn` */
export function isMet({ key, values }: ConditionPart, facts: ReferralFacts, schooling: ReadonlySet<Schooling>): boolean {
  switch (key) {
    case 'concerns':
      return facts.concernTypes.some((concern) => values.includes(concern));
    case 'areas':
      return values.includes(facts.area);
    case 'grades':
      return values.includes(facts.grade);
    case 'schools':
      return facts.schools.some((urn) => values.includes(urn));
    case 'schooling':
      for (const reason of schooling) if (values.includes(reason)) return true;
      return false;
  }
}
