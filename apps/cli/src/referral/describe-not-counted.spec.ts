import { describe, expect, it } from '@jest/globals';

import type { NotCountedStatement, RecipientStatus } from '#libs/contracts';
import { STATEMENT_REFUSALS } from '#libs/safeguarding';

import { describeNotCounted } from './describe-not-counted.js';

const stated = { receiptId: '0190f3a4-5b7c-7c3a-9d2e-000000000001', at: '2026-05-22T10:02:00.000Z', storedAt: '2026-05-22T10:02:01.000Z' };

function hub(...notCounted: NotCountedStatement[]): RecipientStatus {
  return { agency: 'northshire-csc', hop: 1, rung: 'delivered', rungs: [], notCounted };
}

describe('statements that are not counted', () => {
  it('are named with their time and the reason', () => {
    const lines = describeNotCounted({
      recipients: [hub(
        { ...stated, rung: 'accepted', verdict: 'waiting', code: 'opened' },
        { ...stated, kind: 'strategy-discussion-held', verdict: 'waiting', code: 'copy' },
        { ...stated, rung: 'fed_back', verdict: 'refused', code: 'other-content' },
      )],
      notCountedOfOthers: [{ ...stated, agency: 'northmoor-csc', rung: 'accepted', verdict: 'refused', code: 'wrong-agency' }],
    });
    expect(lines.slice(1)).toEqual([
      'northshire-csc: acceptance of 2026-05-22 10:02:00Z not counted: `opened` is missing',
      'northshire-csc: strategy-discussion-held of 2026-05-22 10:02:00Z not counted: its message is no known copy of the referral',
      'northshire-csc: feedback of 2026-05-22 10:02:00Z not counted: its digest is not that of the copy',
      'northmoor-csc: acceptance of 2026-05-22 10:02:00Z not counted: it speaks for another agency',
    ]);
  });

  it.each(STATEMENT_REFUSALS)('have a sentence for the refusal %s', (code) => {
    const [, line] = describeNotCounted({ recipients: [hub({ ...stated, rung: 'accepted', verdict: 'refused', code })] });
    expect(line).not.toContain(code);
  });

  it('take no line where there are none', () => {
    expect(describeNotCounted({ recipients: [] })).toEqual([]);
  });
});
