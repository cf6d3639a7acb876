import type { Completion, ReferredChild } from '#libs/contracts';

import { toLocalTime } from '../calendars/local-time.js';
import { inForce } from '../clocks/rule.js';
import type { CompletionRule } from './completion-rule.js';
import { COMPLETION_RULES } from './data/completion-rules.js';

/** The fields of a child that the rules use. */
export type ChildToComplete = Pick<ReferredChild, 'childId' | 'selfDefinedEthnicity' | 'whereSeen'>;

/**
 * The fields that the sender is asked to complete, child by child. Pure; a child without one of the fields gives none.
 *
 * @param publishedAt decides the versions of the rules: a new version does not apply to earlier referrals.
 */
export function completionsOf(
  children: readonly ChildToComplete[],
  publishedAt: Date,
  rules: readonly CompletionRule[] = COMPLETION_RULES,
): readonly Completion[] {
  const { date } = toLocalTime(publishedAt.getTime());
  const counting = rules.filter((rule) => inForce(rule, date));
  return children.flatMap((child) =>
    counting.filter((rule) => asks(rule, child)).map(({ id, version, message }) => ({
      pointer: `/children/${child.childId}/selfDefinedEthnicity/reasonNotStated`, rule: id, ruleVersion: version, message,
    })),
  );
}

function asks({ reasonsNotStated, whereSeen }: CompletionRule, child: ChildToComplete): boolean {
  const { reasonNotStated } = child.selfDefinedEthnicity ?? {};
  return reasonsNotStated.some((reason) => reason === reasonNotStated) && whereSeen.some((place) => place === child.whereSeen);
}
