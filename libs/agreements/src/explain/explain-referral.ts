import type { SubmitReferralRequest } from '#libs/contracts';

import { reviewOverdue } from '../warnings/agreement-status.js';
import { compilePartnership, schoolingIn, type CompiledAgreement, type CompiledPartnership, type CompiledRule, type Recipient } from '../routing/compile.js';
import { isMet } from '../routing/condition.js';
import { referralFacts, type ReferralFacts } from '../routing/facts.js';
import { findView } from '../views/find-view.js';
import { urnsOf, type Agency, type Partnership, type Schooling } from '../model/partnership.js';
import { resolveRecipients } from '../routing/routing.js';
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
  const schooling = schoolingIn(ready, facts);
  const recipients = new Map(resolveRecipients(partnership, facts).map((recipient) => [recipient.agency, recipient]));
  const agencies = partnership.agencies.map((agency): AgencyExplanation => {
    const recipient = recipients.get(agency.id);
    return {
      agency: agency.id,
      name: agency.name,
      kind: agency.kind,
      sharing: recipient === undefined ? null : explainSharing(partnership, content, recipient),
      rules: explainRules(ready, agency, facts, schooling),
    };
  });
  const { force, area, grade, concernTypes: concerns, on } = facts;
  const warnings = warningsOf(partnership, facts, schooling, [...recipients.values()]);
  return { partnership: partnership.id, force, area, grade, concerns, on, agencies, warnings };
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

function explainRules(ready: CompiledPartnership, agency: Agency, facts: ReferralFacts, schooling: ReadonlySet<Schooling>): RuleExplanation[] {
  return ready.agreements.flatMap((compiled) =>
    compiled.routes.flatMap((route): RuleExplanation[] => {
      const grant = agency.urn === null ? route.grants.find((each) => each.agency.id === agency.id) : route.schoolGrants.get(agency.urn);
      if (grant === undefined) return [];
      const obstacles = [
        ...obstaclesOfAgreement(compiled, facts),
        ...obstaclesOfRoute(route, facts, schooling),
        ...obstaclesOfAgency(agency, findView(compiled.agreement, agency, grant.purpose)?.schooling, facts, schooling),
      ];
      return [{ rule: grant.rule, applies: obstacles.length === 0, obstacles }];
    }),
  );
}

function obstaclesOfAgreement({ agreement: { status, effectiveFrom }, parties }: CompiledAgreement, { force, on }: ReferralFacts): RuleObstacle[] {
  const isInForce = status === 'in-force' && effectiveFrom <= on;
  return [...(isInForce ? [] : ['not-in-force' as const]), ...(parties.has(force) ? [] : ['not-a-party' as const])];
}

function obstaclesOfRoute({ conditions }: CompiledRule, facts: ReferralFacts, schooling: ReadonlySet<Schooling>): RuleObstacle[] {
  return conditions.filter((condition) => !isMet(condition, facts, schooling)).map(({ key }) => key);
}

function obstaclesOfAgency(
  agency: Agency,
  shown: readonly Schooling[] | undefined,
  facts: ReferralFacts,
  schooling: ReadonlySet<Schooling>,
): RuleObstacle[] {
  if (agency.urn !== null && !urnsOf(agency).some((urn) => facts.schools.includes(urn))) return ['not-on-roll'];
  return shown !== undefined && !shown.some((reason) => schooling.has(reason)) ? ['no-such-child'] : [];
}

function warningsOf(
  { agencies, agreements, notShared }: Partnership,
  { area, grade, on }: ReferralFacts,
  schooling: ReadonlySet<Schooling>,
  recipients: readonly Recipient[],
): ExplanationWarning[] {
  const warnings: ExplanationWarning[] = [];
  const warn = (code: ExplanationWarning['code'], message: string): number => warnings.push({ code, message });
  const served = agencies.flatMap(({ areas }) => areas);
  if (served.length > 0 && !served.includes(area)) {
    warn('area-not-served', `No agency serves the area ${area}: the publisher refuses the referral. Correct the area.`);
  }
  if (notShared.grades.includes(grade)) warn('grade-not-shared', `Local policy shares no referral that is graded ${grade}.`);
  if (recipients.length === 0) {
    warn('no-recipient', 'No agency is a recipient: the publisher refuses the referral, so that it cannot be mistaken for one that was sent.');
  } else if (!recipients.some(({ expectation }) => expectation === 'acknowledge-and-decide')) {
    warn('no-decision', 'No agency is asked to decide what happens next.');
  }
  if (schooling.has('school-outside-partnership')) {
    const message = 'A child goes to a school that is no agency of the partnership, or that is named without its URN: the exchange cannot notify it.';
    warn('school-outside-partnership', message);
  }
  const behind = new Set(recipients.flatMap(({ routes }) => routes.map((rule) => rule.slice(0, rule.indexOf('/')))));
  for (const agreement of agreements) {
    if (behind.has(agreement.id) && agreement.reviewBy < on) warn('review-overdue', reviewOverdue(agreement).message);
  }
  return warnings;
}
