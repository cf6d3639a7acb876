export { AcceptanceRequest, DecisionRequest, FeedbackRequest, RedirectionRequest, RefusalRequest } from './agency-requests.js';
export { InboxCount, InboxItem, InboxPage, InboxProgress, OpenedReferral, StatedRung } from './agency-responses.js';
export { InboxUpdate, MilestoneResponse, RecordedEthnicityResponse } from './agency-record-responses.js';
export { Address, Child, School } from './child.js';
export { ChildIdentity } from './child-identity.js';
export { AuditGap, AuditGapPage, AuditUnitGaps, AuditUnitGapsList, GAP_STATES } from './audit-gaps.js';
export { AuditAccess, AuditAccessPage } from './audit-access.js';
export { AuditAgency, AuditAgencyList, AuditAwaiting, AuditAwaitingPage } from './audit-agencies.js';
export {
  AUDIT_EVENT_TYPES, AuditEvent, type AuditEventType, AuditEventPage, AuditJudgement, type AuditVerdict, MAX_AUDIT_PAGE, SEARCHED_VERDICTS, type SearchedVerdict,
} from './audit-events.js';
export {
  AuditGrading, AuditRecipient, AuditSilence, AuditTimeline, AuditUpdate, AWAITED, type Awaited,
  MAX_TIMELINE_EVENTS,
} from './audit-referrals.js';
export { AuditExportFilter, AuditExportManifest, EXPORT_FORMAT_NAMES, EXPORTED_LOGS, type ExportedLog, type ExportFormatName } from './audit-exports.js';
export { AUDIT_REFERRAL_STATES, AuditReferral, AuditReferralPage, type AuditReferralState } from './audit-referral-list.js';
export {
  CorrectedField, CorrectionRequest, FollowUpRequest, IncidentLinkRequest, IncidentRequest, MilestoneRequest, MissingEpisodeEventRequest, NotSharingRequest,
  NotSharingWithoutReferralRequest, RecordedEthnicityRequest, RiskGradingRequest, WithdrawalRequest,
} from './change-requests.js';
export {
  ChangeRecorded, ChangeStatus, FeedbackOpening, FollowUpRecorded, IncidentStatus, MilestoneReached, NotSharingRecorded,
} from './change-responses.js';
export * from './codes.js';
export { Completion } from './completion.js';
export { CorrectedDueTimes, DueTime, OverdueReview, SupersededDueTime } from './due-time.js';
export {
  InboxClock, InboxDeclinedRedirect, InboxNotices, InboxOmitted, InboxStatement, type InboxVerdict, MAX_INBOX_CLOCKS, MAX_INBOX_STATEMENTS,
} from './inbox-notices.js';
export * from './lifecycle-codes.js';
export { DEAD_LETTER_STATUSES, DeadLetterItem, DeadLetterList, DeadLetterClosed, DISCARD_REASONS, DiscardRequest } from './dead-letters.js';
export { DOMESTIC_ABUSE_REFERRAL } from './examples.js';
export { ProblemDocument } from './problem-document.js';
export { PAGE_CURSOR } from './paging.js';
export {
  AcceptedRecipient, MAX_HOPS, MAX_NOT_COUNTED, MAX_RECIPIENTS, NotCountedOfOther, NotCountedStatement,
  RecipientStatus, ReferralAccepted, ReferralLinks, ReferralStatus, RungReached,
} from './responses.js';
export { RecipientClock } from './recipient-clock.js';
export { MAX_CHILDREN, MAX_EPISODES, MissingEpisode } from './missing-episode.js';
export { GIVEN_IDS, ReferralContent, ReferredChild, ReferredEpisode } from './referral-content.js';
export {
  Concern, LawfulBasis, Officer, REFERRAL_FIELDS, ROUTING_FIELDS, SubmitReferralRequest,
} from './submit-referral.js';
export { CLOCK_STATES, type ClockStateName, MAX_CLOCK_PAGE, WatchedClockItem, WatchedClockPage } from './clocks.js';
export { RECORD_FILTERS, type RecordFilter } from './audit-not-recorded.js';
export { AuditClock, AuditClockCall, AuditOverdue, AuditOverduePage, MAX_AUDIT_CLOCKS } from './audit-deadlines.js';
export { EthnicityConflictFound, EthnicityRecord, RecordedEthnicity } from './stated-ethnicity.js';
export { HandoverRecorded, MAX_OPEN_REFERRALS, NotHandedOver, OpenReferral, OpenReferralList } from './handover.js';
export * from './measures.js';
export * from './recommendations.js';
export {
  MAX_RESENT_CHANGES, MAX_RESENT_REFERRALS, MAX_UNDELIVERED_PAGE, NotResent, ReferralToResend, ResendRecorded, ResendRequest, ResentToAgency, UndeliveredCopy,
  UndeliveredCopyPage,
} from './resend.js';
export { ChildHolder, HOLDER_STATES, type HolderState, ReferralHolder, RepeatedAnswer } from './referral-holder.js';
export { ListedReferral, MAX_REFERRAL_PAGE, REFERRAL_STATES, ReferralListPage, type ReferralState, SOUGHT_CASE_REFERENCE } from './referral-list.js';
