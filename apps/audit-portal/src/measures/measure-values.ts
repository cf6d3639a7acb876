import { Injectable } from '@nestjs/common';

import { MAX_MEASURE_GROUPS, type MeasureDimension, type MeasureFilters, type MeasureValue } from '#libs/contracts';
import { byKey, sha256 } from '#libs/kernel';
import { Database, statement } from '#libs/persistence';
import { percentOf, type MeasureDefinition } from '#libs/safeguarding';

import { casesSql, Values, type Asked } from './measure-cases.js';

/** The columns that groups are formed by: one or two. */
const KEYS: Readonly<Record<MeasureDimension | 'none', readonly [string, string]>> = {
  none: ['NULL::text', 'NULL::text'],
  force: ['force', 'NULL::text'],
  unit: ['force', 'unit'],
  agency: ['agency', 'NULL::text'],
  month: [`to_char(at AT TIME ZONE 'Europe/London', 'YYYY-MM')`, 'NULL::text'],
};

interface CountedRow {
  readonly is_total: boolean;
  readonly key: string | null;
  readonly sub_key: string | null;
  /** Null for the values; otherwise the part that the row counts. */
  readonly part: string | null;
  readonly denominator: number;
  readonly numerator: number;
  readonly median: number | null;
  readonly percentile_90: number | null;
  readonly oldest: number | null;
}

/** A group by its key: the force, agency or month, and for units the unit beside its force. */
export interface CountedGroup {
  readonly key: string | null;
  readonly subKey: string | null;
  readonly value: MeasureValue;
}

export interface Counted {
  readonly total: MeasureValue;
  readonly groups: readonly CountedGroup[];
}

/** Counts measures from the recorder's projections. */
@Injectable()
export class MeasureValues {
  constructor(private readonly database: Database) {}

  /** One statement, so that total, groups and parts are of one moment. */
  async count(measure: MeasureDefinition, asked: Asked, filters: MeasureFilters, by?: MeasureDimension): Promise<Counted> {
    const { text, values } = countSql(measure, asked, filters, by);
    const name = `portal-measure-${sha256(text).toString('base64url').slice(0, 16)}`;
    const { rows } = await this.database.run<CountedRow>(statement(name, text), values);
    const valuesOf = rows.filter(({ part }) => part === null);
    const total = valuesOf.find((row) => row.is_total);
    if (total === undefined) throw new Error('a measure gave no total: a bug');
    const groups = by === undefined ? [] : valuesOf.filter((row) => !row.is_total);
    return {
      total: toValue(measure, total, rows),
      groups: groups.map((row) => ({ key: row.key, subKey: row.sub_key, value: toValue(measure, row, rows) })),
    };
  }
}

/** Percentiles are of real cases (`percentile_disc`), so no value is estimated, and a case with that time can be found. */
function countSql(measure: MeasureDefinition, asked: Asked, filters: MeasureFilters, by: MeasureDimension | undefined) {
  const values = new Values();
  const cases = casesSql(measure.basis, asked, values);
  const limits = (['force', 'unit', 'agency'] as const).flatMap((column) => {
    const wanted = filters[column];
    return wanted === undefined ? [] : [`${column} = ${values.use(wanted, 'text')}`];
  });
  const [key, subKey] = KEYS[by ?? 'none'];
  const text = `
    WITH cases AS MATERIALIZED (
      SELECT ${key} AS key, ${subKey} AS sub_key, hit, minutes, age, kind FROM (${cases}) AS c ${limits.length > 0 ? `WHERE ${limits.join(' AND ')}` : ''}
    )
    (SELECT grouping(key) = 1 AS is_total, key, sub_key, NULL::text AS part, count(*)::int AS denominator, (count(*) FILTER (WHERE hit))::int AS numerator,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes) AS median, percentile_disc(0.9) WITHIN GROUP (ORDER BY minutes) AS percentile_90, max(age) AS oldest
     FROM cases GROUP BY GROUPING SETS ((key, sub_key), ()) ORDER BY grouping(key) DESC, key NULLS LAST, sub_key NULLS LAST LIMIT ${MAX_MEASURE_GROUPS + 1})
    UNION ALL
    SELECT grouping(key) = 1, key, sub_key, kind, count(*)::int, 0, NULL, NULL, NULL
    FROM cases WHERE kind IS NOT NULL GROUP BY GROUPING SETS ((key, sub_key, kind), (kind))`;
  return { text, values: values.list };
}

function toValue({ kind }: MeasureDefinition, row: CountedRow, rows: readonly CountedRow[]): MeasureValue {
  const { numerator, denominator, median, percentile_90: percentile90, oldest } = row;
  const percent = kind === 'share' ? percentOf(numerator, denominator) : undefined;
  const parts = rows
    .filter(({ part, is_total: isTotal, key, sub_key: subKey }) => part !== null && isTotal === row.is_total && key === row.key && subKey === row.sub_key)
    .map(({ part, denominator: cases }) => ({ code: part ?? '', cases }));
  return {
    numerator,
    denominator,
    ...(percent !== undefined && { percent }),
    ...(median !== null && { medianMinutes: hundredths(median) }),
    ...(percentile90 !== null && { percentile90Minutes: hundredths(percentile90) }),
    ...(oldest !== null && { oldestOpenMinutes: hundredths(oldest) }),
    parts: parts.toSorted(byKey(({ cases }) => -cases, ({ code }) => code)),
  };
}

function hundredths(minutes: number): number {
  return Math.round(minutes * 100) / 100;
}
