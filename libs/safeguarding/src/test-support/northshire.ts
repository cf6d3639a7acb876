import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { parse } from 'yaml';

import { WEEKDAYS, type HubCalendarData } from '../calendars/hub-calendar.js';
import type { SchoolCalendarData } from '../calendars/school-calendar.js';
import { NATIONAL_RULES } from '../clocks/data/national-rules.js';
import type { EscalationChain, EscalationStep } from '../clocks/escalation.js';
import { hubRule, type HubLimit } from '../clocks/hub-limit.js';
import { noHolderRule, type NoHolderPolicy } from '../clocks/no-holder-rule.js';
import type { ClockRule, CutOffPolicy } from '../clocks/rule.js';

// The local policy of the demonstration partnership, for the tests of this library. libs/agreements reads the same files
// strictly for the product; this library reads no files, so its tests load them without checks.

const FOLDER = new URL('../../../../../infra/partnership/northshire/', import.meta.url);
const source = (title: string) => ({ title, confidence: 'published' }) as const;

function read(file: string): unknown {
  return parse(readFileSync(fileURLToPath(new URL(file, FOLDER)), 'utf8'));
}

type InFile<Item, Changed> = Omit<Item, 'source' | keyof Changed> & { readonly source: string } & Changed;

const policy = read('clocks/local-policy.yaml') as {
  readonly limits: readonly HubLimit[];
  readonly noHolder: readonly NoHolderPolicy[];
  readonly workingDays: readonly InFile<CutOffPolicy, { readonly cutOffAt?: string }>[];
  readonly escalationChains: readonly (Omit<EscalationChain, 'steps'> & {
    readonly steps: readonly (Omit<EscalationStep, 'starts'> & Partial<Pick<EscalationStep, 'starts'>>)[];
  })[];
};

export const CLOCK_RULES: readonly ClockRule[] = [
  ...NATIONAL_RULES, ...policy.limits.map((limit) => hubRule(limit)), ...policy.noHolder.map((version) => noHolderRule(version)),
];

export const ESCALATION_CHAINS: readonly EscalationChain[] = policy.escalationChains.map((chain) => ({
  ...chain,
  steps: chain.steps.map((step) => ({ starts: null, ...step })),
}));

const [workingDay] = policy.workingDays;
if (workingDay === undefined) throw new Error('the demonstration partnership has no working day');
export const END_OF_WORKING_DAY: CutOffPolicy = { cutOffAt: null, ...workingDay, source: source(workingDay.source) };

function hubHours(file: string): HubCalendarData {
  type Version = InFile<HubCalendarData, { readonly version: number; readonly week: Partial<HubCalendarData['week']>; readonly closures?: HubCalendarData['closures'] }>;
  const { id, versions } = read(`calendars/${file}`) as { readonly id: string; readonly versions: readonly [Version] };
  const [{ version, week, closures = [], ...rest }] = versions;
  const days = Object.fromEntries(WEEKDAYS.map((day) => [day, week[day] ?? []])) as unknown as HubCalendarData['week'];
  return { ...rest, id, version: String(version), source: source(rest.source), week: days, closures };
}

function schoolTerms(file: string): SchoolCalendarData {
  type Period = { readonly from: string; readonly to: string; readonly term?: string; readonly holiday?: string };
  type Version = InFile<SchoolCalendarData, { readonly version: number; readonly periods: readonly Period[] }>;
  const { urn, versions } = read(`calendars/${file}`) as { readonly urn: string; readonly versions: readonly [Version] };
  const [{ version, periods, ...rest }] = versions;
  return {
    ...rest,
    id: `school-terms/${urn}`,
    urn,
    version: String(version),
    source: source(rest.source),
    periods: periods.map(({ from, to, term, holiday }) => ({ kind: term === undefined ? 'holiday' : 'term', name: term ?? holiday ?? '', from, to })),
  };
}

export const NORTHSHIRE_HUB_HOURS = hubHours('northshire-csc-hub-hours.yaml');
export const NORTHMOOR_HUB_HOURS = hubHours('northmoor-csc-hub-hours.yaml');
export const HILLTOP_SCHOOL_TERMS = schoolTerms('hilltop-school-terms.yaml');
export const RIVERSIDE_SCHOOL_TERMS = schoolTerms('riverside-school-terms.yaml');
