import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { SubmitReferralRequest } from '#libs/contracts';

import { referralFacts } from '../routing/facts.js';
import { fieldsPresent } from '../views/fields.js';
import type { Partnership } from '../model/partnership.js';
import { resolveRecipients } from '../routing/routing.js';
import { agreement, partnership, route, view } from '../test-support/partnerships.js';
import { anyReferral, leavesOf, REFERRAL } from '../test-support/referrals.js';
import { viewOf } from '../views/view.js';
import { explainReferral } from './explain-referral.js';
import type { AgencyExplanation, FieldExplanation, ReferralExplanation } from './explanation.js';
import { renderExplanation } from './render-explanation.js';

const AT = new Date('2026-05-22T18:00:00Z');
/** Rosa is at the village school; the school of her brother is unknown. */
const referral: SubmitReferralRequest = {
  ...REFERRAL,
  area: 'north',
  referrer: { ...REFERRAL.referrer, force: 'police' },
  concern: { types: ['neglect', 'domestic-abuse'] },
  children: [
    { name: { given: 'Rosa', family: 'Example' }, address: { lines: ['1 High Street'], postcode: 'NS1 1AA' }, relationshipToIncident: 'in-refuge', school: { name: 'Village School', urn: '142001' } },
    { name: { given: 'Tom', family: 'Example' } },
  ],
};

const north = partnership(
  agreement({
    routes: [
      ...agreement().routes,
      { id: 'school', when: { concerns: ['domestic-abuse'] }, recipients: [{ agency: 'village-school', purpose: 'notice', expectation: 'acknowledge', children: 'all' }] },
      { id: 'no-school', when: { schooling: ['no-school-stated'] }, recipients: [{ agency: 'south-csc', purpose: 'notice', expectation: 'acknowledge', children: 'all' }] },
    ],
    views: [
      view({
        recipient: { agencyKind: 'childrens-social-care' },
        fields: ['caseReference', 'children.name.given', 'children.address.postcode', 'narrative'],
        mask: [{ id: 'home', fields: ['children.address.postcode'], when: { relationships: ['in-refuge'] } }],
      }),
      view({ purpose: 'notice', recipient: { agencyKind: 'school' }, concerns: ['domestic-abuse'], fields: ['concern.types', 'children.name.given'] }),
      view({ purpose: 'notice', recipient: { agencyKind: 'childrens-social-care' }, schooling: ['no-school-stated'], fields: ['children.name.given', 'area'] }),
    ],
  }),
);

function explained(agencyId: string, given: Partnership = north, content = referral, at = AT): AgencyExplanation | undefined {
  return explainReferral(given, content, at).agencies.find(({ agency }) => agency === agencyId);
}

function field(agencyId: string, name: string): Omit<FieldExplanation, 'field'> | undefined {
  const found = explained(agencyId)?.sharing?.fields.find((each) => each.field === name);
  return found && { shown: found.shown, why: found.why, masks: found.masks };
}

