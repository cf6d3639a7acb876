export type { ActionPlan, PlannedEvidence, PlannedRecommendation, Target } from './action-plan.js';
export { checkPartnership } from './check/check-partnership.js';
export type { PartnershipWarning, PartnershipWarningCode } from './check/warning.js';
export { clockPolicy, type ClockPolicy, type PolicyData } from './clocks/clock-policy.js';
export { clocksOfSharing, dueTimes, type ClockToStart, type CountedReferral, type CountedSharing } from './clocks/sharing-clocks.js';
export type { PolicyProblem } from './clocks/policy-problem.js';
export type { Recipient } from './compile.js';
export { explainReferral } from './explain/explain-referral.js';
export type {
  AgencyExplanation, ExplanationWarning, ExplanationWarningCode, FieldExplanation, FieldObstacle, ReferralExplanation,
  RuleExplanation, RuleObstacle, ToldExplanation,
} from './explain/explanation.js';
export { renderExplanation } from './explain/render-explanation.js';
export { referralFacts, unknownLinkedAgencies, type ReferralFacts } from './facts.js';
export {
  AGENCY_KINDS, CONCERNS, CONTACT_ROLES, DEFAULT_INCIDENT_REFERRAL, SCHOOLING,
  type Agency, type AgencyKind, type Agreement, type Condition, type ContactRole, type Force, type IncidentReferral, type LawfulBasis,
  type Mask, type MaskCondition, type Partnership, type Party, type Purpose, type Redirect, type Route, type RouteRecipient,
  type Schooling, type View,
} from './partnership.js';
export { fieldsPresent } from './fields.js';
export { parsePartnership, type PartnershipSource } from './parse-partnership.js';
export { describeProblem, type PartnershipProblem } from './problem.js';
export { readPartnership } from './read-partnership.js';
export { agencyTopicsOf, recipientFor, resolveRecipients, type RedirectRefusal } from './routing.js';
export { masksThatApply, viewOf, type Allowance, type BoundMask } from './view.js';
