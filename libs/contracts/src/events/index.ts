export { ReferralAcknowledgedV1 } from './acknowledgement.js';
export {
  type DecodeCode, decodeEvent, type DecodeProblem, encodeEvent, envelopeDigest, type EventAttributes, type EventToSend, isEvent,
  MAX_EVENT_BYTES, type ReceivedEvent,
} from './codec.js';
export { EthnicityRecordedV1, MilestoneStatedV1, UpdateAcknowledgedV1 } from './agency-statements.js';
export {
  AGENCY_STATEMENT_CONTRACTS, CHANGE_FACT_CONTRACTS, UPDATE_CONTRACTS,
  CorrectionPublishedV1Contract, EthnicityConflictRaisedV1Contract, EthnicityRecordedV1Contract, FeedbackOpenedV1Contract,
  IncidentLinkedV1Contract, IncidentNotifiedV1Contract, MilestoneStatedV1Contract, MissingEpisodeRecordedV1Contract,
  ReferralCorrectedV1Contract, ReferralFollowedUpV1Contract, ReferralMissingEpisodeUpdatedV1Contract, ReferralRecipientAddedV1Contract, ReferralRecipientAddedV2Contract,
  ReferralRegradedV1Contract,
  ReferralWithdrawnV1Contract, RiskRegradedV1Contract, SharingDecidedAgainstV1Contract, UpdateAcknowledgedV1Contract,
  WithdrawalPublishedV1Contract,
} from './change-contracts.js';
export {
  CorrectionPublishedV1, MissingEpisodeRecordedV1, ReferralRecipientAddedV1, RiskRegradedV1, UpdateRecipient, WithdrawalPublishedV1,
} from './change-facts.js';
export {
  ACKNOWLEDGEMENT_CONTRACTS, EVENT_CONTRACTS, LIFECYCLE_CONTRACTS, REFERRAL_CONTRACTS, ReferralAcknowledgedV1Contract, ReferralForwardedV1Contract,
  ReferralForwardedV2Contract, ReferralForwardingDeclinedV1Contract, ReferralPublishedV1Contract, ReferralPublishedV2Contract, ReferralSharedV1Contract,
} from './contracts.js';
export {
  DeadlineBreachedV1Contract, DeadlineCancelledV1Contract, DeadlineEscalatedV1Contract, DeadlineMetV1Contract, DeadlineNotStartedV1Contract,
  DeadlineStartedV1Contract, DeadlineWarnedV1Contract, DeadlineEscalatedV2Contract, DeadlineWarnedV2Contract, ESCALATION_CONTRACTS,
} from './deadline-contracts.js';
export {
  DeadlineBreachedV1, DeadlineCancelledV1, DeadlineEscalatedV1, DeadlineMetV1, DeadlineNotStartedV1, DeadlineStartedV1, DeadlineWarnedV1,
} from './deadlines.js';
export { DeadlineEscalatedV2, DeadlineWarnedV2 } from './deadlines-v2.js';
export { ClockReference, PlannedStep, type PlannedStepKind } from './clock-reference.js';
export { DEAD_LETTER_HEADERS, type DeadLetterHeader } from './dead-letter.js';
export {
  EthnicityMark, NOT_STATED_REASONS, type NotStatedReason, PERCEIVED_MARKS, type PerceivedMark, STATED_MARKS, type StatedMark,
} from './ethnicity-mark.js';
export { type EventContract, type InvalidExample } from './event-contract.js';
export { RECEIPT_RUNGS, type ReceiptRung, type Rung, RUNGS } from './ladder.js';
export {
  FORWARDING_DECLINED_REASONS, type ForwardingDeclinedReason, PublishedRecipient, ReferralForwardedV1, ReferralForwardingDeclinedV1,
  ReferralPublishedV1,
} from './lifecycle.js';
export { PublishedRecipientV2, ReferralForwardedV2, ReferralPublishedV2, ReferralRecipientAddedV2 } from './lifecycle-v2.js';
export { AgreementReference, ReferralSharedV1, ReferralView, Sender } from './referral-shared.js';
export {
  EthnicityConflictRaisedV1, FeedbackOpenedV1, IncidentLinkedV1, IncidentNotifiedV1, RecordedEthnicity, ReferralFollowedUpV1, SharingDecidedAgainstV1,
} from './sharing-facts.js';
export { ReferralCorrectedV1, ReferralMissingEpisodeUpdatedV1, ReferralRegradedV1, ReferralWithdrawnV1, UpdatedCopy } from './updates.js';
