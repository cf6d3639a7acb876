import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { DueTime } from '#libs/contracts';
import { ruleInForce, startClock, toLocalTime } from '#libs/safeguarding';

import { northshire } from '../test-support/northshire.js';
import { clockPolicy } from './clock-policy.js';
import { clocksOfSharing, dueTimes, type CountedReferral, type CountedSharing } from './sharing-clocks.js';

const agency = (id: string, kind: 'childrens-social-care' | 'school' | 'health', urn: string | null = null) =>
  ({ id, name: id, kind, areas: [], urn, escalation: {}, hubHours: null });
const made = clockPolicy({
  ...northshire,
  agencies: [agency('northshire-csc', 'childrens-social-care'), agency('northshire-icb', 'health'), agency('hilltop-school', 'school', '142001'), agency('new-school', 'school', '142999')],
});
if (!made.ok) throw new Error('the policy of the exchange is not sound');
const policy = made.value;

const FRIDAY = '2026-05-22T17:00:00.000Z';
const missing: CountedReferral = { grade: 'red', concernTypes: ['missing'], groundsAt: '2026-05-22T16:20:00.000Z' };
const violence: CountedReferral = { grade: 'amber', concernTypes: ['domestic-abuse'], groundsAt: '2026-05-24T20:52:00.000Z' };
const toHub: CountedSharing = { agency: 'northshire-csc', expectation: 'acknowledge-and-decide', purpose: 'child-protection', at: FRIDAY };
const toSchool: CountedSharing = { agency: 'hilltop-school', expectation: 'acknowledge', purpose: 'pupil-support', at: '2026-05-24T22:00:00.000Z' };

const inShort = (due: readonly DueTime[]): string[] => due.map(({ rule, dueAt }) => `${rule} ${dueAt ?? 'unknown'}`);

describe('the due times of an agency\'s answer', () => {
  it('have their rule and a reason, over a bank holiday weekend', () => {
    const due = dueTimes(toHub, missing, policy);
    expect(inShort(due)).toEqual(['LA_ACK 2026-05-26T16:00:00.000Z', 'HUB_RED 2026-05-26T11:30:00.000Z']);
    expect(due[0]?.explanation).toBe('due Tue 26 May 2026 17:00 BST: one working day after Fri 22 May 2026 18:00 BST; Mon 25 May is a bank holiday');
  });

  it('are none for an agency that is only informed, or under a grade without a hub decision', () => {
    expect(dueTimes({ ...toHub, agency: 'northshire-icb' }, missing, policy)).toEqual([]);
    expect(dueTimes({ ...toHub, expectation: 'acknowledge' }, missing, policy)).toEqual([]);
    expect(inShort(dueTimes(toHub, { ...missing, grade: 'blue' }, policy))).toEqual(['LA_ACK 2026-05-26T16:00:00.000Z']);
  });

  it('count a school\'s notice from the grounds, by its own terms, and a local authority\'s in place of a school', () => {
    expect(inShort(dueTimes(toSchool, violence, policy))).toEqual(['SCHOOL_NOTICE 2026-06-01T07:45:00.000Z']);
    expect(inShort(dueTimes({ ...toHub, at: toSchool.at, inPlaceOfSchool: true }, violence, policy))).toContain('SCHOOL_NOTICE 2026-05-26T08:00:00.000Z');
    expect(inShort(dueTimes({ ...toHub, at: toSchool.at, inPlaceOfSchool: false }, violence, policy))).not.toContain('SCHOOL_NOTICE 2026-05-26T08:00:00.000Z');
    expect(dueTimes(toSchool, missing, policy)).toEqual([]);
  });

  it.each([
    ['a school without terms', { ...toSchool, agency: 'new-school' }, violence, 'The rule SCHOOL_NOTICE needs the calendar of the child\'s school.'],
    ['a day after the last known term', toSchool, { ...violence, groundsAt: '2027-08-30T12:00:00.000Z' }, 'covers 2025-09-01 to 2027-08-31, and a day outside is needed. Load a version that covers it.'],
    ['a day after the last known bank holiday', { ...toHub, at: '2028-12-30T12:00:00.000Z' }, { ...missing, grade: 'blue' as const }, 'covers 2019-01-01 to 2028-12-31, and a day outside is needed.'],
  ])('are not guessed for %s: there is no due time, and the explanation names the missing data', (_, sharing, referral, missingPart) => {
    const [clock] = dueTimes(sharing, referral, policy);
    expect(clock).toBeDefined();
    expect(clock).not.toHaveProperty('dueAt');
    expect(clock?.explanation).toContain(missingPart);
  });

  it('equal, to the millisecond and the word, those of the clock itself when it is started with all its warnings', () => {
    const anchors = fc.integer({ min: Date.parse('2025-11-10T00:00:00Z'), max: Date.parse('2027-06-01T00:00:00Z') });
    fc.assert(fc.property(anchors, fc.constantFrom('red', 'amber', 'green', 'blue'), fc.boolean(), (time, grade, atSchool) => {
      const at = new Date(time).toISOString();
      const sharing = { ...(atSchool ? toSchool : toHub), at };
      const referral = { grade, concernTypes: ['domestic-abuse'], groundsAt: at };
      const counted = clocksOfSharing(sharing, referral, policy).map(({ rule, anchor, at: from }) => {
        const version = ruleInForce(policy.rules, rule, anchor, toLocalTime(time).date);
        const clock = version.ok ? startClock(version.value, from, policy.calendarsOf(sharing.agency)) : version;
        return clock.ok ? [rule, 'dueAt' in clock.value && clock.value.dueAt, 'explanation' in clock.value && clock.value.explanation] : [rule, clock.error.code];
      });
      expect(dueTimes(sharing, referral, policy).map(({ rule, dueAt, explanation }) => [rule, dueAt, explanation])).toEqual(counted);
    }), { numRuns: 1_000 });
  });
});
