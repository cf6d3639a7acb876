import { EXPECTATIONS, type Expectation } from '#libs/contracts';

import { partsOf, type ConditionPart } from './condition.js';
import type { ReferralFacts } from './facts.js';
import { orderFields } from '../views/fields.js';
import { findView } from '../views/find-view.js';
import type { Agency, Agreement, Condition, Partnership, Schooling, View } from '../model/partnership.js';
import type { Allowance, BoundMask, ChildAllowance } from '../views/view.js';

/** One agency that gets a referral: why, what it is expected to do and what it may see. */
export interface Recipient extends Allowance {
  readonly agency: string;
  readonly purpose: string;
  readonly agreement: { readonly id: string; readonly version: number };
  readonly expectation: Expectation;
  /** The law changes at the boundary: that of the police for sharing it, and that of the recipient for receiving it. */
  readonly lawfulBasis: { readonly police: string; readonly recipient: string };
  /** For how long the recipient's view is kept, by the agreement that is cited. */
  readonly retentionDays: number;
  /** True where an agreement behind it is past its review. It shares all the same; the evidence says so. */
  readonly reviewOverdue: boolean;
  /** Those agreements, and the days by which they were to be reviewed. */
  readonly overdueReviews: readonly { readonly agreement: string; readonly reviewBy: string }[];
  /** It is told about children whom no school can be told about. */
  readonly inPlaceOfSchool: boolean;
  /** Every rule that named the agency, as `<agreement>/<route>`, for the evidence. */
  readonly routes: readonly string[];
}

/** One rule naming one agency, with all that can be looked up before a referral is there. */
export interface Grant {
  readonly agreement: Agreement;
  readonly rule: string;
  readonly purpose: string;
  readonly expectation: Expectation;
  readonly agency: Agency;
  /** Place of the agency in the partnership file. */
  readonly order: number;
  readonly view: View;
  /** Among all the grants of the partnership. */
  readonly number: number;
}

export interface CompiledRule {
  readonly id: string;
  readonly conditions: readonly ConditionPart[];
  readonly grants: readonly Grant[];
  /** Those to schools, by URN: of hundreds of schools a referral concerns two or three. */
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
  /** URNs of its schools. */
  readonly schools: ReadonlySet<string>;
  readonly agreements: readonly CompiledAgreement[];
  /** Recipients by the grants behind them. One referral's recipient is the next one's: views and trees are made once. */
  readonly recipients: Map<string, Recipient>;
}

const compiled = new WeakMap<Partnership, CompiledPartnership>();
/** More combinations of rules than any partnership has; only a guard against growing without end. */
const MOST_RECIPIENTS = 20_000;

/** A partnership, made ready for routing. A partnership is never changed, so this is done once for each. */
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
  const grant = (agreement: Agreement, rule: string, agencyId: string, terms: Pick<Grant, 'purpose' | 'expectation'>): Grant[] => {
    const found = byId.get(agencyId);
    const view = found === undefined ? undefined : findView(agreement, found.agency, terms.purpose);
    if (found === undefined || view === undefined) return [];
    const { purpose, expectation } = terms;
    return [{ agreement, rule: `${agreement.id}/${rule}`, purpose, expectation, ...found, view, number: (count += 1) }];
  };
  return {
    agencies: byId,
    schools: new Set(agencies.flatMap(({ urn }) => (urn === null ? [] : [urn]))),
    recipients: new Map(),
    agreements: agreements.map((agreement) => ({
      agreement,
      parties: new Set(agreement.parties.map(({ organisation }) => organisation)),
      routes: agreement.routes.map(({ id, when, recipients }) =>
        compileRule(id, when, recipients.flatMap((recipient) => grant(agreement, id, recipient.agency, recipient))),
      ),
      redirects: agreement.redirects.map((redirect) =>
        compileRule(redirect.id, redirect.when, redirect.to.flatMap((agency) => grant(agreement, redirect.id, agency, redirect))),
      ),
    })),
  };
}

function compileRule(id: string, when: Condition, grants: readonly Grant[]): CompiledRule {
  return {
    id,
    conditions: partsOf(when),
    grants: grants.filter(({ agency }) => agency.urn === null),
    schoolGrants: new Map(grants.flatMap((grant) => (grant.agency.urn === null ? [] : [[grant.agency.urn, grant]]))),
  };
}

const NONE_OVERDUE: Recipient['overdueReviews'] = [];

/** What several grants to one agency come to. The same grants on a day of the same standing are the same object. */
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
  const forChildren = childAllowances(views, schools);
  return {
    agency: agency.id,
    purpose,
    agreement: { id, version },
    expectation: EXPECTATIONS.find((strictest) => grants.some((grant) => grant.expectation === strictest)) ?? expectation,
    lawfulBasis: { police: lawfulBasis.police, recipient: lawfulBasis.partners[agency.kind] ?? '' },
    retentionDays,
    reviewOverdue: overdue.length > 0,
    overdueReviews: overdue,
    inPlaceOfSchool: forChildren.length > 0,
    fields: fieldsShown(views),
    routes: grants.map(({ rule }) => rule),
    ...(agency.urn !== null && { onRollOf: [agency.urn] }),
    ...concernsShown(views),
    ...(forChildren.length > 0 && { forChildren }),
    ...(masks.length > 0 && { masks }),
  };
}

/** The union of the views, without what they show of some children only. */
function fieldsShown(views: readonly View[]): readonly string[] {
  return orderFields(views.flatMap(({ fields, schooling }) => (schooling === undefined ? fields : fields.filter((leaf) => !isOfChild(leaf)))));
}

function childAllowances(views: readonly View[], schools: ReadonlySet<string>): ChildAllowance[] {
  return [...new Set(views)].flatMap(({ fields, schooling }) =>
    schooling === undefined ? [] : [{ fields: fields.filter((leaf) => isOfChild(leaf)), schooling, schools }],
  );
}

function isOfChild(leaf: string): boolean {
  return leaf.startsWith('children.');
}

/** A view that shows all concerns lets all of them show; otherwise each adds its own. */
function concernsShown(views: readonly View[]): Pick<Allowance, 'concerns'> {
  const lists = views.map(({ concerns }) => concerns);
  return lists.includes(undefined) ? {} : { concerns: [...new Set(lists.flatMap((list) => list ?? []))] };
}

/** The masks of all the views hold for all that the agency gets: what one agreement hides, another must not show. */
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

/** Why children of a referral have no school of this partnership. */
export function schoolingIn({ schools: known }: CompiledPartnership, { schooling, schools }: ReferralFacts): ReadonlySet<Schooling> {
  const reasons = new Set(schooling);
  if (schools.some((urn) => !known.has(urn))) reasons.add('school-outside-partnership');
  return reasons;
}
