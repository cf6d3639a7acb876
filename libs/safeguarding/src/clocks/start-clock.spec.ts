import { describe, expect, it } from '@jest/globals';

import { formatInstant } from '../calendars/local-time.js';
import { calendars, hilltop, northmoorHub, riverside, ruleOf, started } from '../test-support/calendars.js';
import { END_OF_WORKING_DAY } from '../test-support/northshire.js';
import { noticeRecipient, type Calendars } from './clock.js';
import { HUB_RULE_OF_GRADE } from './hub-limit.js';
import type { AnchorEvent, ClockRuleId } from './rule.js';
import { startClock } from './start-clock.js';

const due = (id: ClockRuleId, anchorAt: string, given?: Calendars, anchor?: AnchorEvent): string => formatInstant(Date.parse(started(id, anchorAt, given, anchor).dueAt));
const warned = (id: ClockRuleId, anchorAt: string): string[] => started(id, anchorAt).warnings.map(({ fraction, at }) => `${fraction} ${formatInstant(Date.parse(at))}`);
const withCutOff = (cutOffAt: string): Calendars => ({ ...calendars, cutOffs: [{ ...END_OF_WORKING_DAY, cutOffAt }] });

describe('a high-risk child goes missing on the Friday before a bank holiday', () => {
  it('the local authority has until Tuesday, with an explanation', () => {
    const clock = started('LA_ACK', '2026-05-22T18:00:00+01:00');
    expect(clock.explanation).toBe('due Tue 26 May 2026 17:00 BST: one working day after Fri 22 May 2026 18:00 BST; Mon 25 May is a bank holiday');
    expect(clock).toMatchObject({
      ruleId: 'LA_ACK', ruleVersion: 1, anchor: 'referral-published', anchorAt: '2026-05-22T17:00:00.000Z', dueAt: '2026-05-26T16:00:00.000Z',
      calendarId: 'bank-holidays/england-and-wales', calendarVersion: '2026-02-25', cutOff: { id: 'end-of-working-day', version: '1' },
    });
  });

  it('found in the night to Sunday: the return interview is due in real hours, not on a working day', () => {
    const clock = started('RETURN_INTERVIEW', '2026-05-23T03:10:00+01:00');
    expect(clock.explanation).toBe('due Tue 26 May 2026 03:10 BST: 72 hours after Sat 23 May 2026 03:10 BST');
    expect(clock).toMatchObject({ calendarId: null, calendarVersion: null, cutOff: null });
  });
});

describe('a child is found in the night in which the clocks go forward', () => {
  it('has 72 real hours, which are 73 on the wall', () => {
    const clock = started('RETURN_INTERVIEW', '2026-03-27T23:00:00Z');
    expect(clock.dueAt).toBe('2026-03-30T23:00:00.000Z');
    expect(clock.explanation).toBe('due Tue 31 Mar 2026 00:00 BST: 72 hours after Fri 27 Mar 2026 23:00 GMT; the clocks go forward on Sun 29 Mar');
  });

  it('and back in October', () => {
    expect(started('RETURN_INTERVIEW', '2026-10-24T12:00:00+01:00').explanation)
      .toBe('due Tue 27 Oct 2026 11:00 GMT: 72 hours after Sat 24 Oct 2026 12:00 BST; the clocks go back on Sun 25 Oct');
  });
});