describe('an explanation of every agency', () => {
  it('shows that it is a recipient, by which rule, for which purpose, and on which ground on either side', () => {
    expect(explained('north-csc')?.sharing).toMatchObject({
      agreement: { id: 'hub', version: 1 },
      purpose: { id: 'protection', description: 'Protecting children' },
      expectation: 'acknowledge-and-decide',
      lawfulBasis: { police: 'Part 3', recipient: 'Article 6' },
      retentionDays: 30,
      routes: ['hub/north'],
    });
  });

  it('shows its fields, and the reasons for the others', () => {
    expect(field('north-csc', 'narrative')).toEqual({ shown: 'yes', why: null, masks: [] });
    expect(field('north-csc', 'risk.grade')).toEqual({ shown: 'no', why: 'not-allowed', masks: [] });
    expect(field('north-csc', 'children.address.postcode')).toEqual({ shown: 'no', why: 'masked', masks: ['hub/home'] });
    expect(field('village-school', 'children.name.given')).toEqual({ shown: 'in-part', why: 'other-children', masks: [] });
    expect(field('south-csc', 'children.name.given')).toEqual({ shown: 'in-part', why: 'other-children', masks: [] });
    expect(field('village-school', 'concern.types')).toEqual({ shown: 'in-part', why: 'other-concerns', masks: [] });
    expect(field('north-csc', 'children.missingEpisodes.riskLevel')).toBeUndefined();
  });

  it.each<[string, string, Partnership, Partial<SubmitReferralRequest>, string[]]>([
    ['it is for another area', 'south-csc', partnership(agreement()), {}, ['areas']],
    ['no child is on its roll', 'village-school', north, { children: [{ name: { given: 'Tom', family: 'Example' } }] }, ['not-on-roll']],
    ['no child is without a school', 'south-csc', north, { children: referral.children.slice(0, 1) }, ['areas', 'schooling', 'no-such-child']],
    ['its agreement is a draft', 'north-csc', partnership(agreement({ status: 'draft' })), {}, ['not-in-force']],
    ['the force is no party', 'north-csc', north, { referrer: { ...referral.referrer, force: 'other-police' } }, ['not-a-party']],
    ['the concern is different, and the area too', 'south-csc', partnership(agreement({ routes: [route('both', { concerns: ['missing'], areas: ['south'] }, 'south-csc')] })), {}, ['concerns', 'areas']],
    ['no rule names it', 'village-school', partnership(agreement()), {}, []],
  ])('shows why it is no recipient: %s', (_why, agencyId, given, changes, obstacles) => {
    const found = explained(agencyId, given, { ...referral, ...changes });
    expect(found?.sharing).toBeNull();
    expect(found?.rules.flatMap((rule) => rule.obstacles)).toEqual(obstacles);
  });
});

