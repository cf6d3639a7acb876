import { EXPECTATIONS, type Expectation } from '#libs/contracts';

import { partsOf, type ConditionPart, type RoutedChild } from './condition.js';
import type { ReferralFacts } from './facts.js';
import { orderFields } from '../views/fields.js';
import { findView } from '../views/find-view.js';
import { urnsOf, type Agency, type Agreement, type ChildrenShown, type Condition, type Partnership, type View } from '../model/partnership.js';
import type { Allowance, BoundMask, ChildAllowance } from '../views/view.js';

/** One agency that receives a referral: the rules behind it, the expectation and the allowed fields. */
export interface Recipient extends Allowance {
  readonly agency: string;
  readonly purpose: string;
  readonly agreement: { readonly id: string; readonly version: number };
  readonly expectation: Expectation;
  /** The law changes at the boundary: the police's basis for sharing, and the recipient's basis for receiving. */
  readonly lawfulBasis: { readonly police: string; readonly recipient: string };
  /** How long the recipient's view is kept, by the cited agreement, in days. */
  readonly retentionDays: number;
  /** True if an agreement behind it is past its review. It shares nevertheless, and the evidence records it. */
  readonly reviewOverdue: boolean;
  /** Those agreements, with the days of their reviews. */
  readonly overdueReviews: readonly { readonly agreement: string; readonly reviewBy: string }[];
  /** True for a notice about children without a school that can be notified. */
  readonly inPlaceOfSchool: boolean;
  /** Every rule that named the agency, as `<agreement>/<route>`, for the evidence. */
  readonly routes: readonly string[];
}

/** One rule naming one agency, with all facts that do not depend on the referral. */
export interface Grant {
  readonly agreement: Agreement;
  readonly rule: string;
  readonly purpose: string;
  readonly expectation: Expectation;
  readonly agency: Agency;
  /** Position of the agency in the partnership file. */
  readonly order: number;
  readonly view: View;
  /** The areas whose children the agency may see; absent if it may see all children. */
  readonly areas?: readonly string[];
  /** Number among all grants of the partnership. */
  readonly number: number;
}

export interface CompiledRule {
  readonly id: string;
  readonly conditions: readonly ConditionPart[];
  readonly grants: readonly Grant[];
  /** The grants to schools, by URN: of hundreds of schools a referral concerns two or three. */
  readonly schoolGrants: ReadonlyMap<string, Grant>;
}

export interface CompiledAgreement {
  readonly agreement: Agreement;
  readonly parties: ReadonlySet<string>;
  readonly routes: readonly CompiledRule[];
  readonly redirects: readonly CompiledRule[];
}

export interface CompiledPartnership {
  readonly agencies: ReadonlyMap<string, { readonly agency: Agency; readonly order: number }>;
  /** URNs of its schools, present and former. */
  readonly schools: ReadonlySet<string>;
  readonly agreements: readonly CompiledAgreement[];
  /** Recipients by the grants behind them. They are reused for later referrals, so that views and trees are made once. */
  readonly recipients: Map<string, Recipient>;
}

const compiled = new WeakMap<Partnership, CompiledPartnership>();
/** More combinations of rules than any partnership has; it only prevents unlimited growth. */
const MOST_RECIPIENTS = 20_000;

/** Prepares a partnership for routing. A partnership never changes, so this is done once for each. */
export function compilePartnership(partnership: Partnership): CompiledPartnership {
  const known = compiled.get(partnership);
  if (known !== undefined) return known;
  const made = compile(partnership);
  compiled.set(partnership, made);
  return made;
}

function compile({ agencies, agreements }: Partnership): CompiledPartnership {
  const byId = new Map(agencies.map((agency, order) => [agency.id, { agency, order }]));
  let count = 0;
  const grant = (agreement: Agreement, rule: string, agencyId: string, terms: Pick<Grant, 'purpose' | 'expectation'> & { readonly children: ChildrenShown }): Grant[] => {
    const found = byId.get(agencyId);
    const view = found === undefined ? undefined : findView(agreement, found.agency, terms.purpose);
    if (found === undefined || view === undefined) return [];
    const { purpose, expectation, children } = terms;
    const areas = children === 'own-area' ? { areas: found.agency.areas } : {};
    return [{ agreement, rule: `${agreement.id}/${rule}`, purpose, expectation, ...found, view, ...areas, number: (count += 1) }];
  };
  return {
    agencies: byId,
    schools: new Set(agencies.flatMap((agency) => urnsOf(agency))),
    recipients: new Map(),
    agreements: agreements.map((agreement) => ({
      agreement,
      parties: new Set(agreement.parties.map(({ organisation }) => organisation)),
      routes: agreement.routes.map(({ id, when, recipients }) =>
        compileRule(id, withFormerUrns(when, agencies), recipients.flatMap((recipient) => grant(agreement, id, recipient.agency, recipient))),
      ),
      redirects: agreement.redirects.map((redirect) =>
        compileRule(redirect.id, withFormerUrns(redirect.when, agencies), redirect.to.flatMap((agency) => grant(agreement, redirect.id, agency, redirect))),
      ),
    })),
  };
}

/** A condition names a school by its present URN and holds for the former ones as well. */
function withFormerUrns(when: Condition, agencies: readonly Agency[]): Condition {
  if (when.schools === undefined) return when;
  return { ...when, schools: when.schools.flatMap((urn) => urnsOf(agencies.find((agency) => agency.urn === urn) ?? { urn })) };
}

