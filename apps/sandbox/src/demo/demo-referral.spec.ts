import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { readPartnership, recipientFor, referralFacts, resolveRecipients, viewOf, type Recipient } from '#libs/agreements';
import { compileContract, SubmitReferralRequest } from '#libs/contracts';
import { checkReferral, completionsOf } from '#libs/safeguarding';

import { demoReferral } from './demo-referral.js';
import { DEMO_REFERRALS } from './demo-referrals.js';

const read = await readPartnership(fileURLToPath(new URL('../../../../../infra/partnership/northshire/partnership.yaml', import.meta.url)));
if (!read.ok) throw new Error('the demo partnership cannot be read');
const partnership = read.value;
const DAY = new Date('2026-06-05T10:00:00Z');
const referrals = new Map(DEMO_REFERRALS.map((demo) => [demo.key, demoReferral(demo, DAY)]));

function referral(key: string): SubmitReferralRequest {
  const found = referrals.get(key);
  if (found === undefined) throw new Error(`there is no ${key}`);
  return found;
}

const recipientsOf = (key: string): readonly Recipient[] => resolveRecipients(partnership, referralFacts(referral(key), DAY));
const seenBy = (key: string, recipient: Recipient | undefined): string => (recipient === undefined ? 'not a recipient' : JSON.stringify(viewOf(referral(key), recipient)));

describe('the referrals of the demo, as README lists them', () => {
  it.each([...referrals])('%s is one that the publisher takes', (_key, content) => {
    expect(compileContract(SubmitReferralRequest).validate(content)).toMatchObject({ ok: true });
    expect(checkReferral(content, DAY)).toEqual([]);
  });

  it('DEMO-003: the hub that the alleged abuser is linked to is not shown the home, the one that takes over is', () => {
    const hub = recipientsOf('DEMO-003').find(({ agency }) => agency === 'northshire-csc');
    const neighbour = recipientFor(partnership, 'northmoor-csc', referralFacts(referral('DEMO-003'), DAY));
    expect(seenBy('DEMO-003', hub)).not.toMatch(/Example Street|not a recipient/u);
    expect(seenBy('DEMO-003', neighbour.ok ? neighbour.value : undefined)).toContain('Example Street');
  });

  it('DEMO-004, and no other, is asked to be completed', () => {
    expect([...referrals].flatMap(([key, { children }]) => completionsOf(children.map((child) => ({ childId: key, ...child })), DAY).map(() => key))).toEqual(['DEMO-004']);
  });

  it('DEMO-012 and DEMO-008: an unborn child without a name, and a child known by one name', () => {
    expect(referral('DEMO-012').children).toEqual([{ expectedDateOfBirth: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/), address: expect.any(Object) }]);
    expect(referral('DEMO-008').children).toMatchObject([{ name: { given: expect.any(String) }, ageEstimateYears: 15 }]);
    expect(referral('DEMO-008').children[0]?.name).not.toHaveProperty('family');
    for (const key of ['DEMO-012', 'DEMO-008']) expect(checkReferral(referral(key), DAY)).toEqual([]);
  });

  it('DEMO-013: half-term; the school is notified of its pupil, the authority of the child educated at home', () => {
    expect(referral('DEMO-013').children.map(({ school, educatedAtHome }) => [school?.urn, educatedAtHome])).toEqual([['142001', undefined], [undefined, true]]);
    expect(referral('DEMO-013').incident.occurredAt).toBe('2026-05-24T20:40:00.000Z');
    expect(recipientsOf('DEMO-013').find(({ agency }) => agency === 'northshire-csc')).toMatchObject({ inPlaceOfSchool: true });
    expect(recipientsOf('DEMO-013').map(({ agency }) => agency)).toContain('hilltop-school');
  });
});
