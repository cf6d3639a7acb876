import type { TargetNumber } from '#libs/contracts';
import { measureOf, MEASURES, recommendationDue, type MeasureDefinition } from '#libs/safeguarding';

import type { ActionPlan, Target } from '../model/action-plan.js';
import type { Organisations } from './check-organisations.js';
import type { ReadPlan, ReadTarget } from '../reading/read-action-plan.js';
import { reportRepeats, type Report } from './report.js';

/** Checks the names in an action plan against the partnership and the measures. */
export function checkActionPlan(plan: ReadPlan, { forces, agencies }: Organisations, report: Report): void {
  const { inspection, recommendations } = plan;
  const organisations = [...forces, ...agencies].map(({ id }) => id);
  if (recommendationDue(inspection.receivedOn) === undefined) {
    report(['inspection', 'received'], 'No version of the rule for action plans was in force on that day. Correct the day.');
  }
  recommendations.forEach(({ owner, closed, evidence }, index) => {
    const at = ['recommendations', index];
    if (!organisations.includes(owner)) report([...at, 'owner'], 'No force or agency of the partnership has this id. Correct it.');
    if (closed !== null && closed.on < inspection.receivedOn) report([...at, 'closed', 'on'], 'It was closed before the report was received. Correct one of the days.');
    const measure = measureOf(evidence.measure);
    if (measure === undefined) {
      report([...at, 'evidence', 'measure'], `There is no such measure. Use one of: ${MEASURES.filter((each) => !each.isOfNow).map(({ id }) => id).join(', ')}.`);
      return;
    }
    if (measure.isOfNow) report([...at, 'evidence', 'measure'], 'This measure describes the present moment and has no history. Use one that is counted over a period.');
    checkFilters(evidence, measure, (part, message) => report([...at, 'evidence', part], message));
    if (evidence.force !== undefined && !forces.some(({ id }) => id === evidence.force)) report([...at, 'evidence', 'force'], 'No force of the partnership has this id. Correct it.');
    if (evidence.agency !== undefined && !agencies.some(({ id }) => id === evidence.agency)) {
      report([...at, 'evidence', 'agency'], 'No agency of the partnership has this id. Correct it.');
    }
    checkTarget(evidence.target, measure, (part, message) => report([...at, 'evidence', 'target', part], message));
  });
}

/** Ids are permanent and part of an address, so no two plans may share the id of a recommendation. */
export function checkRecommendationIds(plans: readonly { readonly plan: ReadPlan; readonly report: Report }[]): void {
  const all = plans.flatMap(({ plan, report }) => plan.recommendations.map(({ id }, index) => ({ id, report, index })));
  reportRepeats(all.map(({ id }) => id), (position) => {
    const { report, index } = all[position] ?? {};
    if (index !== undefined) report?.(['recommendations', index, 'id'], 'Another recommendation has this id. Rename one of them.');
  });
  reportRepeats(plans.map(({ plan }) => plan.id), (index) => plans[index]?.report(['id'], 'Another action plan has this id. Rename one of them.'));
}

/** The plan with complete targets: each names its number. */
export function completePlan({ recommendations, ...plan }: ReadPlan): ActionPlan {
  return {
    ...plan,
    recommendations: recommendations.map((recommendation) => {
      const { target, ...evidence } = recommendation.evidence;
      return { ...recommendation, evidence: { ...evidence, target: completeTarget(target, measureOf(evidence.measure)) } };
    }),
  };
}

function completeTarget({ of, ...ends }: ReadTarget, measure: MeasureDefinition | undefined): Target {
  const number: TargetNumber = measure?.kind === 'share' ? 'percent' : of === 'percentile-90' ? 'percentile-90-minutes' : 'median-minutes';
  return { of: number, ...ends };
}

function checkFilters(evidence: ReadPlan['recommendations'][number]['evidence'], { dimensions }: MeasureDefinition, report: (part: string, message: string) => void): void {
  for (const part of ['force', 'unit', 'agency'] as const) {
    if (evidence[part] === undefined || dimensions.includes(part)) continue;
    report(part, `This measure does not have the dimension ${part}. Remove it, or use a measure that has it; this one has ${dimensions.join(', ')}.`);
  }
}

function checkTarget({ of, atLeast, atMost }: ReadTarget, { kind }: MeasureDefinition, report: (part: string, message: string) => void): void {
  if (kind !== 'share') return;
  if (of !== null) report('of', 'Only a duration has a median and a percentile. Remove it: the target of a share is in percent.');
  if (atLeast !== undefined && atLeast > 100) report('atLeast', 'A share is 100 percent at most.');
  if (atMost !== undefined && atMost > 100) report('atMost', 'A share is 100 percent at most.');
}
