import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  compileContract, DeadlineBreachedContract, DeadlineCancelledContract, DeadlineMetContract, DeadlineStartedContract, DeadlineSupersededContract, encodeEvent,
  MeasureAnswer, MeasureList,
  RecommendationHistory, RecommendationList, type ClockReference, type DeadlineSuperseded, type EthnicityMark, type EventContract, type OutgoingMessage,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { toLocalTime } from '#libs/safeguarding';
import { ChangeFacts, ReferralFacts } from '#libs/testing';

import { AuditUnderTest, callerOf } from './test-support/audit-under-test.js';

const [CSC, NORTHMOOR, POLICE] = ['northshire-csc', 'northmoor-csc', 'northshire-police'];
const HOUR = 60;
const DAY = 24 * HOUR;
const stated: Omit<EthnicityMark, 'childId'> = { stated: 'stated', perceived: 'recorded', conflict: false, defaulted: false };
const calledAway: Omit<EthnicityMark, 'childId'> = { stated: 'not-stated', reasonNotStated: 'N1', perceived: 'recorded', conflict: false, defaulted: false };
const filledIn: Omit<EthnicityMark, 'childId'> = { stated: 'not-stated', perceived: 'absent', conflict: false, defaulted: true };
const published = new Date(Date.now() - 2 * DAY * 60_000);
const day = (at: Date): string => toLocalTime(at.getTime()).date;
/** A period around all events of these tests, in any month. */
const PERIOD = `from=${day(new Date(published.getTime() - 2 * DAY * 60_000))}&to=${day(new Date())}`;

/** Minutes until opened, for each of twenty referrals of the unit without a problem. */
const OPENED_AFTER = [3, 7, 12, 12, 18, 25, 31, 44, 58, 61, 75, 90, 120, 121, 180, 240, 300, 455, 700, 901];
const byHand = (part: number): number | undefined => OPENED_AFTER.toSorted((left, right) => left - right)[Math.ceil(part * OPENED_AFTER.length) - 1];