describe('working days', () => {
  it.each<[string, ClockRuleId, AnchorEvent, string, string]>([
    ['over Easter', 'LA_ACK', 'referral-published', '2026-04-02T09:00:00+01:00', 'Tue 7 Apr 2026 17:00'],
    ['over Christmas with a substitute day', 'LA_ACK', 'referral-published', '2026-12-24T11:00:00Z', 'Tue 29 Dec 2026 17:00'],
    ['in the night to Saturday, still Friday in UTC', 'LA_ACK', 'referral-published', '2026-05-15T23:30:00Z', 'Mon 18 May 2026 17:00'],
    ['from the strategy discussion', 'STRATEGY_TO_ICPC', 'strategy-discussion-held', '2026-05-26T10:00:00+01:00', 'Tue 16 Jun 2026 17:00'],
    ['from the start of the enquiry, as the census counts', 'STRATEGY_TO_ICPC', 'section-47-started', '2026-05-27T10:00:00+01:00', 'Wed 17 Jun 2026 17:00'],
    ['from the referral', 'ASSESSMENT', 'referral-published', '2026-05-22T18:00:00+01:00', 'Mon 27 Jul 2026 17:00'],
    ['from the start of the assessment, as the census counts', 'ASSESSMENT', 'assessment-started', '2026-05-26T09:00:00+01:00', 'Tue 28 Jul 2026 17:00'],
  ])('%s', (_what, id, anchor, anchorAt, expected) => {
    expect(due(id, anchorAt, calendars, anchor)).toBe(expected);
  });

  it('name every skipped bank holiday', () => {
    expect(started('LA_ACK', '2026-12-24T11:00:00Z').explanation).toContain('; Fri 25 Dec and Mon 28 Dec are bank holidays');
    expect(started('STRATEGY_TO_ICPC', '2026-12-22T11:00:00Z').explanation).toContain('; Fri 25 Dec, Mon 28 Dec and Fri 1 Jan 2027 are bank holidays');
  });

  it('count from the next one where local policy has a cut-off', () => {
    expect(due('LA_ACK', '2026-05-21T15:59:00+01:00', withCutOff('16:00'))).toBe('Fri 22 May 2026 17:00');
    expect(due('LA_ACK', '2026-05-21T16:00:00+01:00', withCutOff('16:00'))).toBe('Tue 26 May 2026 17:00');
    expect(started('LA_ACK', '2026-05-22T18:00:00+01:00', withCutOff('16:00')).explanation)
      .toBe('due Wed 27 May 2026 17:00 BST: one working day after Fri 22 May 2026 18:00 BST; local policy counts it from Tue 26 May; Mon 25 May is a bank holiday');
    expect(started('LA_ACK', '2026-05-25T10:00:00+01:00', withCutOff('16:00')).explanation)
      .toBe('due Wed 27 May 2026 17:00 BST: one working day after Mon 25 May 2026 10:00 BST; local policy counts it from Tue 26 May; Mon 25 May is a bank holiday');
  });
});

describe('the hub', () => {
  it('finishes a red referral past closing', () => {
    expect(started('HUB_RED', '2026-05-20T16:30:00+01:00').explanation)
      .toBe('due Wed 20 May 2026 20:30 BST: 4 hub hours after Wed 20 May 2026 16:30 BST; it runs on past closing on Wed 20 May');
  });

  it('starts a clock that arrives while it is closed at its opening', () => {
    expect(started('HUB_RED', '2026-05-22T18:00:00+01:00').explanation)
      .toBe('due Tue 26 May 2026 12:30 BST: 4 hub hours after Fri 22 May 2026 18:00 BST; the hub was closed and opens Tue 26 May 2026 08:30 BST; Mon 25 May is a bank holiday');
  });

  it('works through an amber one in its opening hours, and through a green one in real hours', () => {
    expect(due('HUB_AMBER', '2026-05-20T09:00:00+01:00')).toBe('Fri 22 May 2026 15:00');
    expect(due('HUB_GREEN', '2026-05-22T18:00:00+01:00')).toBe('Mon 25 May 2026 18:00');
    expect(HUB_RULE_OF_GRADE).toEqual({ red: 'HUB_RED', amber: 'HUB_AMBER', green: 'HUB_GREEN', blue: null });
  });

  it('uses its own hours, and names its own closures', () => {
    const clock = started('HUB_AMBER', '2026-12-23T15:00:00Z', { ...calendars, hub: northmoorHub });
    expect(clock.explanation).toContain('the hub is closed on Thu 24 Dec (Christmas closure)');
    expect(clock).toMatchObject({ calendarId: 'hub-hours/northmoor-csc', calendarVersion: '1+2026-02-25' });
  });
});

describe('a domestic abuse incident on a Sunday in half-term, with two children', () => {
  const incident = '2026-05-24T21:40:00+01:00';
  const atHilltop: Calendars = { ...calendars, school: { kind: 'enrolled', calendar: hilltop } };
  const atHome: Calendars = { ...calendars, school: { kind: 'home-educated', localAuthority: 'northshire-csc' } };

  it('is due by the calendar of the one child\'s school', () => {
    expect(started('SCHOOL_NOTICE', incident, atHilltop).explanation)
      .toBe('due Mon 1 Jun 2026 08:45 BST: before the next school day starts, after Sun 24 May 2026 21:40 BST; Mon 25 May is a bank holiday; no school from Mon 25 May to Fri 29 May (half-term)');
    expect(due('SCHOOL_NOTICE', incident, { ...calendars, school: { kind: 'enrolled', calendar: riverside } })).toBe('Tue 26 May 2026 08:30');
  });

  it('notifies the local authority about the other, who is educated at home', () => {
    expect(started('SCHOOL_NOTICE', incident, atHome).explanation)
      .toBe('due Tue 26 May 2026 09:00 BST: before the local authority\'s next working day starts, since no school of the partnership has the child on its roll, after Sun 24 May 2026 21:40 BST; Mon 25 May is a bank holiday');
    expect(due('SCHOOL_NOTICE', '2026-05-26T03:00:00+01:00', atHome)).toBe('Tue 26 May 2026 09:00');
    expect([atHilltop, atHome].map(({ school }) => school && noticeRecipient(school)))
      .toEqual([{ kind: 'school', urn: '142001' }, { kind: 'local-authority', agency: 'northshire-csc' }]);
  });
});

