export type { ActionPlan, PlannedEvidence, PlannedRecommendation, Target } from './model/action-plan.js';
export { checkPartnership } from './warnings/check-partnership.js';
export type { PartnershipWarning, PartnershipWarningCode } from './warnings/warning.js';
export { clockPolicy, type ClockPolicy } from './clocks/clock-policy.js';
export { clocksOfSharing, dueTimes, type ClockToStart, type CountedReferral, type CountedSharing } from './clocks/sharing-clocks.js';
export { describePolicyProblem, type PolicyProblem } from './clocks/policy-problem.js';
export type { CalendarVersions, LocalPolicy } from './model/local-policy.js';
export type { Recipient } from './routing/compile.js';
export { explainReferral } from './explain/explain-referral.js';
export type {
  AgencyExplanation, ExplanationWarning, ExplanationWarningCode, FieldExplanation, FieldObstacle, ReferralExplanation,
  RuleExplanation, RuleObstacle, SharingExplanation,
} from './explain/explanation.js';
export { renderExplanation } from './explain/render-explanation.js';
export { referralFacts, unknownLinkedAgencies, type ReferralFacts } from './routing/facts.js';
export {
  AGENCY_KINDS, CONCERNS, CONTACT_ROLES, DEFAULT_INCIDENT_REFERRAL, SCHOOLING,
  type Agency, type AgencyKind, type Agreement, type Condition, type ContactRole, type Force, type IncidentReferral, type LawfulBasis,
  type Mask, type MaskCondition, type Partnership, type Party, type Purpose, type Redirect, type Route, type RouteRecipient,
  type Schooling, type View,
} from './model/partnership.js';
export { fieldsPresent } from './views/fields.js';
export { parsePartnership, type PartnershipSource } from './reading/parse-partnership.js';
export { describeProblem, type PartnershipProblem } from './reading/problem.js';
export { readPartnership } from './reading/read-partnership.js';
export { agencyTopicsOf, recipientFor, resolveRecipients, type RedirectRefusal } from './routing/routing.js';
export { masksThatApply, viewOf, type Allowance, type BoundMask } from './views/view.js';
