export {
  ACCESS_ACTION, ACCESS_KINDS, ACCESS_OUTCOMES, ACCESS_REASONS, AccessFilter, type AccessKind, type AccessOutcome, type AccessReason, AccessRecorded, FILTER_NAME, FILTER_VALUE,
  MAX_ACCESS_FILTERS, MAX_ACCESSED_REFERRALS,
} from './access.js';
export { ACCESS_CONTRACTS, AccessRecordedContract } from './access-contracts.js';
export { ReferralAcknowledged } from './acknowledgement.js';
export { decodeEvent, encodeEvent, envelopeDigest, isEvent, type ReceivedEvent } from './codec.js';
export { EthnicityRecorded, MilestoneStated, UpdateAcknowledged } from './agency-statements.js';
export {
  AGENCY_STATEMENT_CONTRACTS, CorrectionPublishedContract, ETHNICITY_CODE_CONTRACTS, EthnicityCodeStatedContract,
  EthnicityConflictRaisedContract, EthnicityRecordedContract,
  FeedbackOpenedContract, IncidentLinkedContract, IncidentNotifiedContract, MilestoneStatedContract,
  MissingEpisodeRecordedContract, ReferralCorrectedContract, ReferralFollowedUpContract, ReferralMissingEpisodeUpdatedContract, ReferralResentContract,
  ReferralRegradedContract, ReferralWithdrawnContract, RiskRegradedContract, SharingDecidedAgainstContract,
  UpdateAcknowledgedContract, WithdrawalPublishedContract,
} from './change-contracts.js';
export { CorrectionPublished, MissingEpisodeRecorded, UpdateRecipient, WithdrawalPublished } from './change-facts.js';
export {
  ACKNOWLEDGEMENT_CONTRACTS, LIFECYCLE_CONTRACTS, MachineStatementsContract, REFERRAL_CONTRACTS, ReferralAcknowledgedContract, ReferralAgencyEndedContract, ReferralForwardedContract,
  ReferralForwardingDeclinedContract, ReferralPublishedContract, ReferralRecipientAddedContract, ReferralSharedContract,
} from './contracts.js';
export {
  DeadlineBreachedContract, DeadlineCancelledContract, DeadlineEscalatedContract, DeadlineMetContract, DeadlineNotStartedContract,
  DeadlineStartedContract, DeadlineSupersededContract, DeadlineWarnedContract, DEADLINE_CONTRACTS,
} from './deadline-contracts.js';
export {
  HolderChangedNoticeContract, NOTICE_CONTRACTS, RedirectDeclinedNoticeContract, ReferralWithdrawnNoticeContract, StatementsJudgedContract,
} from './notice-contracts.js';
export {
  HolderChangedNotice, MAX_NOTICED_STATEMENTS, NoticedStatement, type NoticedVerdict, RedirectDeclinedNotice, ReferralWithdrawnNotice, StatementsJudged,
} from './notices.js';
export { statedContent, type StatedContent } from './stated-content.js';
export { DeadlineStarted, DeadlineSuperseded } from './deadlines.js';
export { ChildFacts, EpisodeFacts, ShownChildren } from './child-facts.js';
export { CASE_KEY, CASE_REFERENCE } from './case-key.js';
export { ClockReference, type PlannedStepKind } from './clock-reference.js';
export { DisclosedBy } from './disclosed-by.js';
export { DEAD_LETTER_HEADERS } from './dead-letter.js';
export { EthnicityCodeStated, ethnicityCodeDigest } from './ethnicity-code.js';
export { EthnicityMark, NOT_STATED_REASONS, type NotStatedReason } from './ethnicity-mark.js';
export type { EventContract } from './event-contract.js';
export { RECORDED_EVENTS, type RecordedEvent } from './event-names.js';
export { MACHINE_RUNGS, type MachineRung, PERSON_RUNGS, type PersonRung, RECEIPT_RUNGS, type ReceiptRung, type Rung, RUNGS } from './ladder.js';
export {
  type ForwardingDeclinedReason, ReferralAgencyEnded, ReferralForwarded, ReferralForwardingDeclined, ReferralPublished, ReferralRecipientAdded,
} from './lifecycle.js';
export { COPY_TYPES, type CopyType, MachineStatementEntry, MachineStatements, MAX_STATEMENT_ENTRIES } from './machine-statements.js';
export { MAX_COPIES_OF_FACT, ReferralResent, ResentCopy } from './resent.js';
export { ReferralShared, ReferralView, Sender } from './referral-shared.js';
export { SentCopy } from './sent-copy.js';
export { ReferralCorrected, ReferralMissingEpisodeUpdated, ReferralRegraded, ReferralWithdrawn, UpdatedCopy } from './updates.js';