function compileRule(id: string, when: Condition, grants: readonly Grant[]): CompiledRule {
  return {
    id,
    conditions: partsOf(when),
    grants: grants.filter(({ agency }) => agency.urn === null),
    schoolGrants: new Map(grants.flatMap((grant) => urnsOf(grant.agency).map((urn) => [urn, grant]))),
  };
}

const NONE_OVERDUE: Recipient['overdueReviews'] = [];

/** The recipient that several grants to one agency make. The same grants with the same overdue reviews give the same object. */
export function recipientUnder(partnership: CompiledPartnership, grants: readonly [Grant, ...Grant[]], { on }: ReferralFacts): Recipient {
  const overdue = grants.some(({ agreement }) => agreement.reviewBy < on) ? overdueReviews(grants, on) : NONE_OVERDUE;
  const key = `${overdue.map(({ agreement }) => `${agreement} overdue `).join('')}${grants.map(({ number }) => number).join(' ')}`;
  const known = partnership.recipients.get(key);
  if (known !== undefined) return known;
  if (partnership.recipients.size >= MOST_RECIPIENTS) partnership.recipients.clear();
  const made = makeRecipient(partnership, grants, overdue);
  partnership.recipients.set(key, made);
  return made;
}

function overdueReviews(grants: readonly Grant[], on: string): Recipient['overdueReviews'] {
  const overdue = new Map(grants.flatMap(({ agreement: { id, reviewBy } }) => (reviewBy < on ? [[id, reviewBy]] : [])));
  return [...overdue].map(([agreement, reviewBy]) => ({ agreement, reviewBy }));
}

function makeRecipient({ schools }: CompiledPartnership, grants: readonly [Grant, ...Grant[]], overdue: Recipient['overdueReviews']): Recipient {
  const [{ agency, agreement, purpose, expectation }] = grants;
  const { id, version, lawfulBasis, retentionDays } = agreement;
  const views = grants.map(({ view }) => view);
  const masks = boundMasks(grants);
  const forChildren = childAllowances(grants, schools);
  return {
    agency: agency.id,
    purpose,
    agreement: { id, version },
    expectation: EXPECTATIONS.find((strictest) => grants.some((grant) => grant.expectation === strictest)) ?? expectation,
    lawfulBasis: { police: lawfulBasis.police, recipient: lawfulBasis.partners[agency.kind] ?? '' },
    retentionDays,
    reviewOverdue: overdue.length > 0,
    overdueReviews: overdue,
    inPlaceOfSchool: views.some(({ schooling }) => schooling !== undefined),
    fields: fieldsShown(grants),
    routes: grants.map(({ rule }) => rule),
    ...(agency.urn !== null && { onRollOf: urnsOf(agency) }),
    ...concernsShown(views),
    ...(forChildren.length > 0 && { forChildren }),
    ...(masks.length > 0 && { masks }),
  };
}

/** The union of the views, without the fields of children in those that show some children only. */
function fieldsShown(grants: readonly Grant[]): readonly string[] {
  return orderFields(grants.flatMap((grant) => (isOfSomeChildren(grant) ? grant.view.fields.filter((leaf) => !isOfChild(leaf)) : grant.view.fields)));
}

function childAllowances(grants: readonly Grant[], schools: ReadonlySet<string>): ChildAllowance[] {
  const some = new Map(grants.filter((grant) => isOfSomeChildren(grant)).map((grant) => [`${grant.agreement.id} ${grant.purpose} ${grant.areas === undefined}`, grant]));
  return [...some.values()].map(({ view: { fields, schooling }, areas }) => ({
    fields: fields.filter((leaf) => isOfChild(leaf)), schools, ...(schooling !== undefined && { schooling }), ...(areas !== undefined && { areas }),
  }));
}

function isOfSomeChildren({ view, areas }: Grant): boolean {
  return view.schooling !== undefined || areas !== undefined;
}

function isOfChild(leaf: string): boolean {
  return leaf.startsWith('children.');
}

/** If one view shows all concerns, all are shown; otherwise each view adds its own. */
function concernsShown(views: readonly View[]): Pick<Allowance, 'concerns'> {
  const lists = views.map(({ concerns }) => concerns);
  return lists.includes(undefined) ? {} : { concerns: [...new Set(lists.flatMap((list) => list ?? []))] };
}

/** The masks of all views apply to the agency's whole copy, because one agreement must not show a field that another hides. */
function boundMasks(grants: readonly Grant[]): BoundMask[] {
  const masks = new Map<string, BoundMask>();
  for (const { agreement, agency, view } of grants) {
    for (const { id, fields, when } of view.mask) {
      const rule = `${agreement.id}/${id}`;
      masks.set(rule, { rule, fields, when, recipient: agency.id });
    }
  }
  return [...masks.values()];
}

/** The children of a referral, with the reasons why some have no school of this partnership. */
export function childrenIn({ schools: known }: CompiledPartnership, { children }: ReferralFacts): readonly RoutedChild[] {
  return children.map(({ area, school }) => ({
    area, school, withoutSchool: 'without' in school ? school.without : known.has(school.urn) ? undefined : 'school-outside-partnership',
  }));
}
