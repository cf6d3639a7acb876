import { AUDIT_EVENT_TYPES, AUDIT_REFERRAL_STATES, CASE_KEY, CASE_REFERENCE, CLOCK_STATES, RUNGS, SEARCHED_VERDICTS } from '#libs/contracts';
import { ProblemException, query, withDefault } from '#libs/http-api';
import { CLOCK_RULE_IDS } from '#libs/safeguarding';

import { isBackwards, LONGEST_PERIOD_DAYS, whatBoundsAreMissing } from './bounds.js';
import type { EventFilter } from './event-query.js';

const STAFF = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The query parameters that find the referrals of one case. */
export const caseFilters = {
  caseReference: query.text(
    new RegExp(CASE_REFERENCE.pattern), CASE_REFERENCE.expected,
    'Only referrals of the case with this reference of the force, however it is written: upper and lower case, outer and repeated spaces make no difference. Without force: of any force of the partnership.',
  ),
  caseKey: query.text(new RegExp(CASE_KEY.pattern), CASE_KEY.expected, 'Only referrals of the case with this opaque key, as the list of referrals and the payload of a publication show it.'),
};

/** The query parameters about the clocks and the state of referrals. */
export const stateFilters = {
  rule: query.choice(CLOCK_RULE_IDS, 'Only what concerns clocks of this rule.'),
  clockState: query.choice(CLOCK_STATES, 'Only what concerns clocks that are in this state now.'),
  referralState: query.choice(
    AUDIT_REFERRAL_STATES,
    'Only what concerns referrals that are in this state now. awaiting: an agency must still answer. no-holder: no agency has the child. answered: no answer is awaited.',
  ),
};

/** The query parameters of search and export. */
export const eventFilters = {
  referralId: query.uuid('Only events of this referral.'),
  agency: query.slug('Only what this agency stated, what was forwarded to it, and what it was notified of.'),
  person: query.text(STAFF, 'an opaque staff reference such as sw-0142', 'Only what this person stated or recorded, by the staff reference.'),
  force: query.slug('Only what concerns referrals and incidents of this force.'),
  unit: query.unit('Only what concerns referrals and incidents of this unit.'),
  area: query.slug('Only what concerns referrals and incidents of this local authority area.'),
  rung: query.choice(RUNGS, 'Only this rung; published are publications and forwardings.'),
  type: query.choice(AUDIT_EVENT_TYPES, 'Only events of this type.'),
  ...caseFilters,
  ...stateFilters,
  verdict: query.choice(SEARCHED_VERDICTS, 'Only statements of agencies with this verdict.'),
  correlationId: query.uuid('Only what one request of a sender led to.'),
  from: query.instant('Begin of the period, included.'),
  to: query.instant('End of the period, not included. Without it the period ends now.'),
  by: withDefault(
    query.choice(['occurred', 'recorded'], 'Which time the period and the order are about: when it happened, or when the recorder wrote it down.'),
    'occurred',
  ),
};

export const BOUNDS_DESCRIPTION =
  `A query needs a bound: referralId, a case, correlationId, or a period of at most ${LONGEST_PERIOD_DAYS} days (any length with agency).`;

export const SCOPE_DESCRIPTION =
  'Auditors see all, a force what concerns its own referrals and incidents, an agency its own statements and what it was sent or notified of.';

/** @throws ProblemException AUD-001 for a query of the whole log, GEN-011 for a period that ends before it begins. */
export function requireBounds(filter: EventFilter, now: Date): void {
  refuseBackwards(filter);
  const missing = whatBoundsAreMissing(filter, now);
  if (missing !== null) throw new ProblemException('AUD-001', { detail: missing });
}

/** @throws ProblemException GEN-011 for a period that ends before it begins. */
export function refuseBackwards({ from, to }: Pick<EventFilter, 'from' | 'to'>): void {
  if (!isBackwards(from, to)) return;
  throw new ProblemException('GEN-011', { errors: [{ pointer: '/to', code: 'invalid', message: 'This must be later than from.' }] });
}
