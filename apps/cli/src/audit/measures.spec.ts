import { afterEach, describe, expect, it } from '@jest/globals';

import { compileContract, MeasureAnswer, RecommendationHistory, type Measure, type MeasureValue } from '#libs/contracts';

import { exchange, ExchangeStandIn, json, problem, type Answer } from '../test-support/exchange-stand-in.js';

const measure: Measure = {
  id: 'ethnicity-n1', version: 1, kind: 'share', unit: 'percent', sentence: 'How many children are N1.', numerator: 'children recorded as N1', denominator: 'children',
  rule: 'Children of referrals published in the period.', doesNotShow: 'Whether the reason was true.', dimensions: ['force', 'unit', 'month'], isOfNow: false,
};
const value = (numerator: number, denominator: number): MeasureValue =>
  ({ numerator, denominator, percent: Math.round((1_000 * numerator) / denominator) / 10, parts: [{ code: 'not-stated-N1', cases: numerator }] });
const answer: MeasureAnswer = {
  asOf: '2026-06-01T08:00:00.000000Z', measure, period: { from: '2026-05-01', to: '2026-05-31' }, filters: { force: 'northshire-police' }, by: 'unit',
  total: value(13, 40),
  groups: [
    { force: 'northshire-police', unit: 'RESPONSE-1', value: value(1, 20) },
    { force: 'northshire-police', unit: 'RESPONSE-2', value: value(12, 20), outlier: { direction: 'higher', othersNumerator: 1, othersDenominator: 20, othersPercent: 5 } },
  ],
  outlierRule: { id: 'measures/outlier', version: 1, sentence: 'A unit stands out where it is far away.' },
};
const history: RecommendationHistory = {
  asOf: answer.asOf,
  recommendation: {
    id: 'assess-risk', plan: 'plan-2026', inspection: 'NCPI-2026-21', receivedOn: '2026-04-20', text: 'Grade within the hour.', owner: 'northshire-police', state: 'overdue',
    dueOn: '2026-06-01', explanation: 'due Mon 1 Jun 2026: 6 weeks after', rule: 'INSPECTION_RESPONSE', ruleVersion: 1,
    evidence: { measure: 'report-to-grade', force: 'northshire-police', of: 'percentile-90-minutes', atMost: 60 },
    now: { period: { from: '2026-05-05', to: '2026-06-01' }, value: { numerator: 4, denominator: 5, medianMinutes: 20, percentile90Minutes: 95.5, parts: [] }, met: false },
  },
  months: [{ month: '2026-04', value: { numerator: 0, denominator: 0, parts: [] } }],
};

let server: ExchangeStandIn | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function ask(given: Answer, ...argv: string[]) {
  server = await ExchangeStandIn.answering(given);
  return exchange(['audit', ...argv, '--audit-url', server.url, '--as-organisation', 'northshire-inspectorate', '--as-person', 'insp-0007']);
}

describe('exchange audit measures', () => {
  it('shows the groups with the total last, the outliers, and the rule of the count', async () => {
    expect(compileContract(MeasureAnswer).validate(answer)).toMatchObject({ ok: true });
    const { exitCode, out } = await ask(json(answer), 'measures', 'ethnicity-n1', '--from', '2026-05', '--to', '2026-05', '--by', 'unit', '--force', 'northshire-police');
    expect(exitCode).toBe(0);
    expect(server?.seen[0]).toMatchObject({ path: '/v1/measures/ethnicity-n1' });
    expect(server?.seen[0]?.query.toString()).toBe('force=northshire-police&from=2026-05&to=2026-05&by=unit');
    const lines = out.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '));
    expect(lines.slice(0, 7)).toEqual([
      'How many children are N1.', '2026-05-01 to 2026-05-31; only force northshire-police', '',
      expect.stringMatching(/^FORCE \| UNIT \| PERCENT \| COUNTED \| OF \| OLDEST OPEN \| OUTLIER$/),
      'northshire-police | RESPONSE-1 | 5.0 | 1 | 20 | - | -',
      'northshire-police | RESPONSE-2 | 60.0 | 12 | 20 | - | higher: the others have 5.0 %',
      'all | - | 32.5 | 13 | 40 | - | -',
    ]);
    expect(out).toContain('Of all: 13 not-stated-N1');
    expect(out).toMatch(/Counts: +children recorded as N1\nOf: +children\nRule: .*ethnicity-n1, version 1/);
  });

  it('is the answer itself with --json, and the list of measures without an id', async () => {
    expect(JSON.parse((await ask(json(answer), 'measures', 'ethnicity-n1', '--json')).out)).toEqual(answer);
    await server?.close();
    const { out } = await ask(json({ items: [measure], outlierRule: answer.outlierRule }), 'measures');
    expect(out).toMatch(/ethnicity-n1 +percent +force,unit,month +How many children are N1\./);
  });

  it('states that no record names a unit, because a measure of no case would read as a clean bill', async () => {
    const { exitCode, out } = await ask(json({ ...answer, notRecorded: ['unit'] }), 'measures', 'ethnicity-n1', '--unit', 'NS-CC-9');
    expect([exitCode, out.endsWith('\nNo record that you may see names the unit of --unit. Check the spelling.\n')]).toEqual([0, true]);
  });

  it('ends with 2 for an invalid day, unit or grouping, and sends no request', async () => {
    for (const option of [['--from', 'May'], ['--unit', 'the desk'], ['--by', 'ward']]) {
      expect((await ask(json(answer), 'measures', 'ethnicity-n1', ...option)).exitCode).toBe(2);
      expect(server?.seen).toEqual([]);
      await server?.close();
    }
  });

  it('prints the reason of a refused measure', async () => {
    const { exitCode, err } = await ask(problem('AUD-005'), 'measures', 'kindness');
    expect([exitCode, err]).toEqual([expect.any(Number), expect.stringContaining('(AUD-005)')]);
    expect(exitCode).not.toBe(0);
  });
});

describe('exchange audit recommendations', () => {
  it('shows one month by month, against its target', async () => {
    expect(compileContract(RecommendationHistory).validate(history)).toMatchObject({ ok: true });
    const { exitCode, out } = await ask(json(history), 'recommendations', 'assess-risk');
    expect(exitCode).toBe(0);
    expect(out).toContain('overdue; due Mon 1 Jun 2026: 6 weeks after');
    expect(out).toContain('Measured by report-to-grade (force northshire-police); target 9 in 10 at most 1 h');
    expect(out.replaceAll(/ {2,}/g, ' | ')).toContain('2026-04 | - | 0 | 0 | -\nlast 4 weeks | 1 h 35 min | 4 | 5 | no');
  });

  it('shows the whole plan without an id', async () => {
    const { out } = await ask(json({ asOf: answer.asOf, items: [history.recommendation] }), 'recommendations');
    expect(out).toMatch(/assess-risk +overdue +2026-06-01 +northshire-police +report-to-grade +9 in 10 at most 1 h +1 h 35 min +5 +no/);
  });
});
