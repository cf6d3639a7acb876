export { AcceptanceRequest, DecisionRequest, FeedbackRequest, RedirectionRequest, RefusalRequest } from './agency-requests.js';
export { InboxCount, InboxItem, InboxPage, InboxStanding, OpenedReferral, RungCount, StatedRung } from './agency-responses.js';
export { Address, Child, Identifiers, PerceivedEthnicity, PersonName, School, SelfDefinedEthnicity } from './child.js';
export { AuditGap, AuditGapPage, AuditUnitGaps, AuditUnitGapsList, GAP_STATES, type GapState } from './audit-gaps.js';
export { AuditAgency, AuditAgencyList, AuditAwaiting, AuditAwaitingPage, AuditRungCount } from './audit-agencies.js';
export { AUDIT_EVENT_TYPES, AuditEvent, AuditEventPage, AuditEventSource, MAX_AUDIT_PAGE } from './audit-events.js';
export {
  AuditGrading, AuditRecipient, AuditReferral, AuditReferralPage, AuditSilence, AuditTimeline, AuditUpdate, AuditUpdateRecipient, AWAITED, type Awaited, MAX_TIMELINE_EVENTS,
} from './audit-referrals.js';
export {
  CorrectedField, CorrectionRequest, FollowUpRequest, IncidentLinkRequest, IncidentRequest, MilestoneRequest, MissingEpisodeEventRequest, NotSharingRequest,
  NotSharingWithoutReferralRequest, RecordedEthnicityRequest, RiskGradingRequest, WithdrawalRequest,
} from './change-requests.js';
export {
  ChangeReceipt, ChangeRecorded, ChangeStatus, RecordedEthnicityResponse, FeedbackOpening, FollowUpRecorded, InboxUpdate, IncidentStatus, MilestoneReached,
  MilestoneResponse, NotSharingRecorded,
} from './change-responses.js';
export * from './codes.js';
export { Completion, MAX_COMPLETIONS } from './completion.js';
export { CLOCK_RULE_ID, DueTime, MAX_DUE_TIMES, OverdueReview } from './due-time.js';
export * from './lifecycle-codes.js';
export {
  DEAD_LETTER_RESULTS, DEAD_LETTER_STATUSES, DeadLetterItem, DeadLetterList, DeadLetterClosed, DISCARD_REASONS, type DiscardReason,
  DiscardRequest,
} from './dead-letters.js';
export { DOMESTIC_ABUSE_REFERRAL, MISSING_CHILD_REFERRAL } from './examples.js';
export { PAGE_CURSOR } from './paging.js';
export {
  AcceptedRecipient, MAX_HOPS, MAX_NOT_COUNTED, MAX_RECIPIENTS, NotCountedOfOther, NotCountedStatement, ProblemDetail, ProblemDocument,
  RecipientStatus, ReferralAccepted, ReferralLinks, ReferralStatus, RungReached,
} from './responses.js';
export {
  AllegedAbuser, Concern, Incident, LawfulBasis, MissingEpisode, Officer, REFERRAL_FIELDS, Referrer, RiskGrading, ROUTING_FIELDS,
  SubmitReferralRequest,
} from './submit-referral.js';
export { CLOCK_STATES, ClockNotice, type ClockStateName, MAX_CLOCK_PAGE, WatchedClockItem, WatchedClockPage } from './clocks.js';
export { AuditClock, AuditClockCall, AuditOverdue, AuditOverduePage, MAX_AUDIT_CLOCKS } from './audit-deadlines.js';
export * from './measures.js';
export * from './recommendations.js';
