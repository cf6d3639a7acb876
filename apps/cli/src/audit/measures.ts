import type { Measure, MeasureAnswer, MeasureGroup, MeasureValue } from '#libs/contracts';
import { readableDuration } from '#libs/sentences';

import type { paths } from '../api/audit-portal.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import type { Layout } from '../terminal/layout.js';
import { tableOf, type Column } from '../terminal/table.js';
import { notRecordedLines } from './not-recorded.js';

export type MeasureQuery = NonNullable<paths['/v1/measures/{id}']['get']['parameters']['query']>;

const LIST: readonly Column<Measure>[] = [
  { heading: 'MEASURE', value: ({ id }) => id },
  { heading: 'IN', value: ({ unit }) => unit },
  { heading: 'BY', value: ({ dimensions }) => dimensions.join(',') },
  { heading: 'QUESTION', value: ({ sentence }) => sentence },
];

/** One measure, or without an id the list of them. */
export async function showMeasures(session: Session, query: MeasureQuery, id: string | undefined): Promise<void> {
  const { output } = session;
  if (id === undefined) {
    const list = await answer(session.portal().GET('/v1/measures'));
    return output.result(list, tableOf(LIST, list.items, output.layout));
  }
  const measured = await answer(session.portal().GET('/v1/measures/{id}', { params: { path: { id }, query } }));
  return output.result(measured, [...measureLines(measured, output.layout), ...notRecordedLines({ notRecorded: measured.notRecorded })]);
}

function measureLines({ measure, period, asOf, filters, by, total, groups, outlierRule }: MeasureAnswer, layout: Layout): readonly string[] {
  const only = Object.entries(filters).map(([name, value]) => `${name} ${String(value)}`);
  const when = period === undefined ? `as of ${layout.times.at(asOf)}` : `${period.from} to ${period.to}`;
  return [
    measure.sentence,
    `${when}${only.length === 0 ? '' : `; only ${only.join(', ')}`}`,
    '',
    ...tableOf<MeasureGroup>([...keysOf(by), ...valueColumns(measure), ...(outlierRule === undefined ? [] : [OUTLIER])], [...groups, { value: total }], layout),
    ...(total.parts.length === 0 ? [] : ['', `Of all: ${partsOf(total)}`]),
    '',
    `Counts:        ${measure.numerator}`,
    `Of:            ${measure.denominator}`,
    `Rule:          ${measure.rule} (${measure.id}, version ${measure.version})`,
    `Does not show: ${measure.doesNotShow}`,
    ...(outlierRule === undefined ? [] : [`Outliers:      ${outlierRule.sentence} (${outlierRule.id}, version ${outlierRule.version})`]),
  ];
}

function keysOf(by: MeasureAnswer['by']): readonly Column<MeasureGroup>[] {
  if (by === 'unit') return [{ heading: 'FORCE', value: (group) => group.force ?? allOf(group) }, { heading: 'UNIT', value: ({ unit }) => unit }];
  return [{ heading: (by ?? '').toUpperCase(), value: (group) => (by === undefined ? 'all' : (group[by] ?? allOf(group))) }];
}

/** The row of the total has only its value. */
function allOf(group: MeasureGroup): string | undefined {
  return Object.keys(group).length === 1 ? 'all' : undefined;
}

function valueColumns({ kind, id }: Measure): readonly Column<MeasureGroup>[] {
  const times = [column('MEDIAN', (value) => minutes(value.medianMinutes)), column('9 IN 10', (value) => minutes(value.percentile90Minutes))];
  return [
    ...(kind === 'share' ? [column('PERCENT', ({ percent }) => percent?.toFixed(1))] : []),
    column('COUNTED', ({ numerator }) => numerator),
    column('OF', ({ denominator }) => denominator),
    ...(kind === 'duration' || id === 'referred-in-time' ? times : []),
    column('OLDEST OPEN', (value) => minutes(value.oldestOpenMinutes)),
  ];
}

function column(heading: string, value: (of: MeasureValue) => string | number | undefined): Column<MeasureGroup> {
  return { heading, value: (group) => value(group.value), align: 'right' };
}

const OUTLIER: Column<MeasureGroup> = {
  heading: 'OUTLIER',
  value: ({ outlier }) => (outlier === undefined ? undefined : `${outlier.direction}: the others have ${outlier.othersPercent.toFixed(1)} %`),
};

function partsOf({ parts }: MeasureValue): string {
  return parts.map(({ code, cases }) => `${cases} ${code}`).join(', ');
}

export function minutes(value: number | undefined): string | undefined {
  return value === undefined ? undefined : readableDuration(value * 60_000);
}
