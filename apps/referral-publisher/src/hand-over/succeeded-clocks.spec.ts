import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { readPartnership } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';

import { countingFrom } from './succeeded-clocks.js';

const read = await readPartnership(fileURLToPath(new URL('../../../../../infra/partnership/northshire/partnership.yaml', import.meta.url)));
if (!read.ok) throw new Error('the demo partnership cannot be read');
const { rules } = clockPolicyOf(read.value);

const ASKED = '2026-05-20T09:00:00.000Z';
const ENDED = '2026-06-01T23:00:00.000Z';
/** The hub had itself taken the referral from another one, so that its clocks counted from an earlier time. */
const EARLIER = '2026-05-18T09:00:00.000Z';
const due = ['LA_ACK', 'HUB_RED'].map((rule) => ({ rule, ruleVersion: 1, anchor: 'referral-published', anchorAt: EARLIER, explanation: 'due' }));

/** The times from which the answer and the decision of the successor count. */
function counting(rungs: readonly string[], endedAt: string | null = ENDED): readonly string[] {
  const from = countingFrom({ due, askedAt: new Date(ASKED), endedAt: endedAt === null ? null : new Date(endedAt), rungs }, rules);
  return [from('LA_ACK'), from('HUB_RED')];
}

describe('the clocks of a successor', () => {
  it('count from the times of the ended agency, which had not answered: the child has waited since then', () => {
    expect(counting(['delivered', 'opened'])).toEqual([EARLIER, EARLIER]);
  });

  it('count from the end where the ended agency had given the answer, and only for that answer', () => {
    expect(counting(['delivered', 'opened', 'accepted'])).toEqual([ENDED, EARLIER]);
    expect(counting(['delivered', 'opened', 'accepted', 'decided'])).toEqual([ENDED, ENDED]);
  });

  it('never count from before the ended agency was asked, where it had answered and had ended earlier, or its end is not recorded', () => {
    expect(counting(['accepted', 'decided'], '2026-05-19T23:00:00.000Z')).toEqual([ASKED, ASKED]);
    expect(counting(['accepted', 'decided'], null)).toEqual([ASKED, ASKED]);
  });
});
