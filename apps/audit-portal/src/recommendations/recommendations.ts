import { Inject, Injectable } from '@nestjs/common';

import type { ActionPlan, Partnership, PlannedRecommendation, Target } from '#libs/agreements';
import { PARTNERSHIP } from '#libs/app-wiring';
import type { MeasureValue, Recommendation, RecommendationEvidence, RecommendationMonth } from '#libs/contracts';
import {
  addDays, LONGEST_PERIOD_MONTHS, measureOf, monthsBetween, periodOf, recommendationDue, recommendationState, toLocalTime, type MeasureDefinition, type Period,
} from '#libs/safeguarding';

import { MeasureValues } from '../measures/measure-values.js';
import type { Scope } from '../scope/audit-scope.js';

/** Whole weeks, so that every day of the week has the same weight. */
const NOW_DAYS = 28;
const NOTHING: MeasureValue = { numerator: 0, denominator: 0, parts: [] };

interface Planned {
  readonly plan: ActionPlan;
  readonly planned: PlannedRecommendation;
}

/** The recommendations of the partnership's action plans, with the measures that show whether they have been followed. */
@Injectable()
export class Recommendations {
  private readonly all: readonly Planned[];

  constructor(
    @Inject(PARTNERSHIP) { actionPlans }: Partnership,
    private readonly values: MeasureValues,
  ) {
    this.all = actionPlans.flatMap((plan) => plan.recommendations.map((planned) => ({ plan, planned })));
  }

  /** @param asOf the exchange's clock, ISO 8601. */
  async list(scope: Scope, asOf: string): Promise<Recommendation[]> {
    const items: Recommendation[] = [];
    // One after the other, because a list must not take every connection from other requests.
    for (const each of this.visible(scope)) items.push(await this.item(each, asOf));
    return items;
  }

  /** @returns undefined when the caller may see no recommendation of that id. */
  async find(scope: Scope, id: string, asOf: string): Promise<{ readonly recommendation: Recommendation; readonly months: RecommendationMonth[] } | undefined> {
    const found = this.visible(scope).find(({ planned }) => planned.id === id);
    if (found === undefined) return undefined;
    return { recommendation: await this.item(found, asOf), months: await this.months(found, asOf) };
  }

  private visible(scope: Scope): readonly Planned[] {
    return scope.sees === 'all' ? this.all : this.all.filter(({ planned }) => planned.owner === scope.organisation);
  }

  private async item({ plan, planned }: Planned, asOf: string): Promise<Recommendation> {
    const today = localDay(asOf);
    const due = recommendationDue(plan.inspection.receivedOn);
    if (due === undefined) throw new Error('a plan outside every version of its rule passed the check at the start: a bug');
    const period = periodOf(addDays(today, 1 - NOW_DAYS), today);
    const { target: { of, atLeast, atMost }, ...evidence } = planned.evidence;
    const { total: value } = await this.count(planned, period, asOf);
    const shownEvidence: RecommendationEvidence = { ...evidence, of, ...(atLeast !== undefined && { atLeast }), ...(atMost !== undefined && { atMost }) };
    return {
      id: planned.id,
      plan: plan.id,
      inspection: plan.inspection.reference,
      receivedOn: plan.inspection.receivedOn,
      text: planned.text,
      owner: planned.owner,
      state: recommendationState(due.dueOn, planned.closed?.on, today),
      dueOn: due.dueOn,
      explanation: due.explanation,
      rule: due.rule.id,
      ruleVersion: due.rule.version,
      ...(planned.closed !== null && { closedOn: planned.closed.on, closedBecause: planned.closed.because }),
      evidence: shownEvidence,
      now: { period: { from: period.from, to: period.to }, value, ...met(planned.evidence.target, value) },
    };
  }

  private async months({ plan, planned }: Planned, asOf: string): Promise<RecommendationMonth[]> {
    const today = localDay(asOf);
    const { receivedOn } = plan.inspection;
    if (receivedOn > today) return [];
    const months = monthsBetween(receivedOn, today).slice(-LONGEST_PERIOD_MONTHS);
    const first = `${months[0] ?? today.slice(0, 7)}-01`;
    const { groups } = await this.count(planned, periodOf(first > receivedOn ? first : receivedOn, today), asOf, 'month');
    return months.map((month) => {
      const value = groups.find(({ key }) => key === month)?.value ?? NOTHING;
      return { month, value, ...met(planned.evidence.target, value) };
    });
  }

  private async count({ evidence }: PlannedRecommendation, period: Period, now: string, by?: 'month') {
    const { measure: id, target: _, ...filters } = evidence;
    return this.values.count(definitionOf(id), { period, now }, filters, by);
  }
}

function definitionOf(id: string): MeasureDefinition {
  const measure = measureOf(id);
  if (measure === undefined) throw new Error('a plan with an unknown measure passed the check at the start: a bug');
  return measure;
}

/** A target is neither met nor missed in a period without cases. */
export function met({ of, atLeast, atMost }: Target, { percent, medianMinutes, percentile90Minutes }: MeasureValue): { readonly met?: boolean } {
  const number = { percent, 'median-minutes': medianMinutes, 'percentile-90-minutes': percentile90Minutes }[of];
  return number === undefined ? {} : { met: (atLeast === undefined || number >= atLeast) && (atMost === undefined || number <= atMost) };
}

function localDay(asOf: string): string {
  return toLocalTime(Date.parse(asOf)).date;
}
