import { Controller, Get } from '@nestjs/common';

import { CurrentCaller, Permits, type Caller } from '#libs/access';
import {
  MEASURE_DIMENSIONS, MeasureAnswer, MeasureList, type Measure, type MeasureDimension, type MeasureFilters, type MeasureGroup,
} from '#libs/contracts';
import { ApiContractResponse, ApiProblems, ContractQuery, Describes, NoQuery, ProblemException, query, SlugParam, type QueryOf } from '#libs/http-api';
import { Database } from '#libs/persistence';
import { measureOf, MEASURES, periodOf, readPeriod, type MeasureDefinition, type Period } from '#libs/safeguarding';

import { databaseNow } from '../ageing/database-clock.js';
import { AuditScope, type Scope } from '../scope/audit-scope.js';
import { KnownNames } from '../scope/known-names.js';
import { RecordedNames } from '../scope/recorded-names.js';
import { measureItem, OUTLIER_RULE_ITEM } from './measure-item.js';
import { MeasureValues, type CountedGroup } from './measure-values.js';
import { marksOf } from './outlying-units.js';

const END = /^[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?$/;
const END_EXPECTED = 'a day such as 2026-05-22, or a month such as 2026-05';
const parameters = {
  force: query.slug('Only this force.'),
  unit: query.unit('Only this unit.'),
  agency: query.slug('Only this agency.'),
  from: query.text(END, END_EXPECTED, 'Begin of the period: a day or a month, by local time. Without it, the month in which the period ends.'),
  to: query.text(END, END_EXPECTED, 'End of the period, included: a day or a month. Without it, today.'),
  by: query.choice(MEASURE_DIMENSIONS, 'What to group by.'),
};
type Parameters = QueryOf<typeof parameters>;
@Controller('v1/measures')
export class MeasuresController {
  constructor(
    private readonly database: Database,
    private readonly values: MeasureValues,
    private readonly scope: AuditScope,
    private readonly known: KnownNames,
    private readonly recorded: RecordedNames,
  ) {}

  @Get()
  @Permits('audit.list-measures')
  @NoQuery()
  @Describes('List the measures', 'Each with its count, its base, its rule, and its limits.')
  @ApiContractResponse(200, MeasureList)
  @ApiProblems('AUD-010')
  list(): MeasureList {
    return { items: MEASURES.map((measure) => measureItem(measure)), outlierRule: OUTLIER_RULE_ITEM };
  }

  @Get(':id')
  @Permits('audit.read-measure')
  @Describes(
    'Measure',
    'One measure over a period of local days, both ends included, divided by force, unit, agency or month. Counted from what is kept as events arrive. Agencies and '
      + 'forces see their own, auditors all. Where the groups are the units of a share, the outliers among the units of their force are marked.',
  )
  @ApiContractResponse(200, MeasureAnswer)
  @ApiProblems('AUD-005', 'AUD-006', 'AUD-007', 'AUD-008', 'AUD-010', 'GEN-010')
  async measure(@SlugParam('id') id: string, @ContractQuery(parameters) asked: Parameters, @CurrentCaller() caller: Caller): Promise<MeasureAnswer> {
    const measure = measureOf(id);
    if (measure === undefined) throw new ProblemException('AUD-005');
    requireDimensions(measure, asked);
    const scope = this.scope.of(caller);
    const filters = filtersFor(scope, measure, asked);
    await this.known.require(filters);
    const asOf = await databaseNow(this.database);
    const period = periodFor(measure, asked, asOf);
    const { total, groups } = await this.values.count(measure, { period, now: asOf }, filters, asked.by);
    const isOfUnits = asked.by === 'unit' && measure.kind === 'share';
    return {
      asOf,
      measure: measureItem(measure),
      ...(!measure.isOfNow && { period: { from: period.from, to: period.to } }),
      filters,
      ...(asked.by !== undefined && { by: asked.by }),
      total,
      groups: asked.by === undefined ? [] : toGroups(groups, asked.by, isOfUnits),
      ...(isOfUnits && { outlierRule: OUTLIER_RULE_ITEM }),
      ...(await this.recorded.notRecorded({ unit: asked.unit }, scope, { rows: total.denominator })),
    };
  }
}

function requireDimensions({ dimensions }: Pick<Measure, 'dimensions'>, { by, force, unit, agency }: Parameters): void {
  const wanted = [...Object.entries({ force, unit, agency }).flatMap(([name, value]) => (value === undefined ? [] : [name])), ...(by === undefined ? [] : [by])];
  const missing = wanted.find((name) => !dimensions.some((dimension) => dimension === name));
  if (missing === undefined) return;
  throw new ProblemException('AUD-007', { detail: `This measure is not divided by ${missing}. It can be by ${dimensions.join(', ')}.` });
}

/** @throws ProblemException AUD-008 where a caller asks for the measures of another organisation. */
function filtersFor(scope: Scope, { dimensions }: MeasureDefinition, { force, unit, agency }: Parameters): MeasureFilters {
  const filters = { ...(force !== undefined && { force }), ...(unit !== undefined && { unit }), ...(agency !== undefined && { agency }) };
  if (scope.sees === 'all') return filters;
  const own = scope.as === 'force' ? force : agency;
  if (!dimensions.includes(scope.as) || (own !== undefined && own !== scope.organisation)) throw new ProblemException('AUD-008');
  return { ...filters, [scope.as]: scope.organisation };
}

function periodFor(measure: MeasureDefinition, { from, to }: Parameters, asOf: string): Period {
  if (measure.isOfNow) {
    if (from !== undefined || to !== undefined) throw new ProblemException('AUD-006', { detail: 'This measure is of this moment: leave from and to out.' });
    return periodOf(asOf.slice(0, 10), asOf.slice(0, 10));
  }
  const period = readPeriod(from, to, new Date(asOf));
  if (period.ok) return period.value;
  const { at, message } = period.error;
  throw new ProblemException('AUD-006', { errors: [{ pointer: `/${at}`, code: 'invalid', message }] });
}

function toGroups(groups: readonly CountedGroup[], by: MeasureDimension, isMarked: boolean): MeasureGroup[] {
  const marks = isMarked ? marksOf(groups) : [];
  return groups.map(({ key, subKey, value }, index) => {
    const mark = marks[index];
    return {
      ...(key !== null && { [by === 'unit' ? 'force' : by]: key }),
      ...(subKey !== null && { unit: subKey }),
      value,
      ...(mark !== undefined && { outlier: mark }),
    };
  });
}
