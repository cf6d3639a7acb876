import { describe, expect, it } from '@jest/globals';

import type { AuditEvent, AuditTimeline } from '#libs/contracts';
import { LONDON_TIMES } from '#libs/sentences';

import { timelineLines } from './timeline.js';

function event(what: Partial<AuditEvent>): AuditEvent {
  return {
    eventId: 'e', messageId: 'm', recordedAt: '2026-05-22T17:00:01Z', occurredAt: '2026-05-22T17:00:01Z',
    type: 'safeguarding.referral.acknowledged.v1', valueDigest: 'd', source: { topic: 't', partition: 0, offset: '0' }, ...what,
  };
}

const CORRECTION = '0190f3a4-5b7c-7c3a-9d2e-000000000009';

const timeline: AuditTimeline = {
  referralId: '0190f3a4-5b7c-7c3a-9d2e-000000000001',
  force: 'northshire-police',
  area: 'northshire',
  grade: 'red',
  publishedAt: '2026-05-22T17:00:00.100Z',
  asOf: '2026-05-26T09:30:00Z',
  clocks: [],
  gradings: [{ grade: 'red', gradedAt: '2026-05-22T16:40:00Z', minutesSinceReport: 20 }],
  updates: [{ updateId: CORRECTION, kind: 'correction', at: '2026-05-22T17:10:00Z', recipients: [{ agency: 'northshire-csc', deliveredAt: '2026-05-22T17:10:01Z' }] }],
  children: [{ childId: 'c1', area: 'northshire', missingEpisodes: [{ episodeId: 'e1', missingSince: '2026-05-22T12:00:00Z', reportedAt: '2026-05-22T16:00:00Z', riskLevel: 'high' }] }],
  recipients: [
    { agency: 'northshire-csc', hop: 1, expectation: 'acknowledge-and-decide', highestRung: 'redirected', respondedAt: '2026-05-22T17:20:00.000000Z' },
    { agency: 'northmoor-csc', hop: 2, expectation: 'acknowledge-and-decide', forwardedBy: 'northshire-csc', highestRung: 'delivered' },
  ],
  events: [
    event({ type: 'safeguarding.referral.published.v1', rung: 'published', force: 'northshire-police', occurredAt: '2026-05-22T17:00:00.100Z' }),
    event({ agency: 'northshire-csc', rung: 'delivered', occurredAt: '2026-05-22T17:00:00.300Z' }),
    event({ agency: 'northshire-csc', rung: 'redirected', actor: 'sw-0142', redirectedTo: 'northmoor-csc', reasonCode: 'moved-area', occurredAt: '2026-05-22T17:20:00Z' }),
    event({ type: 'safeguarding.referral.forwarded.v1', rung: 'published', agency: 'northmoor-csc', occurredAt: '2026-05-22T17:20:01Z' }),
  ],
  awaiting: [{ agency: 'northmoor-csc', awaits: 'response', since: '2026-05-22T17:20:01Z', age: 'P3DT16H9M', ageMinutes: 5_289, highestRung: 'delivered' }],
};