describe('an answer that did not come', () => {
  it('is to be followed up at once', () => {
    const clock = started('CHASE', '2026-05-26T17:00:00+01:00');
    expect(clock.explanation).toBe('due Tue 26 May 2026 17:00 BST: at once after Tue 26 May 2026 17:00 BST');
    expect(clock).toMatchObject({ dueAt: '2026-05-26T16:00:00.000Z', warnings: [], escalation: null });
  });
});

describe('warnings', () => {
  it('come in working time, when people are at work', () => {
    expect(warned('LA_ACK', '2026-05-22T18:00:00+01:00')).toEqual(['0.5 Tue 26 May 2026 13:00', '0.8 Tue 26 May 2026 15:24']);
    expect(warned('HUB_RED', '2026-05-22T18:00:00+01:00')).toEqual(['0.5 Tue 26 May 2026 10:30', '0.8 Tue 26 May 2026 11:42']);
  });

  it('and in real time for a limit in real hours', () => {
    expect(warned('RETURN_INTERVIEW', '2026-05-23T03:10:00+01:00')).toEqual(['0.5 Sun 24 May 2026 15:10', '0.8 Mon 25 May 2026 12:46']);
  });
});

describe('no clock is started on a guess', () => {
  const { hub: _hub, ...withoutHub } = calendars;
  it.each<[string, ClockRuleId, string, Calendars, string]>([
    ['beyond the bank holidays that are known', 'ASSESSMENT', '2028-12-01T09:00:00Z', calendars, 'outside-coverage'],
    ['before the hub\'s calendar begins', 'HUB_RED', '2028-12-30T09:00:00Z', calendars, 'outside-coverage'],
    ['before the duty was in force', 'SCHOOL_NOTICE', '2025-11-06T12:00:00Z', calendars, 'rule-not-in-force'],
    ['without the hub\'s hours', 'HUB_RED', '2026-05-20T09:00:00Z', withoutHub, 'calendar-missing'],
    ['without the school\'s calendar', 'SCHOOL_NOTICE', '2026-05-20T09:00:00Z', calendars, 'calendar-missing'],
    ['with another policy than the rule names', 'LA_ACK', '2026-05-20T09:00:00Z', { ...calendars, cutOffs: [{ ...END_OF_WORKING_DAY, id: 'other' }] }, 'calendar-missing'],
    ['with a policy that is no longer in force', 'LA_ACK', '2026-05-20T09:00:00Z', { ...calendars, cutOffs: [{ ...END_OF_WORKING_DAY, effectiveTo: '2026-05-19' }] }, 'policy-not-in-force'],
    ['from a date without a time', 'LA_ACK', '2026-05-20', calendars, 'anchor-unreadable'],
    ['from a time without an offset', 'LA_ACK', '2026-05-20T09:00:00', calendars, 'anchor-unreadable'],
    ['from a day that does not exist', 'LA_ACK', '2026-02-30T09:00:00Z', calendars, 'anchor-unreadable'],
    ['from a mistyped year', 'RETURN_INTERVIEW', '0026-05-20T09:00:00Z', calendars, 'anchor-unreadable'],
  ])('%s', (_what, id, anchorAt, given, code) => {
    const outcome = startClock(ruleOf(id), anchorAt, given);
    expect(outcome).toMatchObject({ ok: false, error: { code, ruleId: id } });
    expect(outcome.ok ? '' : outcome.error.message).not.toContain(anchorAt);
  });

  it('names the calendar, its coverage and the remedy', () => {
    const outcome = startClock(ruleOf('ASSESSMENT'), '2028-12-01T09:00:00Z', calendars);
    expect(outcome.ok ? '' : outcome.error.message)
      .toBe('No clock of ASSESSMENT was started. The calendar bank-holidays/england-and-wales (version 2026-02-25) covers 2019-01-01 to 2028-12-31, and a day outside is needed. Load a version that covers it.');
  });
});
