export { ReferralAcknowledged } from './acknowledgement.js';
export {
  type DecodeCode, decodeEvent, type DecodeProblem, encodeEvent, envelopeDigest, type EventAttributes, type EventToSend, isEvent,
  MAX_EVENT_BYTES, type ReceivedEvent,
} from './codec.js';
export { EthnicityRecorded, MilestoneStated, UpdateAcknowledged } from './agency-statements.js';
export {
  AGENCY_STATEMENT_CONTRACTS, CHANGE_FACT_CONTRACTS, UPDATE_CONTRACTS,
  CorrectionPublishedContract, EthnicityConflictRaisedContract, EthnicityRecordedContract, FeedbackOpenedContract,
  IncidentLinkedContract, IncidentNotifiedContract, MilestoneStatedContract, MissingEpisodeRecordedContract,
  ReferralCorrectedContract, ReferralFollowedUpContract, ReferralMissingEpisodeUpdatedContract, ReferralRegradedContract,
  ReferralWithdrawnContract, RiskRegradedContract, SharingDecidedAgainstContract, UpdateAcknowledgedContract,
  WithdrawalPublishedContract,
} from './change-contracts.js';
export {
  CorrectionPublished, MissingEpisodeRecorded, RiskRegraded, UpdateRecipient, WithdrawalPublished,
} from './change-facts.js';
export {
  ACKNOWLEDGEMENT_CONTRACTS, EVENT_CONTRACTS, LIFECYCLE_CONTRACTS, REFERRAL_CONTRACTS, ReferralAcknowledgedContract, ReferralForwardedContract,
  ReferralForwardingDeclinedContract, ReferralPublishedContract, ReferralRecipientAddedContract, ReferralSharedContract,
} from './contracts.js';
export {
  DeadlineBreachedContract, DeadlineCancelledContract, DeadlineEscalatedContract, DeadlineMetContract, DeadlineNotStartedContract,
  DeadlineStartedContract, DeadlineWarnedContract, ESCALATION_CONTRACTS,
} from './deadline-contracts.js';
export {
  DeadlineBreached, DeadlineCancelled, DeadlineEscalated, DeadlineMet, DeadlineNotStarted, DeadlineStarted, DeadlineWarned,
} from './deadlines.js';
export { ClockReference, PlannedStep, type PlannedStepKind } from './clock-reference.js';
export { DEAD_LETTER_HEADERS, type DeadLetterHeader } from './dead-letter.js';
export {
  EthnicityMark, NOT_STATED_REASONS, type NotStatedReason, PERCEIVED_MARKS, type PerceivedMark, STATED_MARKS, type StatedMark,
} from './ethnicity-mark.js';
export { type EventContract, type InvalidExample } from './event-contract.js';
export { RECEIPT_RUNGS, type ReceiptRung, type Rung, RUNGS } from './ladder.js';
export {
  FORWARDING_DECLINED_REASONS, type ForwardingDeclinedReason, PublishedRecipient, ReferralForwarded, ReferralForwardingDeclined,
  ReferralPublished, ReferralRecipientAdded,
} from './lifecycle.js';
export { AgreementReference, ReferralShared, ReferralView, Sender } from './referral-shared.js';
export { SentCopy } from './sent-copy.js';
export {
  EthnicityConflictRaised, FeedbackOpened, IncidentLinked, IncidentNotified, RecordedEthnicity, ReferralFollowedUp, SharingDecidedAgainst,
} from './sharing-facts.js';
export { ReferralCorrected, ReferralMissingEpisodeUpdated, ReferralRegraded, ReferralWithdrawn, UpdatedCopy } from './updates.js';
