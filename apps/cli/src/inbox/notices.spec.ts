import { describe, expect, it } from '@jest/globals';

import type { InboxNotices } from '#libs/contracts';
import { LONDON_TIMES } from '#libs/sentences';

import { dueIn, noticeLines, noticesInBrief, omittedLines } from './notices.js';

const receiptId = '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0c04';
const at = '2026-05-26T10:02:00.000Z';
const reading = { times: LONDON_TIMES, now: '2026-05-26T18:00:00Z' };
const notices: InboxNotices = {
  clocks: [
    { clockId: '5b0c7c1e-3c55-8f0a-9b61-0c1d2e3f0e02', rule: 'HUB_RED', anchor: 'referral-published', organisation: 'northshire-csc', state: 'met', dueAt: '2026-05-26T21:00:00.000Z', endedAt: at, endedBy: 'accepted', explanation: 'four hub hours' },
    {
      clockId: '5b0c7c1e-3c55-8f0a-9b61-0c1d2e3f0e03', rule: 'LA_ACK', anchor: 'referral-published', organisation: 'northshire-csc', state: 'breached', dueAt: '2026-05-26T16:00:00.000Z', explanation: 'one working day',
      calls: [
        { kind: 'warned', organisation: 'northshire-csc', role: 'duty-contact', contact: 'csc-duty-01', dueAt: at, raisedAt: at },
        { kind: 'escalated', organisation: 'northshire-police', role: 'referrer', dueAt: '2026-05-26T16:00:00.000Z', raisedAt: '2026-05-26T16:40:00.000Z' },
      ],
    },
  ],
  notTaken: [
    { receiptId, rung: 'opened', at, by: 'sw-0142', verdict: 'stated' },
    { receiptId, rung: 'accepted', at, by: 'sw-0142', verdict: 'waiting', code: 'opened' },
    { receiptId, kind: 'strategy-discussion-held', at, by: 'sw-0142', verdict: 'refused', code: 'answered-otherwise' },
  ],
  elsewhere: [{ receiptId, rung: 'fed_back', at, by: 'sw-0900', verdict: 'taken' }],
  redirectsDeclined: [{ toAgency: 'riverside-school', reason: 'agency-ended', successor: 'hilltop-school', at }],
};

describe('the notices of the exchange in an inbox', () => {
  it('show each open duty with its rule, its due time, and that it has passed', () => {
    expect(dueIn(notices, reading)).toBe('LA_ACK OVERDUE, was due 2026-05-26 17:00:00 BST, breached by 2 h');
    expect(dueIn({ clocks: notices.clocks?.slice(0, 1) ?? [] }, reading)).toBeUndefined();
    expect(dueIn(undefined, reading)).toBeUndefined();
  });

  it('tell the census clock from the other one, and count the clocks of several children that read alike', () => {
    const [, running] = notices.clocks ?? [];
    if (running === undefined) throw new Error('the story has two clocks');
    const conference = { ...running, rule: 'STRATEGY_TO_ICPC', anchor: 'strategy-discussion-held' };
    const clocks = [conference, { ...conference, childId: 'c2' }, { ...conference, anchor: 'section-47-started' }];
    expect(dueIn({ clocks }, reading)).toBe(
      'STRATEGY_TO_ICPC OVERDUE, was due 2026-05-26 17:00:00 BST, breached by 2 h (2 clocks); '
      + 'STRATEGY_TO_ICPC (as the census counts it) OVERDUE, was due 2026-05-26 17:00:00 BST, breached by 2 h',
    );
  });

  it('show in a list what needs attention, a withdrawal and corrections first', () => {
    expect(noticesInBrief({ withdrawnAt: at, correctionsToAcknowledge: 2, notices }, LONDON_TIMES)).toBe(
      'WITHDRAWN 2026-05-26 11:02:00 BST; 2 corrections TO ACKNOWLEDGE (open it: the id is there); '
      + '2026-05-26 17:40:00 BST called the referrer of northshire-police, late: it was due 2026-05-26 17:00:00 BST; '
      + 'acceptance does not count yet: the opening of the agency is missing; strategy discussion held does not count: the agency has answered in another way; '
      + '1 statement not confirmed; feedback elsewhere; redirect to riverside-school not followed: that agency has ended',
    );
    expect(noticesInBrief({}, LONDON_TIMES)).toBeUndefined();
  });

  it('show one line each with the referral', () => {
    expect(noticeLines(notices, reading)).toEqual([
      '',
      'Notices of the exchange:',
      '  HUB_RED of northshire-csc: met in time 2026-05-26 11:02:00 BST with the acceptance, was due 2026-05-26 22:00:00 BST (four hub hours)',
      '  LA_ACK of northshire-csc: OVERDUE, was due 2026-05-26 17:00:00 BST, breached by 2 h (one working day)',
      '    2026-05-26 11:02:00 BST warned the duty contact of northshire-csc (csc-duty-01)',
      '    2026-05-26 17:40:00 BST called the referrer of northshire-police, late: it was due 2026-05-26 17:00:00 BST',
      '  opening of 2026-05-26 11:02:00 BST not confirmed yet',
      '  acceptance of 2026-05-26 11:02:00 BST does not count yet: the opening of the agency is missing',
      '  strategy discussion held of 2026-05-26 11:02:00 BST does not count: the agency has answered in another way',
      '  feedback of 2026-05-26 11:02:00 BST, made elsewhere by sw-0900: counts',
      '  redirect to riverside-school not followed (2026-05-26 11:02:00 BST): that agency has ended; its successor is hilltop-school. The referral went to no agency because of it, and this agency may answer again.',
    ]);
    expect(noticeLines(undefined, reading)).toEqual([]);
  });

  it('name how many statements a flooded notice left out', () => {
    expect(omittedLines({ omitted: { statements: 23, lastAt: at } }, LONDON_TIMES)[0]).toContain('23 more statements of this agency did not count when they were judged, the latest 2026-05-26 11:02:00 BST');
    expect(omittedLines({}, LONDON_TIMES)).toEqual([]);
  });
});
