import { describe, expect, it } from '@jest/globals';

import { ruleOf, valueOf } from '../test-support/calendars.js';
import { CLOCK_RULES, END_OF_WORKING_DAY, ESCALATION_CHAINS } from '../test-support/northshire.js';
import type { EscalationChain } from './escalation.js';
import { CLOCK_RULE_IDS, type ClockRule, type CutOffPolicy } from './rule.js';
import { checkClockRules, checkCutOffPolicies, checkEscalationChains, ruleInForce } from './rules.js';

const brief = (problems: readonly { at: string; code: string }[]): string[] => problems.map(({ at, code }) => `${at} ${code}`);
const ack = ruleOf('LA_ACK');
const anchorsOf = (id: string): unknown[] => CLOCK_RULES.filter((rule) => rule.id === id).map(({ anchor, authority, escalation }) => [anchor, authority, escalation]);

describe('the rules that the exchange comes with', () => {
  it('are sound, and so are the policy and the chains that they name', () => {
    expect(checkClockRules(CLOCK_RULES, ESCALATION_CHAINS)).toEqual([]);
    expect(checkEscalationChains(ESCALATION_CHAINS)).toEqual([]);
    expect(checkCutOffPolicies([END_OF_WORKING_DAY])).toEqual([]);
  });

  it('are complete, each with its source', () => {
    expect([...new Set(CLOCK_RULES.map(({ id }) => id))].toSorted()).toEqual([...CLOCK_RULE_IDS].toSorted());
    expect(CLOCK_RULES.every(({ source }) => source.title !== '')).toBe(true);
  });

  it('count a conference and an assessment from both anchors, and call no role for the census', () => {
    expect(anchorsOf('STRATEGY_TO_ICPC')).toEqual([
      ['strategy-discussion-held', 'statutory-guidance', 'child-protection-process'], ['section-47-started', 'census', null],
    ]);
    expect(anchorsOf('ASSESSMENT')).toEqual([
      ['referral-published', 'statutory-guidance', 'child-protection-process'], ['assessment-started', 'census', null],
    ]);
  });

  it('leave the hub\'s limits and the calls for a child without a holder to the partnership, and the others to the law', () => {
    expect(CLOCK_RULES.filter(({ authority }) => authority === 'local-policy').map(({ id }) => id)).toEqual(['HUB_RED', 'HUB_AMBER', 'HUB_GREEN', 'NO_HOLDER']);
  });

  it('accept no answer of a machine or a reader for the local authority', () => {
    expect(ack.stops).toEqual(['accepted', 'decided']);
  });
});

describe('a rule that changes', () => {
  const before: ClockRule = { ...ack, effectiveTo: '2026-06-30' };
  const since: ClockRule = { ...ack, version: 2, effectiveFrom: '2026-07-01' };
  const versionOn = (day: string): number => valueOf(ruleInForce([before, since], 'LA_ACK', 'referral-published', day)).version;

  it('applies to events from its first day on', () => {
    expect(['2026-06-30', '2026-07-01'].map((day) => versionOn(day))).toEqual([1, 2]);
    expect(checkClockRules([before, since], ESCALATION_CHAINS)).toEqual([]);
  });

  it('is refused on a day on which no version is in force', () => {
    expect(ruleInForce([before], 'LA_ACK', 'referral-published', '2026-07-01')).toMatchObject({ ok: false, error: { code: 'rule-not-in-force' } });
    expect(ruleInForce([ack], 'LA_ACK', 'child-returned', '2026-05-22')).toMatchObject({ ok: false });
  });
});

describe('rules, policies and chains with a fault', () => {
  it.each<[string, readonly ClockRule[], string[]]>([
    ['two versions on one day', [ack, { ...ack, version: 2 }], ['rules/1 overlap']],
    ['an end before the beginning', [{ ...ack, effectiveTo: '2020-01-01' }], ['rules/0/effectiveTo wrong-order']],
    ['a day that does not exist', [{ ...ack, effectiveFrom: '2026-02-30' }], ['rules/0/effectiveFrom not-a-date']],
    ['a limit of zero', [{ ...ruleOf('RETURN_INTERVIEW'), limitHours: 0 } as ClockRule], ['rules/0/limit out-of-range']],
    ['half a working day', [{ ...ack, limitWorkingDays: 0.5 } as ClockRule], ['rules/0/limit out-of-range']],
    ['a warning after the end', [{ ...ack, warnAt: [0.5, 1.2] }], ['rules/0/warnAt/1 out-of-range']],
    ['warnings out of order', [{ ...ack, warnAt: [0.8, 0.5] }], ['rules/0/warnAt/1 wrong-order']],
    ['a chain that does not exist', [{ ...ack, escalation: 'no-such-chain' }], ['rules/0/escalation unknown-chain']],
  ])('%s', (_what, rules, expected) => {
    expect(brief(checkClockRules(rules, ESCALATION_CHAINS))).toEqual(expected);
  });

  const chain: EscalationChain = { id: 'some', version: 1, warn: 'manager', steps: [{ role: 'manager', afterMinutes: 60, starts: null }] };
  it.each<[string, readonly EscalationChain[], string[]]>([
    ['a chain without a role', [{ ...chain, steps: [] }], ['chains/0/steps incomplete']],
    ['one role twice', [{ ...chain, steps: [...chain.steps, ...chain.steps] }], ['chains/0/steps/1/role duplicate']],
    ['a step before the one before it', [{ ...chain, steps: [...chain.steps, { role: 'referrer', afterMinutes: 0, starts: null }] }], ['chains/0/steps/1/afterMinutes wrong-order']],
    ['a step before the breach', [{ ...chain, steps: [{ role: 'manager', afterMinutes: -1, starts: null }] }], ['chains/0/steps/0/afterMinutes out-of-range', 'chains/0/steps/0/afterMinutes wrong-order']],
    ['two chains of one name', [chain, chain], ['chains/1/id duplicate']],
  ])('%s', (_what, chains, expected) => {
    expect(brief(checkEscalationChains(chains))).toEqual(expected);
  });

  it.each<[string, Partial<CutOffPolicy>, string[]]>([
    ['a working day that ends before it starts', { workingDayEndsAt: '08:00' }, ['cutOffs/0/workingDayEndsAt wrong-order']],
    ['no time of day', { cutOffAt: 'noon' }, ['cutOffs/0 not-a-time']],
    ['a cut-off at midnight', { cutOffAt: '00:00' }, ['cutOffs/0/cutOffAt out-of-range']],
  ])('%s', (_what, change, expected) => {
    expect(brief(checkCutOffPolicies([{ ...END_OF_WORKING_DAY, ...change }]))).toEqual(expected);
  });
});
