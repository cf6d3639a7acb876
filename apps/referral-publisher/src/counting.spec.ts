import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { readPartnership, recipientFor, referralFacts } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';
import type { SubmitReferralRequest } from '#libs/contracts';

import { correctedDueTimes, countingOf } from './counting.js';
import { exampleReferral } from './test-support/referrals.js';

const read = await readPartnership(fileURLToPath(new URL('../../../../infra/partnership/northshire/partnership.yaml', import.meta.url)));
if (!read.ok) throw new Error('the demo partnership cannot be read');
const partnership = read.value;
const policy = clockPolicyOf(partnership);
const PUBLISHED = '2026-06-03T21:30:00.000Z';

const example = exampleReferral();
const violence: SubmitReferralRequest = {
  ...example, concern: { types: ['domestic-abuse'] }, incident: { ...example.incident, occurredAt: '2026-06-02T19:00:00Z', reportedAt: '2026-06-02T20:00:00Z' },
};
const later: SubmitReferralRequest = { ...violence, incident: { ...violence.incident, reportedAt: '2026-06-03T20:00:00Z' } };

/** The corrected due times of the hub and the school, which hold the referral since its publication: agency, rule, start and due time. */
function corrected(before: SubmitReferralRequest, after: SubmitReferralRequest): readonly string[] {
  const held = ['northshire-csc', 'hilltop-school'].flatMap((agency) => {
    const recipient = recipientFor(partnership, agency, referralFacts(violence, new Date(PUBLISHED)));
    return recipient.ok ? [{ holder: { agency, hop: 1, contentVersion: 1, publishedAt: PUBLISHED }, recipient: recipient.value }] : [];
  });
  return correctedDueTimes(held, before, after, policy).flatMap(({ agency, due }) => due.map(({ rule, anchorAt, dueAt }) => `${agency} ${rule} from ${anchorAt} due ${dueAt}`));
}

describe('a correction of the facts that a school notice counts from', () => {
  it('gives the school another due time when the time of the report was wrong', () => {
    expect(corrected(violence, later)).toEqual(['hilltop-school SCHOOL_NOTICE from 2026-06-03T20:00:00.000Z due 2026-06-04T07:45:00.000Z']);
  });

  it('gives the school its first due time when the referral turns out to be one of domestic abuse, as a type or as a flag', () => {
    const due = ['hilltop-school SCHOOL_NOTICE from 2026-06-02T20:00:00.000Z due 2026-06-03T07:45:00.000Z'];
    expect(corrected({ ...violence, concern: { types: ['neglect'] } }, violence)).toEqual(due);
    expect(corrected({ ...violence, concern: { types: ['neglect'] } }, { ...violence, concern: { types: ['neglect'], flags: ['domestic-abuse'] } })).toEqual(due);
  });

  it('gives none when another field was corrected, or the same time is written otherwise', () => {
    expect(corrected(violence, { ...violence, narrative: 'Corrected.' })).toEqual([]);
    expect(corrected(violence, { ...violence, incident: { ...violence.incident, reportedAt: '2026-06-02T21:00:00+01:00' } })).toEqual([]);
  });
});

describe('the due times of an agency that receives the referral later', () => {
  it('count from the corrected report, and by the grade of the publication, because a new grade changes no clock', () => {
    const counted = { grade: 'green', concernTypes: ['neglect'], groundsAt: '2026-06-02T20:00:00.000Z' } as const;
    expect(countingOf({ counted }, { ...later, risk: { ...later.risk, grade: 'red' } }, policy)?.referral)
      .toEqual({ grade: 'green', concernTypes: ['domestic-abuse'], groundsAt: '2026-06-03T20:00:00.000Z' });
  });
});