describe('an explanation warns', () => {
  function codes(given: Partnership, changes: Partial<SubmitReferralRequest> = {}): string[] {
    return explainReferral(given, { ...referral, ...changes }, AT).warnings.map(({ code }) => code);
  }

  it.each<[string, string[], string[]]>([
    ['of nothing if all is well', codes(partnership(agreement())), []],
    ['of an agreement past its review, under which it shares nevertheless', codes(partnership(agreement({ reviewBy: '2026-05-21' }))), ['review-overdue']],
    ['not of one that is not used', codes(partnership(agreement(), agreement({ id: 'second', reviewBy: '2026-05-21', routes: [] }))), []],
    ['of an area that no agency serves', codes(partnership(agreement()), { area: 'elsewhere' }), ['area-not-served', 'no-recipient']],
    ['of a grade that is not shared', codes(partnership(agreement({ routes: [] })), { risk: { ...referral.risk, grade: 'blue' } }), ['grade-not-shared', 'no-recipient']],
    ['if no agency decides', codes(partnership(agreement({ routes: [route('north', { areas: ['north'] }, 'north-csc', 'acknowledge')] }))), ['no-decision']],
    ['of a school that cannot be notified', codes(partnership(agreement()), { children: [{ name: { given: 'Tom', family: 'Example' }, school: { name: 'Elsewhere', urn: '999999' } }] }), ['school-outside-partnership']],
  ])('%s', (_what, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('and marks the recipient with the overdue review, for the evidence', () => {
    const overdue = partnership(agreement({ reviewBy: '2026-05-21' }));
    const reviews = (at: Date): boolean[] => resolveRecipients(overdue, referralFacts(referral, at)).map(({ reviewOverdue }) => reviewOverdue);
    expect([reviews(new Date('2026-05-21T12:00:00Z')), reviews(AT)]).toEqual([[false], [true]]);
  });
});

describe('for any referral', () => {
  const anyOfNorth = anyReferral().map((content) => ({ ...content, area: 'north', referrer: referral.referrer }));

  it('an explanation is what happens: the same agencies, the same rules, the fields of their views', () => {
    fc.assert(
      fc.property(anyOfNorth, (content) => {
        const shared = explainReferral(north, content, AT).agencies.filter((agency) => agency.sharing !== null);
        const recipients = resolveRecipients(north, referralFacts(content, AT));
        expect(shared.map(({ agency, sharing: how }) => [agency, how?.routes])).toEqual(recipients.map(({ agency, routes }) => [agency, routes]));
        expect(shared.map(({ rules }) => rules.filter(({ applies }) => applies).map(({ rule }) => rule))).toEqual(recipients.map(({ routes }) => routes));
        expect(shared.map(({ sharing: how }) => how?.fields.filter(({ shown }) => shown !== 'no').map((each) => each.field)))
          .toEqual(recipients.map((recipient) => fieldsPresent(viewOf(content, recipient))));
      }),
    );
  });

  it('neither the explanation nor its text contains anything from the referral except codes', () => {
    fc.assert(
      fc.property(anyOfNorth, (content) => {
        const explanation: ReferralExplanation = explainReferral(north, content, AT);
        const texts = JSON.stringify(explanation) + renderExplanation(explanation);
        const personal = leavesOf(content).filter(({ path }) => /^(?:children\.(?:name|address|identifiers|school\.name|dateOfBirth)|narrative)/.test(path));
        expect(personal.filter(({ value }) => typeof value === 'string' && value.length > 4 && texts.includes(value))).toEqual([]);
      }),
    );
  });
});

describe('the text for people', () => {
  it('lists the recipients first, then the reasons for the other agencies', () => {
    expect(renderExplanation(explainReferral(north, referral, AT))).toBe(`A referral of police on 2026-05-22: neglect, domestic-abuse; graded red, in north

SHARED WITH  north-csc  (north-csc)
  by            hub/north
  agreement     hub, version 1
  for           protection: Protecting children
  asked to      acknowledge, and decide what happens next
  police share  Part 3
  it receives   Article 6
  kept          30 days
  sees          caseReference, children.name.given, narrative
  does not see  area, concern.types, children.name.family, children.address.lines, children.school.name,
                children.school.urn, children.relationshipToIncident, incident.reference, incident.occurredAt,
                incident.reportedAt, risk.grade, risk.gradedAt, risk.gradedBy, referrer.force, referrer.unit,
                referrer.officer.reference, referrer.officer.name, lawfulBasis.police,
                marking (not in the agreement)
                children.address.postcode (masked by hub/home)

SHARED WITH  south-csc  (south-csc)
  by            hub/no-school
  agreement     hub, version 1
  for           notice: Telling the school
  asked to      acknowledge
  police share  Part 3
  it receives   Article 6
  kept          30 days
  sees          area
  sees in part  children.name.given (without those of other children)
  does not see  caseReference, concern.types, children.name.family, children.address.lines,
                children.address.postcode, children.school.name, children.school.urn,
                children.relationshipToIncident, incident.reference, incident.occurredAt, incident.reportedAt,
                risk.grade, risk.gradedAt, risk.gradedBy, narrative, referrer.force, referrer.unit,
                referrer.officer.reference, referrer.officer.name, lawfulBasis.police,
                marking (not in the agreement)

SHARED WITH  village-school  (village-school)
  by            hub/school
  agreement     hub, version 1
  for           notice: Telling the school
  asked to      acknowledge
  police share  Part 3
  it receives   Article 9
  kept          30 days
  sees in part  concern.types (without those about other concerns)
                children.name.given (without those of other children)
  does not see  caseReference, area, children.name.family, children.address.lines, children.address.postcode,
                children.school.name, children.school.urn, children.relationshipToIncident,
                incident.reference, incident.occurredAt, incident.reportedAt, risk.grade, risk.gradedAt,
                risk.gradedBy, narrative, referrer.force, referrer.unit, referrer.officer.reference,
                referrer.officer.name, lawfulBasis.police, marking (not in the agreement)
`);
  });

  it('starts with the warnings, and lists an agency that no route names', () => {
    const text = renderExplanation(explainReferral(partnership(agreement({ reviewBy: '2026-05-21' })), referral, AT));
    expect(text).toContain('  Warning:      The agreement hub was to be reviewed by 2026-05-21.');
    expect(text).toContain('agreement     hub, version 1 (past its review)');
    expect(text).toContain('NOT SHARED WITH  south-csc  (south-csc)\n  because       hub/south: it is for other areas\n');
    expect(text).toContain('NOT SHARED WITH  village-school  (village-school)\n  because       No route of any agreement names it.\n');
  });
});
