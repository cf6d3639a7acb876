import { describe, expect, it } from '@jest/globals';

import { CLOCK_STATES } from '#libs/contracts';

import { callSentence, clockLines, clockName, clockState, type ClockFacts } from './clocks.js';
import { LONDON_TIMES } from './times.js';

const now = '2026-05-26T18:00:00Z';
const clock: ClockFacts = { rule: 'LA_ACK', organisation: 'northshire-csc', state: 'running', dueAt: '2026-05-26T16:00:00Z', explanation: 'one working day' };

describe('a clock in words', () => {
  it.each([
    [{}, 'running, due 2026-05-26 17:00:00 BST'],
    [{ state: 'breached' }, 'OVERDUE, was due 2026-05-26 17:00:00 BST, breached by 2 h'],
    [{ state: 'met', endedAt: '2026-05-26T10:00:00Z', endedBy: 'accepted' }, 'met in time 2026-05-26 11:00:00 BST with the acceptance, was due 2026-05-26 17:00:00 BST'],
    [{ state: 'met', endedAt: '2026-05-26T15:30:00Z', endedBy: 'accepted', statedAt: '2026-05-26T16:20:00Z' },
      'met in time 2026-05-26 16:30:00 BST with the acceptance, was due 2026-05-26 17:00:00 BST; stated only 2026-05-26 17:20:00 BST, after the due time: it counts as claimed, and the breach stays'],
    [{ state: 'met-late', endedAt: '2026-05-26T17:30:00Z', endedBy: 'accepted' }, 'met late 2026-05-26 18:30:00 BST with the acceptance, was due 2026-05-26 17:00:00 BST, late by 1 h 30 min'],
    [{ state: 'cancelled', endedAt: '2026-05-26T17:00:00Z', endedBy: 'referral-withdrawn' },
      'ended 2026-05-26 18:00:00 BST, because the referral was withdrawn, was due 2026-05-26 17:00:00 BST; it had been breached for 1 h'],
    [{ state: 'superseded', endedAt: '2026-05-26T10:00:00Z', endedBy: 'anchor-corrected' },
      'replaced 2026-05-26 11:00:00 BST, because the time that it counted from was corrected, was due 2026-05-26 17:00:00 BST'],
    [{ state: 'superseded', endedAt: '2026-05-26T10:00:00Z', endedBy: 'grounds-taken-back' },
      'ended 2026-05-26 11:00:00 BST, because a correction took the domestic abuse, or the child of this notice, out of the referral, was due 2026-05-26 17:00:00 BST'],
    [{ state: 'not-started', dueAt: undefined }, 'no due time, because a calendar is missing; the duty exists all the same'],
  ] satisfies [Partial<ClockFacts>, string][])('%j', (what, text) => {
    expect(clockState({ ...clock, ...what }, LONDON_TIMES, now)).toBe(text);
  });

  it('has words for every state', () => {
    for (const state of CLOCK_STATES) expect(clockState({ ...clock, state }, LONDON_TIMES, now)).not.toContain('undefined');
  });

  it('names its child and its missing episode, the explanation, and each call with both times where it came late', () => {
    const interview: ClockFacts = {
      ...clock, rule: 'RETURN_INTERVIEW', childId: 'c1', episodeId: 'e1', supersedes: 'k0',
      calls: [
        { kind: 'warned', organisation: 'northshire-csc', role: 'duty-contact', contact: 'csc-duty-01', dueAt: '2026-05-26T10:00:00Z', raisedAt: '2026-05-26T10:00:03Z' },
        { kind: 'escalated', organisation: 'northshire-csc', role: 'manager', dueAt: '2026-05-26T16:00:00Z', raisedAt: '2026-05-26T17:00:00Z' },
      ],
    };
    expect(clockLines(interview, LONDON_TIMES, now)).toEqual([
      'RETURN_INTERVIEW of northshire-csc, about child c1, missing episode e1, from a corrected time: running, due 2026-05-26 17:00:00 BST (one working day)',
      '  2026-05-26 11:00:03 BST warned the duty contact of northshire-csc (csc-duty-01)',
      '  2026-05-26 18:00:00 BST called the manager of northshire-csc, late: it was due 2026-05-26 17:00:00 BST',
    ]);
  });

  it.each([
    [{}, 'LA_ACK of northmoor-csc (it has ended: northshire-police has to act)'],
    [{ rule: 'ASSESSMENT', childId: 'c1', supersedes: 'k0' }, 'ASSESSMENT of northmoor-csc, about child c1, from a corrected time (it has ended: northshire-police has to act)'],
    [{ rule: 'ASSESSMENT', anchor: 'referral-published', organisation: 'northmoor-csc' }, 'ASSESSMENT of northmoor-csc'],
    [{ rule: 'ASSESSMENT', anchor: 'assessment-started', organisation: 'northmoor-csc', childId: 'c1' }, 'ASSESSMENT (as the census counts it) of northmoor-csc, about child c1'],
    [{ rule: 'STRATEGY_TO_ICPC', anchor: 'section-47-started', organisation: 'northmoor-csc' }, 'STRATEGY_TO_ICPC (as the census counts it) of northmoor-csc'],
    [{ rule: 'NO_HOLDER' }, 'NO_HOLDER of northmoor-csc (it has ended: northshire-police has to act)'],
    [{ rule: 'CHASE' }, 'CHASE of northshire-police about northmoor-csc'],
    [{ organisation: 'northmoor-csc' }, 'LA_ACK of northmoor-csc'],
    [{ organisation: 'northmoor-csc', passedOnBy: 'northshire-csc' }, 'LA_ACK of northmoor-csc, passed on by northshire-csc'],
  ])('names the clock %j of an agency that has ended by the agency, with the force that has to act, and the referrer\'s clock by the referrer', (what, name) => {
    expect(clockName({ ...clock, agency: 'northmoor-csc', organisation: 'northshire-police', ...what })).toBe(name);
  });

  it('counts a call as late from one minute', () => {
    const call = { kind: 'warned', organisation: 'a', role: 'manager', dueAt: '2026-05-26T10:00:00Z' } as const;
    expect(callSentence({ ...call, raisedAt: '2026-05-26T10:00:59Z' }, LONDON_TIMES)).not.toContain('late');
    expect(callSentence({ ...call, raisedAt: '2026-05-26T10:01:00Z' }, LONDON_TIMES)).toContain('late');
  });
});
