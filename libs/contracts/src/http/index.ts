export { AcceptanceRequest, DecisionRequest, FeedbackRequest, RedirectionRequest, RefusalRequest } from './agency-requests.js';
export { InboxCount, InboxItem, InboxPage, InboxStanding, OpenedReferral, RungCount, StatedRung } from './agency-responses.js';
export { Address, Child, Identifiers, PerceivedEthnicity, PersonName, School, SelfDefinedEthnicity } from './child.js';
export { AuditAgency, AuditAgencyList, AuditAwaiting, AuditAwaitingPage, AuditRungCount } from './audit-agencies.js';
export { AUDIT_EVENT_TYPES, AuditEvent, AuditEventPage, AuditEventSource, MAX_AUDIT_PAGE } from './audit-events.js';
export {
  AuditRecipient, AuditReferral, AuditReferralPage, AuditSilence, AuditTimeline, AWAITED, type Awaited, MAX_TIMELINE_EVENTS,
} from './audit-referrals.js';
export * from './codes.js';
export {
  DEAD_LETTER_RESULTS, DEAD_LETTER_STATUSES, DeadLetterItem, DeadLetterList, DeadLetterSettled, DISCARD_REASONS, type DiscardReason,
  DiscardRequest,
} from './dead-letters.js';
export { DOMESTIC_ABUSE_REFERRAL, MISSING_CHILD_REFERRAL } from './examples.js';
export {
  AcceptedRecipient, MAX_HOPS, MAX_RECIPIENTS, ProblemDetail, ProblemDocument, RecipientStatus, ReferralAccepted, ReferralLinks,
  ReferralStatus, RungReached,
} from './responses.js';
export {
  Concern, Incident, LawfulBasis, MissingEpisode, Officer, REFERRAL_FIELDS, Referrer, RiskGrading, SubmitReferralRequest,
} from './submit-referral.js';
