import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';

import { parsePartnership } from './parse-partnership.js';
import { describeProblem } from './problem.js';

const FOLDER = 'infra/partnership/northshire';
const MAIN = 'partnership.yaml';
const PLAN = 'action-plans/child-protection-inspection-2026.yaml';
const AGREEMENTS = ['multi-agency-safeguarding-hub', 'domestic-abuse-school-notification', 'probation-risk'].map((name) => `agreements/${name}.yaml`);
const LOCAL_POLICY = [
  'clocks/local-policy.yaml', ...['northshire-csc-hub-hours', 'northmoor-csc-hub-hours', 'hilltop-school-terms', 'riverside-school-terms'].map((name) => `calendars/${name}.yaml`),
];
const textOf = (name: string): string => readFileSync(join(process.cwd(), FOLDER, name), 'utf8');

interface PlanFile {
  readonly id: string;
  readonly inspection: { reference: string; title: string; received?: string };
  readonly recommendations: Record<string, unknown>[];
}

function read(change: (plan: PlanFile) => void = () => undefined, main = textOf(MAIN)) {
  const plan = parse(textOf(PLAN)) as PlanFile;
  change(plan);
  return parsePartnership([{ name: MAIN, text: main }, ...[...AGREEMENTS, ...LOCAL_POLICY].map((name) => ({ name, text: textOf(name) })), { name: PLAN, text: stringify(plan) }]);
}

function problems(change: (first: Record<string, unknown>, plan: PlanFile) => void): readonly string[] {
  const outcome = read((plan) => {
    const [first] = plan.recommendations;
    if (first !== undefined) change(first, plan);
  });
  return outcome.ok ? [] : outcome.error.map((problem) => describeProblem(problem).replace(/:\d+/, ''));
}

const first = `${PLAN} /recommendations/0`;
const evidence = (more: object): object => ({ measure: 'acknowledged-in-time', target: { atLeast: 95 }, ...more });

describe('an action plan', () => {
  it('of the demo is sound, and states the number of each target', () => {
    const outcome = read();
    const recommendations = outcome.ok ? (outcome.value.actionPlans[0]?.recommendations ?? []) : [];
    expect(recommendations.map(({ evidence: { target } }) => target.of)).toEqual([
      'percent', 'percentile-90-minutes', 'percentile-90-minutes', 'median-minutes', 'percent', 'percent', 'percent', 'percent', 'percent',
    ]);
  });

  it('may be left out', () => {
    const main = textOf(MAIN).replace(/actionPlans:[^]*$/, '');
    const outcome = parsePartnership([{ name: MAIN, text: main }, ...[...AGREEMENTS, ...LOCAL_POLICY].map((name) => ({ name, text: textOf(name) }))]);
    expect(outcome.ok && outcome.value.actionPlans).toEqual([]);
  });

  it.each<readonly [string, (recommendation: Record<string, unknown>, plan: PlanFile) => void, string]>([
    ['an unknown measure', (each) => (each['evidence'] = evidence({ measure: 'kindness' })), `${first}/evidence/measure: There is no such measure. Use one of: acknowledged-in-time,`],
    ['a measure without history', (each) => (each['evidence'] = evidence({ measure: 'overdue-now' })), `${first}/evidence/measure: This measure describes the present moment`],
    ['an unknown owner', (each) => (each['owner'] = 'southshire-csc'), `${first}/owner: No force or agency of the partnership has this id.`],
    ['an unknown agency', (each) => (each['evidence'] = evidence({ agency: 'southshire-csc' })), `${first}/evidence/agency: No agency of the partnership`],
    ['a filter that the measure does not have', (each) => (each['evidence'] = evidence({ measure: 'ethnicity-n1', agency: 'northshire-csc' })), `${first}/evidence/agency: This measure does not have the dimension agency.`],
    ['no day of receipt', (_, plan) => void delete plan.inspection.received, `${PLAN} /inspection/received: Missing. Add it.`],
    ['a day that does not exist', (_, plan) => (plan.inspection.received = '2026-02-30'), `${PLAN} /inspection/received: Must be a day of the calendar`],
    ['a day before the rule', (_, plan) => (plan.inspection.received = '2013-02-28'), `${PLAN} /inspection/received: No version of the rule`],
    ['closed before it was received', (each) => (each['closed'] = { on: '2026-04-01', because: 'Done.' }), `${first}/closed/on: It was closed before`],
    ['closed without a reason', (each) => (each['closed'] = { on: '2026-05-01' }), `${first}/closed/because: Missing. Add it.`],
    ['two ends of a target', (each) => (each['evidence'] = evidence({ target: { atLeast: 5, atMost: 9 } })), `${first}/evidence/target: Give one of atLeast and atMost`],
    ['more than 100 percent', (each) => (each['evidence'] = evidence({ target: { atLeast: 101 } })), `${first}/evidence/target/atLeast: A share is 100 percent at most.`],
    ['a median of a share', (each) => (each['evidence'] = evidence({ target: { of: 'median', atLeast: 5 } })), `${first}/evidence/target/of: Only a duration has`],
    ['a due day of its own', (each) => (each['due'] = '2027-01-01'), `${first}/due: Unknown key.`],
    ['one id twice', (each) => (each['id'] = 'record-ethnicity'), `${PLAN} /recommendations/5/id: Another recommendation has this id.`],
  ])('with %s is refused, with the position and the remedy', (_, change, expected) => {
    expect(problems(change)).toEqual([expect.stringContaining(expected)]);
  });

  it('that is listed but missing is refused', () => {
    const outcome = read(undefined, `${textOf(MAIN)}  - action-plans/forgotten.yaml\n`);
    expect(outcome.ok ? [] : outcome.error.map((problem) => describeProblem(problem))).toEqual([expect.stringMatching(/\/actionPlans\/1: There is no such file/)]);
  });
});
