import { ACCESS_CONTRACTS } from './access-contracts.js';
import { ReferralAcknowledged } from './acknowledgement.js';
import { AGENCY_STATEMENT_CONTRACTS, CHANGE_FACT_CONTRACTS, ETHNICITY_CODE_CONTRACTS, UPDATE_CONTRACTS } from './change-contracts.js';
import { NOTICE_CONTRACTS } from './notice-contracts.js';
import { type EventContract, factContract, viewContract } from './event-contract.js';
import * as acknowledgement from './examples/acknowledgement.js';
import * as lifecycle from './examples/lifecycle.js';
import * as machine from './examples/machine-statements.js';
import * as shared from './examples/referral-shared.js';
import { ReferralAgencyEnded, ReferralForwarded, ReferralForwardingDeclined, ReferralPublished, ReferralRecipientAdded } from './lifecycle.js';
import { MachineStatements } from './machine-statements.js';
import { ReferralShared } from './referral-shared.js';

export const ReferralSharedContract: EventContract<ReferralShared> = viewContract({
  name: 'safeguarding.referral.shared',
  summary: 'A referral was shared with one agency: that agency\'s own view of it.',
  class: ReferralShared, examples: shared.valid, invalidExamples: shared.invalid,
});
export const ReferralPublishedContract: EventContract<ReferralPublished> = factContract({
  name: 'safeguarding.referral.published',
  summary: 'A referral was accepted: its recipients, each with its expectation and due times, the agreements with an overdue review, and the quality of the recorded ethnicity.',
  class: ReferralPublished, examples: lifecycle.published, invalidExamples: lifecycle.invalidPublished,
});
export const ReferralForwardedContract: EventContract<ReferralForwarded> = factContract({
  name: 'safeguarding.referral.forwarded',
  summary: 'A redirect passed the referral to another agency, as its next hop, with the due times.',
  class: ReferralForwarded, examples: lifecycle.forwarded, invalidExamples: lifecycle.invalidForwarded,
});
export const ReferralForwardingDeclinedContract: EventContract<ReferralForwardingDeclined> = factContract({
  name: 'safeguarding.referral.forwarding-declined',
  summary: 'A redirect could not be followed.',
  class: ReferralForwardingDeclined, examples: lifecycle.forwardingDeclined, invalidExamples: lifecycle.invalidForwardingDeclined,
});
export const ReferralRecipientAddedContract: EventContract<ReferralRecipientAdded> = factContract({
  name: 'safeguarding.referral.recipient-added',
  summary: 'A regrade or a correction made an agreement name one more agency. That agency was sent a copy, with the due times.',
  class: ReferralRecipientAdded, examples: lifecycle.recipientsAdded, invalidExamples: lifecycle.invalidRecipientsAdded,
});
export const ReferralAgencyEndedContract: EventContract<ReferralAgencyEnded> = factContract({
  name: 'safeguarding.referral.agency-ended',
  summary: 'An agency that was sent the referral has ended, or its recorded end was taken back.',
  class: ReferralAgencyEnded, examples: lifecycle.agenciesEnded, invalidExamples: lifecycle.invalidAgenciesEnded,
});
export const ReferralAcknowledgedContract: EventContract<ReferralAcknowledged> = factContract({
  name: 'safeguarding.referral.acknowledged',
  summary: 'A named person of one agency stated one rung of the ladder.',
  class: ReferralAcknowledged, examples: acknowledgement.valid, invalidExamples: acknowledgement.invalid,
});

export const MachineStatementsContract: EventContract<MachineStatements> = factContract({
  name: 'safeguarding.machine.stated',
  summary: 'An agency\'s machine stored messages, or could not read them: one statement for each, in one batch.',
  class: MachineStatements, examples: machine.valid, invalidExamples: machine.invalid,
});

/** The events of an agency's referral topic. */
export const REFERRAL_CONTRACTS: readonly EventContract[] = [ReferralSharedContract, ...UPDATE_CONTRACTS];

/** The events of the lifecycle topic. */
export const LIFECYCLE_CONTRACTS: readonly EventContract[] = [
  ReferralPublishedContract, ReferralForwardedContract, ReferralForwardingDeclinedContract, ReferralRecipientAddedContract,
  ReferralAgencyEndedContract, ...CHANGE_FACT_CONTRACTS,
];

/** The events of an agency's acknowledgement topic. */
export const ACKNOWLEDGEMENT_CONTRACTS: readonly EventContract[] = [
  MachineStatementsContract, ReferralAcknowledgedContract, ...AGENCY_STATEMENT_CONTRACTS,
];

/** Every event of the exchange. */
export const EVENT_CONTRACTS: readonly EventContract[] = [
  ...REFERRAL_CONTRACTS, ...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS, ...ETHNICITY_CODE_CONTRACTS, ...NOTICE_CONTRACTS, ...ACCESS_CONTRACTS,
];
