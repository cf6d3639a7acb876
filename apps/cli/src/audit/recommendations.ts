import type { MeasureValue, Recommendation, RecommendationEvidence, RecommendationHistory, RecommendationMonth } from '#libs/contracts';

import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import type { Layout } from '../terminal/layout.js';
import { tableOf, type Column } from '../terminal/table.js';
import { minutes } from './measures.js';

const LIST: readonly Column<Recommendation>[] = [
  { heading: 'RECOMMENDATION', value: ({ id }) => id },
  { heading: 'STATE', value: ({ state }) => state },
  { heading: 'DUE', value: ({ dueOn }) => dueOn },
  { heading: 'OWNER', value: ({ owner }) => owner },
  { heading: 'MEASURE', value: ({ evidence }) => evidence.measure },
  { heading: 'TARGET', value: ({ evidence }) => targetOf(evidence) },
  { heading: 'LAST 4 WEEKS', value: ({ evidence, now }) => numberOf(evidence, now.value), align: 'right' },
  { heading: 'OF', value: ({ now }) => now.value.denominator, align: 'right' },
  { heading: 'TARGET MET', value: ({ now }) => yesOrNo(now.met) },
];

/** The whole action plan, or one recommendation month by month. */
export async function showRecommendations(session: Session, id: string | undefined): Promise<void> {
  const { output } = session;
  if (id === undefined) {
    const list = await answer(session.portal().GET('/v1/recommendations'));
    return output.result(list, list.items.length === 0 ? ['No action plan has a recommendation for you.'] : tableOf(LIST, list.items, output.layout));
  }
  const history = await answer(session.portal().GET('/v1/recommendations/{id}', { params: { path: { id } } }));
  return output.result(history, historyLines(history, output.layout));
}

function historyLines({ recommendation, months }: RecommendationHistory, layout: Layout): readonly string[] {
  const { id, text, inspection, owner, state, explanation, evidence, now, closedOn, closedBecause } = recommendation;
  const only = (['force', 'unit', 'agency'] as const).flatMap((part) => (evidence[part] === undefined ? [] : [`${part} ${evidence[part]}`]));
  return [
    `${id}: ${text}`,
    `Inspection ${inspection}; ${owner} answers for it`,
    `${state}; ${explanation}`,
    ...(closedOn === undefined ? [] : [`closed ${closedOn}: ${closedBecause ?? ''}`]),
    '',
    `Measured by ${evidence.measure}${only.length === 0 ? '' : ` (${only.join(', ')})`}; target ${targetOf(evidence)}`,
    ...tableOf<Pick<RecommendationMonth, 'value' | 'met'> & { readonly month: string }>(
      [
        { heading: 'MONTH', value: ({ month }) => month },
        { heading: 'VALUE', value: ({ value }) => numberOf(evidence, value), align: 'right' },
        { heading: 'COUNTED', value: ({ value }) => value.numerator, align: 'right' },
        { heading: 'OF', value: ({ value }) => value.denominator, align: 'right' },
        { heading: 'TARGET MET', value: ({ met }) => yesOrNo(met) },
      ],
      [...months, { month: 'last 4 weeks', ...now }],
      layout,
    ),
  ];
}

function targetOf({ of, atLeast, atMost }: RecommendationEvidence): string {
  const show = (value: number): string => (of === 'percent' ? `${value} %` : (minutes(value) ?? ''));
  const end = atLeast === undefined ? `at most ${show(atMost ?? 0)}` : `at least ${show(atLeast)}`;
  return of === 'percent' ? end : `${of === 'median-minutes' ? 'median' : '9 in 10'} ${end}`;
}

function numberOf({ of }: RecommendationEvidence, value: MeasureValue): string | undefined {
  if (of === 'percent') return value.percent === undefined ? undefined : `${value.percent.toFixed(1)} %`;
  return minutes(of === 'median-minutes' ? value.medianMinutes : value.percentile90Minutes);
}

function yesOrNo(met: boolean | undefined): string | undefined {
  return met === undefined ? undefined : met ? 'yes' : 'no';
}
