import { describe, expect, it } from '@jest/globals';

import type { AuditEvent } from '#libs/contracts';

import { timelineLines, whatHappened, type ShownTimeline } from './timeline.js';

function event(what: Partial<AuditEvent>): AuditEvent {
  return {
    eventId: 'e', messageId: 'm', recordedAt: '2026-05-22T17:00:01Z', occurredAt: '2026-05-22T17:00:01Z',
    type: 'safeguarding.referral.acknowledged.v1', valueDigest: 'd', source: { topic: 't', partition: 0, offset: '0' }, ...what,
  };
}

const timeline: ShownTimeline = {
  referralId: '0190f3a4-5b7c-7c3a-9d2e-000000000001',
  force: 'northshire-police',
  area: 'northshire',
  grade: 'red',
  publishedAt: '2026-05-22T17:00:00.100Z',
  asOf: '2026-05-26T09:30:00Z',
  clocks: [],
  recipients: [
    { agency: 'northshire-csc', hop: 1, expectation: 'acknowledge-and-decide', highestRung: 'redirected' },
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
  it('names the notified recipients, what happened, and what has not', () => {
    expect(timelineLines(timeline).join('\n')).toBe(`Referral 0190f3a4-5b7c-7c3a-9d2e-000000000001
northshire-police, area northshire, grade red; published 2026-05-22 17:00:00Z

Notified recipients
  HOP  AGENCY          ASKED TO                THROUGH                       HIGHEST RUNG  ANSWERED
    1  northshire-csc  acknowledge-and-decide  the publication               redirected    -
    2  northmoor-csc   acknowledge-and-decide  a redirect by northshire-csc  delivered     -

What happened
  WHEN                        AFTER  WHO                WHAT
  2026-05-22 17:00:00Z         0 ms  northshire-police  published it
  2026-05-22 17:00:00Z       200 ms  northshire-csc     received and stored it
  2026-05-22 17:20:00Z  19 min 59 s  northshire-csc     redirected it to northmoor-csc (sw-0142): moved-area
  2026-05-22 17:20:01Z       20 min  the publisher      forwarded it to northmoor-csc

What has not happened, as of 2026-05-26 09:30:00Z
  northmoor-csc has not responded for 3 d 16 h (since 2026-05-22 17:20:01Z); it got as far as delivered`);
  });

  it('explains a breach that stays beside an answer that counts from before the due time', () => {
    const clock = {
      clockId: 'c', rule: 'LA_ACK', agency: 'northshire-csc', organisation: 'northshire-csc', anchorAt: '2026-05-22T17:00:00Z', dueAt: '2026-05-26T16:00:00Z',
      explanation: 'one working day', state: 'met', endedBy: 'accepted', endedAt: '2026-05-26T15:30:00Z', calls: [],
    } as const;
    expect(timelineLines({ ...timeline, clocks: [clock] })).toEqual(timelineLines(timeline));
    expect(timelineLines({ ...timeline, clocks: [{ ...clock, statedAt: '2026-05-26T16:20:00Z' }] }).join('\n'))
      .toContain('  northshire-csc LA_ACK: `accepted` of 2026-05-26 15:30:00Z was stated only at 2026-05-26 16:20:00Z, after the due time; it counts as claimed, and the breach stays');
  });

  it('shows a clock from a corrected time beside the one from the time before, with both due times', () => {
    const first = {
      clockId: 'a', rule: 'RETURN_INTERVIEW', childId: 'c1', agency: 'northshire-csc', organisation: 'northshire-csc', anchorAt: '2026-05-23T02:10:00Z', dueAt: '2026-05-26T02:10:00Z',
      explanation: '72 hours', state: 'superseded', endedBy: 'anchor-corrected', endedAt: '2026-05-23T09:30:00Z', calls: [],
    } as const;
    const second = { ...first, clockId: 'b', supersedes: 'a', anchorAt: '2026-05-23T01:40:00Z', dueAt: '2026-05-26T01:40:00Z', state: 'running' } as const;
    expect(timelineLines({ ...timeline, clocks: [first, second] }).join('\n')).toContain(
      '  northshire-csc RETURN_INTERVIEW about child c1: its start was corrected from 2026-05-23 02:10:00Z to 2026-05-23 01:40:00Z. It was due 2026-05-26 02:10:00Z and is due 2026-05-26 01:40:00Z');
  });

  it('can begin before its publication has been recorded', () => {
    const { force: _, area: __, grade: ___, publishedAt: ____, ...unknown } = timeline;
    expect(timelineLines({ ...unknown, recipients: [], events: [], awaiting: [] }).join('\n')).toContain('Its publication has not been recorded yet.');
  });

  it('names the watch, without a time after the publication, where a time limit passed before it', () => {
    const late = event({ type: 'safeguarding.deadline.breached.v1', agency: 'northshire-csc', occurredAt: '2026-05-22T09:00:00Z' });
    expect(timelineLines({ ...timeline, events: [late, ...timeline.events] }).join('\n')).toMatch(
      /2026-05-22 09:00:00Z +- +the deadline watch +saw a time limit pass of northshire-csc\n +2026-05-22 17:00:00Z +0 ms +northshire-police/,
    );
  });

  it.each([
    [{ rung: 'rejected', reasonCode: 'unknown-version' }, 'could not take it: unknown-version'],
    [{ rung: 'opened', actor: 'sw-0142' }, 'opened it (sw-0142)'],
    [{ rung: 'refused', actor: 'sw-0142', reasonCode: 'not-our-area' }, 'refused it (sw-0142): not-our-area'],
    [{ rung: 'decided', actor: 'sw-0142', decision: 'strategy-discussion' }, 'decided (sw-0142): strategy-discussion'],
    [{ rung: 'fed_back', actor: 'sw-0142', feedback: 'support-in-place' }, 'gave feedback (sw-0142): support-in-place'],
    [{ type: 'safeguarding.referral.forwarding-declined.v1', redirectedTo: 'x', reasonCode: 'no-agreement' }, 'did not forward it to x: no-agreement'],
    [{ type: 'safeguarding.referral.withdrawn.v1' }, 'withdrawn'],
    [{ type: 'safeguarding.deadline.escalated.v1', agency: 'northshire-csc' }, 'called people about a time limit of northshire-csc'],
    [{ type: 'safeguarding.deadline.met.v1', agency: 'hilltop-school' }, 'saw a time limit met by hilltop-school'],
    [{ rung: 'accepted', actor: 'sw-0142', judgement: { verdict: 'taken', countsAt: '2026-05-22T17:00:01Z', marks: [] } }, 'accepted it (sw-0142)'],
    [{ rung: 'accepted', judgement: { verdict: 'waiting', code: 'opened', marks: [] } }, 'acceptance of 17:00 not counted: `opened` is missing'],
    [{ rung: 'decided', judgement: { verdict: 'waiting', code: 'copy', marks: [] } }, 'decision of 17:00 not counted: its copy is not known'],
    [{ rung: 'decided', judgement: { verdict: 'refused', code: 'other-content', marks: [] } }, 'decision of 17:00 not counted, refused: other content'],
    [{ type: 'safeguarding.milestone.stated.v1', judgement: { verdict: 'waiting', code: 'accepted', marks: [] } }, 'milestone of 17:00 not counted: `accepted` is missing'],
    [
      { rung: 'opened', judgement: { verdict: 'taken', countsAt: '2026-05-22T17:10:00Z', marks: ['delivery-missing', 'claimed-before-cause'] } },
      'opened it; delivery missing; claimed before cause; counts from 2026-05-22 17:10:00Z',
    ],
    [{ rung: 'accepted', judgement: { verdict: 'taken', isRepeat: true, countsAt: '2026-05-22T17:00:01Z', marks: [] } }, 'accepted it; a repeat: the first answer counts'],
    [{ rung: 'rejected', reasonCode: 'not-json', judgement: { verdict: 'unattached', marks: [] } }, 'could not take it: not-json; belongs to no copy of this referral'],
  ] as const)('%j', (what, sentence) => {
    expect(whatHappened(event(what))).toBe(sentence);
  });
});