describe('the timeline of a referral', () => {
  it('shows the grade, the children with their ids, the recipients, the changes, what happened in words, and what has not', () => {
    expect(timelineLines(timeline).join('\n')).toBe(`Referral 0190f3a4-5b7c-7c3a-9d2e-000000000001
northshire-police, area northshire; published 2026-05-22 18:00:00 BST
Grade red since 2026-05-22 17:40:00 BST (20 min after the report)

Children
  child c1, area northshire
    missing episode e1: missing since 2026-05-22 13:00:00 BST, risk high, STILL MISSING

Notified recipients
  HOP  AGENCY          ASKED TO                THROUGH                       GOT AS FAR AS  RESPONDED
    1  northshire-csc  acknowledge-and-decide  the publication               redirected     2026-05-22 18:20:00 BST
    2  northmoor-csc   acknowledge-and-decide  a redirect by northshire-csc  delivered      -

Changes
  Correction ${CORRECTION} of 2026-05-22 18:10:00 BST
    northshire-csc received it 2026-05-22 18:10:01 BST; TO BE ACKNOWLEDGED by a person there

What happened
  WHEN                           AFTER  WHO                       WHAT
  2026-05-22 18:00:00 BST         0 ms  northshire-police         published it
  2026-05-22 18:00:00 BST       200 ms  northshire-csc            received and stored it
  2026-05-22 18:20:00 BST  19 min 59 s  northshire-csc (sw-0142)  redirected it to northmoor-csc: moved area
  2026-05-22 18:20:01 BST       20 min  the publisher             forwarded it to northmoor-csc

What has not happened, as of 2026-05-26 10:30:00 BST
  northmoor-csc has not answered for 3 d 16 h (since 2026-05-22 18:20:01 BST); it got as far as: delivered`);
  });

  it('shows a clock from a corrected time beside the one from the time before, with both due times', () => {
    const first = {
      clockId: 'a', rule: 'RETURN_INTERVIEW', childId: 'c1', agency: 'northshire-csc', organisation: 'northshire-csc', anchor: 'child-returned', anchorAt: '2026-05-23T02:10:00Z', dueAt: '2026-05-26T02:10:00Z',
      explanation: '72 hours', state: 'superseded', endedBy: 'anchor-corrected', endedAt: '2026-05-23T09:30:00Z', calls: [],
    } as const;
    const second = { ...first, clockId: 'b', supersedes: 'a', anchorAt: '2026-05-23T01:40:00Z', dueAt: '2026-05-26T01:40:00Z', state: 'running' } as const;
    const lines = timelineLines({ ...timeline, clocks: [first, second] }).join('\n');
    expect(lines).toContain('RETURN_INTERVIEW of northshire-csc, about child c1: replaced 2026-05-23 10:30:00 BST, because the time that it counted from was corrected, was due 2026-05-26 03:10:00 BST');
    expect(lines).toContain('RETURN_INTERVIEW of northshire-csc, about child c1, from a corrected time: running, due 2026-05-26 02:40:00 BST');
  });

  it('tells the clock of an assessment from the one by which the census counts, in the clocks and in their events', () => {
    const guidance = {
      clockId: 'a', rule: 'ASSESSMENT', childId: 'c1', agency: 'northshire-csc', organisation: 'northshire-csc', anchor: 'referral-published', anchorAt: '2026-05-22T17:00:00Z',
      dueAt: '2026-07-27T16:00:00Z', explanation: '45 working days', state: 'running', calls: [],
    } as const;
    const census = { ...guidance, clockId: 'b', anchor: 'assessment-started', anchorAt: '2026-05-26T08:00:00Z', dueAt: '2026-07-28T16:00:00Z' };
    const events = [guidance, census].map(({ rule, anchor, dueAt }) => event({ type: 'safeguarding.deadline.started.v1', agency: 'northshire-csc', rule, anchor, dueAt }));
    const lines = timelineLines({ ...timeline, clocks: [guidance, census], events: [...timeline.events, ...events] }).join('\n');
    expect(lines).toContain('  ASSESSMENT of northshire-csc, about child c1: running, due 2026-07-27 17:00:00 BST (45 working days)');
    expect(lines).toContain('  ASSESSMENT (as the census counts it) of northshire-csc, about child c1: running, due 2026-07-28 17:00:00 BST (45 working days)');
    expect(lines).toContain('started the clock ASSESSMENT of northshire-csc, due 2026-07-27 17:00:00 BST');
    expect(lines).toContain('started the clock ASSESSMENT (as the census counts it) of northshire-csc, due 2026-07-28 17:00:00 BST');
  });

  it('does not show a clean end where a clock is overdue although every answer came', () => {
    const overdue = {
      clockId: 'a', rule: 'RETURN_INTERVIEW', childId: 'c1', agency: 'northshire-csc', organisation: 'northshire-csc', anchor: 'child-returned', anchorAt: '2026-05-23T02:10:00Z', dueAt: '2026-05-26T02:10:00Z',
      explanation: '72 hours', state: 'breached', calls: [],
    } as const;
    const [last] = timelineLines({ ...timeline, awaiting: [], clocks: [overdue] }).slice(-1);
    expect(last).toBe('  RETURN_INTERVIEW of northshire-csc, about child c1: OVERDUE, was due 2026-05-26 03:10:00 BST, breached by 7 h 20 min');
  });

  it('lists a recorded due time once, also where the log writes its start with more decimals', () => {
    const due = { rule: 'LA_ACK', ruleVersion: 1, anchor: 'referral-published', anchorAt: '2026-05-22T17:00:00.100Z', dueAt: '2026-05-26T16:00:00Z', explanation: 'one working day' };
    const clock = { clockId: 'a', rule: 'LA_ACK', agency: 'northshire-csc', organisation: 'northshire-csc', anchor: due.anchor, anchorAt: '2026-05-22T17:00:00.100000Z', dueAt: due.dueAt, explanation: due.explanation, state: 'running', calls: [] } as const;
    const recipients = timeline.recipients.map((recipient) => (recipient.agency === 'northshire-csc' ? { ...recipient, due: [due] } : recipient));
    expect(timelineLines({ ...timeline, recipients, clocks: [clock] }).filter((line) => line.includes('LA_ACK'))).toHaveLength(1);
  });

  it('lists the clock of an agency that redirected once, at the agency that has to answer now', () => {
    const due = { rule: 'LA_ACK', ruleVersion: 1, anchor: 'referral-published', anchorAt: '2026-05-22T17:00:00.100Z', dueAt: '2026-05-26T16:00:00Z', explanation: 'one working day' };
    const clock = { clockId: 'a', rule: 'LA_ACK', agency: 'northmoor-csc', organisation: 'northmoor-csc', anchor: due.anchor, anchorAt: '2026-05-22T17:00:00.100000Z', dueAt: due.dueAt, explanation: due.explanation, state: 'running', calls: [] } as const;
    const recipients = timeline.recipients.map((recipient) => (recipient.agency === 'northshire-csc' ? { ...recipient, due: [due] } : recipient));
    expect(timelineLines({ ...timeline, recipients, clocks: [clock] }).filter((line) => line.includes('LA_ACK'))).toEqual([expect.stringContaining('LA_ACK of northmoor-csc: running')]);
  });

  it('shows a withdrawal before everything else, and fits a narrow terminal', () => {
    expect(timelineLines({ ...timeline, withdrawnAt: '2026-05-22T18:00:00Z' })[2]).toBe('WITHDRAWN 2026-05-22 19:00:00 BST. No answer is expected any more.');
    const events = timelineLines(timeline, { times: LONDON_TIMES, width: 60 });
    for (const line of events.slice(events.indexOf('What happened'), events.indexOf('What has not happened, as of 2026-05-26 10:30:00 BST'))) expect(line.length).toBeLessThanOrEqual(60);
  });

  it('can begin before its publication has been recorded', () => {
    const { force: _, area: __, grade: ___, publishedAt: ____, children: _____, ...unknown } = timeline;
    expect(timelineLines({ ...unknown, gradings: [], updates: [], recipients: [], events: [], awaiting: [] }).join('\n')).toContain('Its publication has not been recorded yet.');
  });

  it('names the watch, without a time after the publication, where a time limit passed before it', () => {
    const late = event({ type: 'safeguarding.deadline.breached.v1', agency: 'northshire-csc', occurredAt: '2026-05-22T09:00:00Z' });
    expect(timelineLines({ ...timeline, events: [late, ...timeline.events] }).join('\n')).toMatch(
      /2026-05-22 10:00:00 BST +- +the deadline watch +recorded a breach: the clock of northshire-csc passed its due time without an answer\n +2026-05-22 18:00:00 BST +0 ms +northshire-police/,
    );
  });
});
