import { describe, expect, it } from '@jest/globals';

import { northshire } from '../test-support/northshire.js';
import type { Partnership } from '../model/partnership.js';
import { REFERRAL } from '../test-support/referrals.js';
import { checkSubmission, linkProblems } from './check-submission.js';

const FORCE = 'northshire-police';
const AT = new Date('2026-05-24T21:00:00.000Z');
/** A request: without the ids that the exchange gives. */
const content = {
  ...REFERRAL,
  children: REFERRAL.children.map((child) => {
    const { childId: _, missingEpisodes: __, ...asked } = child;
    return asked;
  }),
};

function refused(changes: Partial<typeof content>, { at = AT, organisation = FORCE, partnership = northshire } = {}): string | undefined {
  const outcome = checkSubmission(partnership, organisation, { ...content, ...changes }, at);
  return outcome.ok ? undefined : [outcome.error.code, ...outcome.error.faults.map(({ pointer, code }) => `${pointer} ${code}`)].join(' ');
}

const without = (id: string) => ({ ...northshire, agencies: northshire.agencies.map((agency) => (agency.id === id ? { ...agency, ended: { on: '2026-01-02', reason: 'closed' as const } } : agency)) });

/** Every hub that must decide is sent the children of its own area, and the hub of the neighbour is asked only where an agreement says so. */
function ownAreas(isNeighbourAsked: boolean): Partnership {
  return {
    ...northshire,
    agreements: northshire.agreements.map((agreement) => ({
      ...agreement,
      routes: agreement.routes.filter(({ id }) => isNeighbourAsked || id !== 'northmoor-hub').map((route) => ({
        ...route, recipients: route.recipients.map((recipient) => (recipient.expectation === 'acknowledge-and-decide' ? { ...recipient, children: 'own-area' as const } : recipient)),
      })),
    })),
  };
}

describe('whether a referral is published', () => {
  it('is refused where no agency that must decide would be sent one of the children, because its siblings would hide that no agency has it', () => {
    const children = content.children.map((child, index) => (index === 1 ? { ...child, area: 'northmoor' } : child));
    expect(refused({ children }, { partnership: ownAreas(false) })).toBe('REF-006 /children/1/area child-not-sent');
    expect(refused({ children }, { partnership: ownAreas(true) })).toBeUndefined();
    expect(refused({ children })).toBeUndefined();
  });


  it('follows from the sender, the content, the partnership and the day', () => {
    expect(refused({})).toBeUndefined();
    expect(refused({}, { organisation: 'northshire-csc' })).toBe('IDN-012');
    expect(refused({ risk: { ...content.risk, grade: 'blue' } })).toBe('REF-006 /risk/grade grade-not-shared');
    // The school would be notified, and no social worker. The 202 would wrongly show that a social worker looks after the child.
    expect(refused({ area: 'northshyre' })).toBe('REF-006 /area unknown-area');
    expect(refused({ risk: { ...content.risk, grade: 'blue' } }, { partnership: { ...northshire, notShared: { grades: [] } } })).toBe('REF-006');
  });

  it('is no question of an agreement before its first day', () => {
    const early = { ...northshire, agreements: northshire.agreements.map((agreement) => ({ ...agreement, effectiveFrom: '2026-05-25' })) };
    expect(refused({}, { partnership: early })).toBe('REF-006');
    expect(refused({}, { partnership: early, at: new Date('2026-05-24T23:00:00.000Z') })).toBeUndefined();
  });

  it('names the school of a child that has ended, or else the area of an agency that has', () => {
    expect(refused({}, { partnership: without('riverside-school') })).toBe('REF-030 /children/1/school/urn agency-ended');
    expect(refused({}, { partnership: without('northshire-csc') })).toBe('REF-030 /area agency-ended');
  });

  it('names the place of an unknown agency or area, and not its value', () => {
    const [child] = content.children;
    const problems = linkProblems(northshire, { ...content, allegedAbuser: { linkedAgencies: ['northshire-csc', 'northsire-csc'] }, children: [{ ...child }, { ...child, area: 'northmore' }] });
    expect(problems.map(({ pointer, code }) => [pointer, code])).toEqual([['/allegedAbuser/linkedAgencies/1', 'unknown-agency'], ['/children/1/area', 'unknown-area']]);
    expect(JSON.stringify(problems)).not.toMatch(/northsire|northmore/);
  });
});