describe('measures', () => {
  let audit: AuditUnderTest;
  let usual: readonly ReferralFacts[];

  const clock = <Data extends { readonly referralId: string }>(
    contract: EventContract<Data>, example: string, id: string, dueAt: string, more: Partial<Data> = {}, agency = CSC, rule = 'LA_ACK',
  ): OutgoingMessage => {
    const base = contract.examples[example] as Data & { readonly clock: object };
    const data = { ...base, agency, referralId: usual[0]?.referralId ?? '', clock: { ...base.clock, id, rule, dueAt }, ...more };
    return encodeEvent(contract as EventContract<unknown>, {
      topic: audit.topics.notice(agency), key: 'case', id: newId(), source: '/deadline-watch', subject: data.referralId, time: dueAt, correlationId: newId(), data,
    });
  };
  const started = (name: string, corrects: string | undefined, dueAt: string): OutgoingMessage => {
    const { clock: base } = DeadlineStartedContract.examples['one-working-day'] as { readonly clock: ClockReference };
    const corrected = corrects === undefined ? {} : { supersedes: clockIds[corrects] ?? '' };
    return clock(DeadlineStartedContract, 'one-working-day', clockIds[name] ?? '', dueAt, { clock: { ...base, id: clockIds[name] ?? '', dueAt, ...corrected } });
  };
  const superseded = (dueAt: string, at: string): OutgoingMessage => {
    const { childId: _, episodeId: __, ...example } = DeadlineSupersededContract.examples['corrected'] as DeadlineSuperseded;
    const data = { ...example, referralId: usual[0]?.referralId ?? '', clockId: clockIds['f'] ?? '', rule: 'LA_ACK', dueAt, at };
    return encodeEvent(DeadlineSupersededContract as EventContract<unknown>, {
      topic: audit.topics.notice(CSC), key: 'case', id: newId(), source: '/deadline-watch', subject: data.referralId, time: dueAt, correlationId: newId(), data,
    });
  };
  const measure = async (id: string, query = ''): Promise<MeasureAnswer> => {
    const answer = await audit.json<MeasureAnswer>(`/v1/measures/${id}?${query}`);
    expect(compileContract(MeasureAnswer).validate(answer)).toMatchObject({ ok: true });
    return answer;
  };
  const as = async (organisation: string, path: string): Promise<readonly [number, { readonly code?: string; readonly filters?: object; readonly items?: readonly { readonly owner: string }[] }]> => {
    const response = await audit.get(path, callerOf(organisation, 'p-1'));
    return [response.status, (await response.json()) as object];
  };

  beforeAll(async () => {
    audit = await AuditUnderTest.start();
    const of = (unit: string, ethnicity: readonly Omit<EthnicityMark, 'childId'>[]): ReferralFacts => new ReferralFacts(audit.topics, { publishedAt: published, unit, ethnicity });
    usual = OPENED_AFTER.map((_, index) => of('RESPONSE-1', [index === 0 ? calledAway : stated]));
    const hasty = Array.from({ length: 10 }, (_, index) => of('RESPONSE-2', [index < 6 ? calledAway : stated, index < 6 ? calledAway : filledIn]));
    const [first, second, third] = usual;
    if (first === undefined || second === undefined || third === undefined) throw new Error('there are no referrals');
    const changes = new ChangeFacts(audit.topics, first);
    const [late, open, never] = [newId(), newId(), newId()];
    const at = (minutes: number): string => first.at(minutes);
    await audit.publish([
      ...usual.flatMap((facts, index) => [facts.published([CSC, NORTHMOOR]), facts.receipt(CSC, 'opened', OPENED_AFTER[index] ?? 0)]),
      ...hasty.map((facts) => facts.published([CSC])),
      second.receipt(CSC, 'refused', 30), third.receipt(CSC, 'refused', 40, { reasonCode: 'duplicate' }), first.receipt(CSC, 'redirected', 20, { redirectedTo: NORTHMOOR }),
      ...changes.everythingElse(CSC, 100), changes.correction(newId(), [CSC], 130, [`/children/${first.childIds[0]}/selfDefinedEthnicity/code`]),
      changes.regrade(newId(), 'amber', [CSC], 60), changes.regrade(newId(), 'red', [CSC], 300),
      // Incidents reported two and three days ago, due a day after the report; one was referred late, one not at all.
      changes.incident(late, 2 * DAY), changes.linked(late, 2 * DAY), changes.incident(open, DAY, { unit: 'RESPONSE-2' }), changes.incident(never, DAY, { childPresent: false }),
      // Clocks due a day after the publication: in time, late, silent, withdrawn before and after, and one that is not due yet.
      ...['a', 'b', 'c', 'd', 'e'].flatMap((name) => [clock(DeadlineStartedContract, 'one-working-day', clockIds[name] ?? '', at(DAY))]),
      clock(DeadlineStartedContract, 'one-working-day', newId(), at(5 * DAY)),
      clock(DeadlineMetContract, Object.keys(DeadlineMetContract.examples)[0] ?? '', clockIds['a'] ?? '', at(DAY), { at: at(DAY) }),
      clock(DeadlineMetContract, Object.keys(DeadlineMetContract.examples)[0] ?? '', clockIds['b'] ?? '', at(DAY), { at: at(DAY + 1), lateSeconds: 60 }),
      clock(DeadlineBreachedContract, 'at-once', clockIds['c'] ?? '', at(DAY), { at: at(DAY) }, NORTHMOOR),
      clock(DeadlineCancelledContract, Object.keys(DeadlineCancelledContract.examples)[0] ?? '', clockIds['d'] ?? '', at(DAY), { at: at(HOUR) }),
      clock(DeadlineCancelledContract, Object.keys(DeadlineCancelledContract.examples)[0] ?? '', clockIds['e'] ?? '', at(DAY), { at: at(DAY + HOUR), breachedSeconds: 3_600 }),
      // Two corrected times: a clock that ended as superseded, and one that had been met before, each with the clock of the corrected time.
      ...([['f', undefined], ['g', 'f'], ['h', undefined], ['i', 'h']] as const).map(([name, corrects]) => started(name, corrects, at(DAY))),
      superseded(at(DAY), at(HOUR)),
      ...['g', 'h', 'i'].map((name) => clock(DeadlineMetContract, 'in-time', clockIds[name] ?? '', at(DAY), { at: at(HOUR) })),
    ]);
  }, 60_000);
  afterAll(() => audit.stop(), 20_000);

  it('are listed, each with what it counts, of what, and by which rule', async () => {
    const list = await audit.json<MeasureList>('/v1/measures');
    expect(compileContract(MeasureList).validate(list)).toMatchObject({ ok: true });
    expect(list.items.map(({ id }) => id)).toEqual(expect.arrayContaining(['acknowledged-in-time', 'ethnicity-n1', 'referred-in-time']));
  });

  it('refuse an unknown force and agency with the known names, and state that no record names a unit', async () => {
    for (const [name, value] of [['force', 'northshyre-police'], ['agency', 'northshire-cscs']] as const) {
      const response = await audit.get(`/v1/measures/acknowledged-in-time?${PERIOD}&${name}=${value}`);
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'GEN-011', errors: [{ pointer: `/${name}`, code: 'unknown', message: expect.stringContaining(name === 'force' ? POLICE : CSC) }] }]);
    }
    expect(await measure('ethnicity-n1', `${PERIOD}&unit=RESPONSE-9`)).toMatchObject({ total: { denominator: 0 }, notRecorded: ['unit'] });
    expect(await measure('ethnicity-n1', 'to=2026-01&unit=RESPONSE-1')).not.toHaveProperty('notRecorded');
    for (const place of ['measures', 'recommendations', 'recommendations/record-ethnicity']) expect(await as(POLICE, `/v1/${place}?force=${POLICE}`)).toMatchObject([400, { code: 'GEN-011' }]);
  });

  it('each answer, over a period or for now, by everything that they are divided by', async () => {
    const { items } = await audit.json<MeasureList>('/v1/measures');
    for (const { id, dimensions, isOfNow } of items) {
      for (const by of dimensions) {
        const { total, groups } = await measure(id, `by=${by}${isOfNow ? '' : `&${PERIOD}`}`);
        expect([id, groups.reduce((sum, { value }) => sum + value.denominator, 0)]).toEqual([id, total.denominator]);
      }
    }
  });

  it('scenario 8: the unit where six in ten children are N1 is an outlier, by a named rule', async () => {
    const { groups, total, outlierRule } = await measure('ethnicity-n1', `${PERIOD}&by=unit`);
    expect(groups).toMatchObject([
      { force: POLICE, unit: 'RESPONSE-1', value: { numerator: 1, denominator: 20, percent: 5 } },
      {
        force: POLICE, unit: 'RESPONSE-2', value: { numerator: 12, denominator: 20, percent: 60 },
        outlier: { direction: 'higher', othersNumerator: 1, othersDenominator: 20, othersPercent: 5 },
      },
    ]);
    // With one other unit to compare it with, that one stands out as well: it is much lower than the rest.
    expect(groups[0]?.outlier?.direction).toBe('lower');
    expect(total).toMatchObject({ parts: [{ code: 'stated', cases: 23 }, { code: 'not-stated-N1', cases: 13 }, { code: 'not-stated-without-reason', cases: 4 }] });
    expect(outlierRule?.sentence).toContain('15 percentage points');
  });

  it('tell how well ethnicity was recorded', async () => {
    const value = async (id: string) => {
      const { total: { numerator, denominator } } = await measure(id, PERIOD);
      return `${numerator} of ${denominator}`;
    };
    expect(await Promise.all(['ethnicity-complete', 'ethnicity-stated', 'ethnicity-n4', 'ethnicity-defaulted', 'ethnicity-conflict-with-perceived', 'ethnicity-conflict-between-agencies']
      .map((id) => value(id)))).toEqual(['36 of 40', '23 of 40', '0 of 40', '4 of 40', '0 of 23', '1 of 40']);
    expect((await measure('ethnicity-time-to-correct', `${PERIOD}&agency=${CSC}`)).total).toMatchObject({ numerator: 1, denominator: 1, medianMinutes: 30 });
  });

  it('count an answer at the due time as in time, a late one as late, silence as silence, a withdrawal only after the due time, and a duty whose start was corrected once', async () => {
    const { total, groups } = await measure('acknowledged-in-time', `${PERIOD}&by=agency`);
    expect(total).toMatchObject({
      numerator: 3, denominator: 6, percent: 50,
      parts: [{ code: 'met-in-time', cases: 3 }, { code: 'breached-open', cases: 1 }, { code: 'cancelled-late', cases: 1 }, { code: 'met-late', cases: 1 }],
    });
    expect(groups).toMatchObject([{ agency: NORTHMOOR, value: { numerator: 0, denominator: 1 } }, { agency: CSC, value: { numerator: 3, denominator: 5 } }]);
    expect((await measure('overdue-now')).total).toMatchObject({ numerator: 1, denominator: 2, parts: [{ code: 'LA_ACK', cases: 1 }] });
  });

  it('have the median and the 90th percentile of real cases, as sorting by hand gives them', async () => {
    const { total } = await measure('time-to-opened', `${PERIOD}&agency=${CSC}`);
    expect(total).toMatchObject({ numerator: 20, denominator: 30, medianMinutes: byHand(0.5), percentile90Minutes: byHand(0.9) });
  });

  it('tell refusals by reason, gradings, and gaps with the age of the oldest', async () => {
    expect((await measure('refused', `${PERIOD}&unit=RESPONSE-1`)).total).toMatchObject({
      numerator: 2, denominator: 40, percent: 5, parts: [{ code: 'duplicate', cases: 1 }, { code: 'not-our-remit', cases: 1 }],
    });
    expect((await measure('grade-to-regrade', PERIOD)).total).toMatchObject({ numerator: 1, denominator: 2, medianMinutes: 240 });
    const gaps = await measure('referred-in-time', `from=${day(new Date(published.getTime() - 4 * DAY * 60_000))}&by=unit`);
    expect(gaps.total).toMatchObject({ numerator: 0, denominator: 2, medianMinutes: 2 * DAY, parts: [{ code: 'referred-late', cases: 1 }, { code: 'without-referral', cases: 1 }] });
    expect(gaps.groups.map(({ unit, value }) => [unit, value.oldestOpenMinutes !== undefined && value.oldestOpenMinutes >= 3 * DAY])).toEqual([['NS-CC-2', false], ['RESPONSE-2', true]]);
  });

  it.each([
    ['no-such-measure', '', 404, 'AUD-005'], ['refused', 'from=2026-13', 400, 'AUD-006'], ['refused', 'from=2026-05&to=2026-04', 400, 'AUD-006'],
    ['overdue-now', 'from=2026-05', 400, 'AUD-006'], ['ethnicity-n1', 'by=agency', 400, 'AUD-007'], ['ethnicity-n1', `agency=${CSC}`, 400, 'AUD-007'],
    ['overdue-now', 'by=month', 400, 'AUD-007'], ['refused', 'by=ward', 400, 'GEN-011'], ['refused', 'unit=the desk', 400, 'GEN-011'],
  ])('%s?%s is refused', async (id, query, status, code) => {
    const response = await audit.get(`/v1/measures/${id}?${query}`);
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
  });

  it('are an agency\'s own for the agency, a force\'s own for the force, and refused without a name', async () => {
    expect(await as(CSC, `/v1/measures/refused?${PERIOD}`)).toMatchObject([200, { filters: { agency: CSC } }]);
    expect(await as(CSC, `/v1/measures/refused?${PERIOD}&agency=${NORTHMOOR}`)).toMatchObject([403, { code: 'AUD-008' }]);
    expect(await as(CSC, `/v1/measures/ethnicity-n1?${PERIOD}`)).toMatchObject([403, { code: 'AUD-008' }]);
    expect(await as(POLICE, `/v1/measures/ethnicity-n1?${PERIOD}&by=unit`)).toMatchObject([200, { filters: { force: POLICE } }]);
    expect(await as(POLICE, '/v1/measures/ethnicity-n1?force=other-police')).toMatchObject([403, { code: 'AUD-008' }]);
    expect((await audit.get('/v1/measures/refused', {})).status).toBe(401);
  });

  it('show whether the recommendations of an inspection are followed', async () => {
    const list = await audit.json<RecommendationList>('/v1/recommendations');
    expect(compileContract(RecommendationList).validate(list)).toMatchObject({ ok: true });
    expect(list.items.find(({ id }) => id === 'share-information-in-time')).toMatchObject({
      owner: CSC, dueOn: '2026-06-01', explanation: expect.stringContaining('6 weeks after'), evidence: { of: 'percent', atLeast: 95 },
      now: { value: { numerator: 3, denominator: 5 }, met: false },
    });
    expect(list.items.find(({ id }) => id === 'interview-missing-children')?.now).not.toHaveProperty('met');
    const history = await audit.json<RecommendationHistory>('/v1/recommendations/ask-again-when-called-away');
    expect(compileContract(RecommendationHistory).validate(history)).toMatchObject({ ok: true });
    expect(history.months[0]?.month).toBe('2026-04');
    expect(history.months.find(({ month }) => month === day(published).slice(0, 7))).toMatchObject({ value: { numerator: 13, denominator: 40, percent: 32.5 }, met: false });
  });

  it('and recommendations are seen by who answers for them, and by auditors', async () => {
    const [, mine] = await as(CSC, '/v1/recommendations');
    expect(new Set(mine.items?.map(({ owner }) => owner))).toEqual(new Set([CSC]));
    expect(await as(CSC, '/v1/recommendations/record-ethnicity')).toMatchObject([404, { code: 'AUD-009' }]);
    expect(await as('northshire-inspectorate', '/v1/recommendations/no-such')).toMatchObject([404, { code: 'AUD-009' }]);
  });
});

const clockIds: Readonly<Record<string, string>> = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => [name, newId()]));
