import type { SubmitReferralRequest } from '#libs/contracts';

import { reviewOverdue } from '../warnings/agreement-status.js';
import { childrenIn, compilePartnership, type CompiledAgreement, type CompiledPartnership, type CompiledRule, type Grant, type Recipient } from '../routing/compile.js';
import { isMetByChild, isMetByReferral, type RoutedChild } from '../routing/condition.js';
import { areasOf, referralFacts, type ReferralFacts } from '../routing/facts.js';
import { urnsOf, type Agency, type Partnership } from '../model/partnership.js';
import { isShown, resolveRecipients } from '../routing/routing.js';
import { explainFields } from './explain-fields.js';
import type {
  AgencyExplanation, ExplanationWarning, ReferralExplanation, RuleExplanation, RuleObstacle, SharingExplanation,
} from './explanation.js';

/**
 * Explains the effect of the agreements on a referral, agency by agency. Pure: nothing is sent or recorded. It calls the
 * functions that the publisher calls, so that the explanation is what happens.
 *
 * @param at the instant of the explanation, because an agreement shares nothing before it takes effect.
 */
export function explainReferral(partnership: Partnership, content: SubmitReferralRequest, at: Date): ReferralExplanation {
  const facts = referralFacts(content, at);
  const ready = compilePartnership(partnership);
  const children = childrenIn(ready, facts);
  const recipients = new Map(resolveRecipients(partnership, facts).map((recipient) => [recipient.agency, recipient]));
  const agencies = partnership.agencies.map((agency): AgencyExplanation => {
    const recipient = recipients.get(agency.id);
    return {
      agency: agency.id,
      name: agency.name,
      kind: agency.kind,
      sharing: recipient === undefined ? null : explainSharing(partnership, content, recipient),
      rules: explainRules(ready, agency, facts, children),
    };
  });
  const { force, grade, concernTypes: concerns, on } = facts;
  const areas = areasOf(content);
  const warnings = warningsOf(partnership, facts, children, [...recipients.values()]);
  return { partnership: partnership.id, force, areas, grade, concerns, on, agencies, warnings };
}

function explainSharing({ agreements }: Partnership, content: SubmitReferralRequest, recipient: Recipient): SharingExplanation {
  const { agreement, expectation, lawfulBasis, retentionDays, routes } = recipient;
  const purposes = agreements.find(({ id }) => id === agreement.id)?.purposes ?? [];
  return {
    agreement,
    purpose: { id: recipient.purpose, description: purposes.find(({ id }) => id === recipient.purpose)?.description ?? '' },
    expectation,
    lawfulBasis,
    retentionDays,
    reviewOverdue: recipient.reviewOverdue,
    routes,
    fields: explainFields(content, recipient),
  };
}

function explainRules(ready: CompiledPartnership, agency: Agency, facts: ReferralFacts, children: readonly RoutedChild[]): RuleExplanation[] {
  return ready.agreements.flatMap((compiled) =>
    compiled.routes.flatMap((route): RuleExplanation[] => {
      const grant = agency.urn === null ? route.grants.find((each) => each.agency.id === agency.id) : route.schoolGrants.get(agency.urn);
      if (grant === undefined) return [];
      const obstacles = [
        ...obstaclesOfAgreement(compiled, facts),
        ...obstaclesOfRoute(route, facts, children),
        ...obstaclesOfGrant(route, grant, children),
      ];
      return [{ rule: grant.rule, applies: obstacles.length === 0, obstacles }];
    }),
  );
}

function obstaclesOfAgreement({ agreement: { status, effectiveFrom }, parties }: CompiledAgreement, { force, on }: ReferralFacts): RuleObstacle[] {
  const isInForce = status === 'in-force' && effectiveFrom <= on;
  return [...(isInForce ? [] : ['not-in-force' as const]), ...(parties.has(force) ? [] : ['not-a-party' as const])];
}

function obstaclesOfRoute({ conditions }: CompiledRule, facts: ReferralFacts, children: readonly RoutedChild[]): RuleObstacle[] {
  const unmet = conditions.filter((condition) => !isMetByReferral(condition, facts) || !children.some((child) => isMetByChild(condition, child)));
  if (unmet.length > 0) return unmet.map(({ key }) => key);
  return matching(conditions, children).length === 0 ? ['not-in-one-child'] : [];
}

/** The obstacles among the children that meet the route. */
function obstaclesOfGrant({ conditions }: CompiledRule, grant: Grant, children: readonly RoutedChild[]): RuleObstacle[] {
  const { agency, areas, view } = grant;
  const met = matching(conditions, children);
  const asked = met.length === 0 ? children : met;
  if (agency.urn !== null) return asked.some(({ school }) => 'urn' in school && urnsOf(agency).includes(school.urn)) ? [] : ['not-on-roll'];
  if (asked.some((child) => isShown(grant, child))) return [];
  return areas === undefined || view.schooling !== undefined ? ['no-such-child'] : ['no-child-in-its-area'];
}

function matching(conditions: CompiledRule['conditions'], children: readonly RoutedChild[]): readonly RoutedChild[] {
  return children.filter((child) => conditions.every((condition) => isMetByChild(condition, child)));
}

function warningsOf(
  { agencies, agreements, notShared }: Partnership,
  { grade, on, children: places }: ReferralFacts,
  children: readonly RoutedChild[],
  recipients: readonly Recipient[],
): ExplanationWarning[] {
  const warnings: ExplanationWarning[] = [];
  const warn = (code: ExplanationWarning['code'], message: string): number => warnings.push({ code, message });
  const served = agencies.flatMap(({ areas }) => areas);
  for (const area of new Set(places.map((place) => place.area))) {
    if (served.length > 0 && !served.includes(area)) warn('area-not-served', `No agency serves the area ${area}: the publisher refuses the referral. Correct the area.`);
  }
  if (notShared.grades.includes(grade)) warn('grade-not-shared', `Local policy shares no referral that is graded ${grade}.`);
  if (recipients.length === 0) {
    warn('no-recipient', 'No agency is a recipient: the publisher refuses the referral, so that it cannot be mistaken for one that was sent.');
  } else if (!recipients.some(({ expectation }) => expectation === 'acknowledge-and-decide')) {
    warn('no-decision', 'No agency is asked to decide what happens next.');
  }
  if (children.some(({ withoutSchool }) => withoutSchool === 'school-outside-partnership')) {
    const message = 'A child goes to a school that is no agency of the partnership, or that is named without its URN: the exchange cannot notify it.';
    warn('school-outside-partnership', message);
  }
  const behind = new Set(recipients.flatMap(({ routes }) => routes.map((rule) => rule.slice(0, rule.indexOf('/')))));
  for (const agreement of agreements) {
    if (behind.has(agreement.id) && agreement.reviewBy < on) warn('review-overdue', reviewOverdue(agreement).message);
  }
  return warnings;
}
