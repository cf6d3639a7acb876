export {
  AGENCY_KINDS, CONCERNS,
  type Agency, type AgencyKind, type Agreement, type Condition, type Force, type LawfulBasis,
  type Partnership, type Party, type Purpose, type Redirect, type Route, type RouteRecipient, type View,
} from './partnership.js';
export { parsePartnership, type PartnershipSource } from './parse-partnership.js';
export { describeProblem, type PartnershipProblem } from './problem.js';
export { readPartnership } from './read-partnership.js';
export {
  agencyTopicsOf, recipientFor, resolveRecipients,
  type Recipient, type RedirectRefusal, type ReferralFacts,
} from './routing.js';
export { viewOf, type Allowance } from './view.js';
