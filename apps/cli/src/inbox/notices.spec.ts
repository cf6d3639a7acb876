import { describe, expect, it } from '@jest/globals';

import type { InboxNotices } from '#libs/contracts';

import { dueIn, noticeLines, noticesInBrief } from './notices.js';

const receiptId = '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0c04';
const at = '2026-05-26T10:02:00.000Z';
const notices: InboxNotices = {
  clocks: [
    { rule: 'HUB_RED', organisation: 'northshire-csc', state: 'met', dueAt: '2026-05-22T21:00:00.000Z', endedAt: at, explanation: 'four hub hours' },
    {
      rule: 'LA_ACK', organisation: 'northshire-csc', state: 'breached', dueAt: '2026-05-26T16:00:00.000Z', explanation: 'one working day',
      calls: [
        { kind: 'warned', organisation: 'northshire-csc', role: 'duty-contact', contact: 'csc-duty-01', at },
        { kind: 'escalated', organisation: 'northshire-police', role: 'referrer', at: '2026-05-26T16:00:00.000Z' },
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
  it('show the due time of the open duty, and that it has passed', () => {
    expect(dueIn(notices)).toBe('2026-05-26 16:00:00Z (LA_ACK) overdue');
    expect(dueIn({ clocks: notices.clocks?.slice(0, 1) ?? [] })).toBeUndefined();
    expect(dueIn()).toBeUndefined();
  });

  it('show in a list what needs attention', () => {
    expect(noticesInBrief(notices)).toBe(
      'referrer called 2026-05-26 16:00:00Z; accepted not counted: `opened` is missing; strategy discussion held not counted, refused: answered otherwise; '
      + '1 statement not confirmed; fed back elsewhere; redirect to riverside-school not followed: agency ended',
    );
    expect(noticesInBrief()).toBeUndefined();
  });

  it('show one line each with the referral', () => {
    expect(noticeLines(notices)).toEqual([
      '',
      'Notices of the exchange:',
      '  HUB_RED of northshire-csc: met in time, due 2026-05-22 21:00:00Z, ended 2026-05-26 10:02:00Z (four hub hours)',
      '  LA_ACK of northshire-csc: OVERDUE since 2026-05-26 16:00:00Z (one working day)',
      '    2026-05-26 10:02:00Z warned the duty-contact of northshire-csc (csc-duty-01)',
      '    2026-05-26 16:00:00Z called the referrer of northshire-police',
      '  opened of 2026-05-26 10:02:00Z not confirmed yet',
      '  accepted of 2026-05-26 10:02:00Z not counted: `opened` is missing',
      '  strategy discussion held of 2026-05-26 10:02:00Z not counted, refused: answered otherwise',
      '  fed back of 2026-05-26 10:02:00Z, made elsewhere by sw-0900: counts',
      '  redirect to riverside-school not followed (2026-05-26 10:02:00Z): agency ended; its successor is hilltop-school. The referral went to no agency because of it, and this agency may answer again.',
    ]);
    expect(noticeLines()).toEqual([]);
  });
});
