import { ReferralAcknowledged } from './acknowledgement.js';
import { AGENCY_STATEMENT_CONTRACTS, CHANGE_FACT_CONTRACTS, UPDATE_CONTRACTS } from './change-contracts.js';
import { ESCALATION_CONTRACTS } from './deadline-contracts.js';
import { type EventContract, factContract, viewContract } from './event-contract.js';
import * as acknowledgement from './examples/acknowledgement.js';
import * as lifecycle from './examples/lifecycle.js';
import * as shared from './examples/referral-shared.js';
import { ReferralForwarded, ReferralForwardingDeclined, ReferralPublished, ReferralRecipientAdded } from './lifecycle.js';
import { ReferralShared } from './referral-shared.js';

export const ReferralSharedContract: EventContract<ReferralShared> = viewContract({
  name: 'safeguarding.referral.shared',
  summary: 'A referral was shared with one agency: that agency\'s own view of it.',
  class: ReferralShared, examples: shared.valid, invalidExamples: shared.invalid,
});
export const ReferralPublishedContract: EventContract<ReferralPublished> = factContract({
  name: 'safeguarding.referral.published',
  summary: 'A referral was accepted: who was sent a copy, what each is expected to do and by when, which reviews were overdue, and how well ethnicity was recorded.',
  class: ReferralPublished, examples: lifecycle.published, invalidExamples: lifecycle.invalidPublished,
});
export const ReferralForwardedContract: EventContract<ReferralForwarded> = factContract({
  name: 'safeguarding.referral.forwarded',
  summary: 'A redirect made the referral go to another agency, as its next hop: by when it is to answer.',
  class: ReferralForwarded, examples: lifecycle.forwarded, invalidExamples: lifecycle.invalidForwarded,
});
export const ReferralForwardingDeclinedContract: EventContract<ReferralForwardingDeclined> = factContract({
  name: 'safeguarding.referral.forwarding-declined',
  summary: 'A redirect could not be followed.',
  class: ReferralForwardingDeclined, examples: lifecycle.forwardingDeclined, invalidExamples: lifecycle.invalidForwardingDeclined,
});
export const ReferralRecipientAddedContract: EventContract<ReferralRecipientAdded> = factContract({
  name: 'safeguarding.referral.recipient-added',
  summary: 'A regrade or a correction made an agreement name one more agency, which was sent a copy: by when it is to answer.',
  class: ReferralRecipientAdded, examples: lifecycle.recipientsAdded, invalidExamples: lifecycle.invalidRecipientsAdded,
});
export const ReferralAcknowledgedContract: EventContract<ReferralAcknowledged> = factContract({
  name: 'safeguarding.referral.acknowledged',
  summary: 'One rung of the ladder was reached, stated by one agency.',
  class: ReferralAcknowledged, examples: acknowledgement.valid, invalidExamples: acknowledgement.invalid,
});

/** The events of an agency's referral topic. */
export const REFERRAL_CONTRACTS: readonly EventContract[] = [ReferralSharedContract, ...UPDATE_CONTRACTS];

/** The events of the lifecycle topic. */
export const LIFECYCLE_CONTRACTS: readonly EventContract[] = [
  ReferralPublishedContract, ReferralForwardedContract, ReferralForwardingDeclinedContract, ReferralRecipientAddedContract,
  ...CHANGE_FACT_CONTRACTS,
];

/** The events of an agency's acknowledgement topic. */
export const ACKNOWLEDGEMENT_CONTRACTS: readonly EventContract[] = [ReferralAcknowledgedContract, ...AGENCY_STATEMENT_CONTRACTS];

/** Every event of the exchange. */
export const EVENT_CONTRACTS: readonly EventContract[] = [
  ...REFERRAL_CONTRACTS, ...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS, ...ESCALATION_CONTRACTS,
];
