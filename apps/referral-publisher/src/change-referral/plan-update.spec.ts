import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';
import { readPartnership, viewOf } from '#libs/agreements';
import type { ReferralContent, ReferredChild } from '#libs/contracts';

import { withGivenIds } from '../given-ids.js';
import { exampleReferral } from '../test-support/referrals.js';
import { planUpdate } from './plan-update.js';

const read = await readPartnership(fileURLToPath(new URL('../../../../../infra/partnership/northshire/partnership.yaml', import.meta.url)));
if (!read.ok) throw new Error('the demo partnership cannot be read');
const partnership = read.value;
const HUB = 'northshire-csc';
const HEALTH = 'northshire-icb';
const linkedTo = (...linkedAgencies: string[]): Partial<ReferralContent> => ({ allegedAbuser: { linkedAgencies } });

/** A referral that the hub and health hold since its publication. */
function presentReferral(content: ReferralContent) {
  const holders = [HUB, HEALTH].map((agency) => ({ agency, hop: 1, contentVersion: 1, publishedAt: '2026-05-22T17:00:00.000Z' }));
  return {
    referralId: 'r', organisation: 'northshire-police', caseKey: 'k', acceptedAt: '2026-05-22T17:00:00.000Z', counted: null, content, version: 1,
    isWithdrawn: false, holders, earlierFacts: new Map(),
  };
}

/** The places that each holder would be notified of, and whether its view still has a home. */
function notified(before: ReferralContent, after: ReferralContent): Record<string, readonly [fields: readonly string[], home: boolean]> {
  const plan = planUpdate(partnership, presentReferral(before), after, new Date('2026-05-23T17:00:00.000Z'));
  return Object.fromEntries(plan.notified.map(({ recipient, fields, view }) => [recipient.agency, [fields, view.children?.[0]?.address !== undefined]]));
}

describe('a correction of the area where a sibling lives', () => {
  const [sister] = exampleReferral().children;
  const together = withGivenIds({ ...exampleReferral(), children: [{ ...sister }, { name: { given: 'Milan' } }] });
  const [rosa, milan] = together.children as readonly [ReferredChild, ReferredChild];
  const apart = { ...together, children: [rosa, { ...milan, area: 'northmoor' }] };
  const ownArea = {
    ...partnership,
    agreements: partnership.agreements.map((agreement) => ({
      ...agreement, routes: agreement.routes.map((route) => ({ ...route, recipients: route.recipients.map((recipient) => ({ ...recipient, children: recipient.agency.endsWith('-csc') ? 'own-area' as const : recipient.children })) })),
    })),
  };
  const planned = (given: typeof partnership, before: ReferralContent, after: ReferralContent) => {
    const { notified, added } = planUpdate(given, presentReferral(before), after, new Date('2026-05-23T17:00:00.000Z'));
    return {
      hub: notified.find(({ recipient }) => recipient.agency === HUB)?.view.children?.map(({ name }) => name?.given),
      added: added.filter(({ agency }) => agency.endsWith('-csc')).map((recipient) => [recipient.agency, viewOf(after, recipient).children?.map(({ name }) => name?.given)]),
    };
  };

  it('adds the hub of the other area, which sees both children, and the first hub keeps both', () => {
    expect(planned(partnership, together, apart)).toEqual({ hub: [rosa?.name?.given, 'Milan'], added: [['northmoor-csc', [rosa?.name?.given, 'Milan']]] });
  });

  it('shows each hub the child of its own area, where the agreement says so: the first hub loses the other child', () => {
    expect(planned(ownArea, together, apart)).toEqual({ hub: [rosa?.name?.given], added: [['northmoor-csc', ['Milan']]] });
    expect(planned(ownArea, apart, together).hub).toEqual([rosa?.name?.given, 'Milan']);
  });
});

describe('a correction that hides a home', () => {
  const example = withGivenIds(exampleReferral());
  const [rosa] = example.children;
  const childId = rosa?.childId;

  it('takes the home out of the view of an agency that is linked to the alleged abuser, and does not name the place', () => {
    expect(rosa?.address).toBeDefined();
    expect(notified(example, { ...example, ...linkedTo(HUB) })).toEqual({ [HUB]: [['/children'], false] });
  });

  it('names what else is different, and nothing of what is hidden', () => {
    const children = example.children.map((child) => ({ ...child, name: { ...child.name, given: 'Roza' } }));
    const answer = notified(example, { ...example, ...linkedTo(HUB), children, narrative: 'Moved to a safe place.' });
    expect(answer).toEqual({ [HUB]: [[`/children/${childId}/name/given`], false], [HEALTH]: [[`/children/${childId}/name/given`], false] });
  });

  it('sends nothing to an agency that is linked already when only the hidden home changes', () => {
    const before = { ...example, ...linkedTo(HUB) };
    const children = example.children.map((child) => ({ ...child, address: { lines: ['1 Elsewhere Road'] } }));
    expect(notified(before, { ...before, children })).toEqual({});
  });

  it('names every place again when the link turns out to be none', () => {
    const [fields = [], home] = notified({ ...example, ...linkedTo(HUB) }, example)[HUB] ?? [];
    expect(home).toBe(true);
    expect(fields).toEqual(expect.arrayContaining([`/children/${childId}/address`, '/narrative']));
  });
});
