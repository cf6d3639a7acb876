import { ReferralAcknowledgedV1 } from './acknowledgement.js';
import { AGENCY_STATEMENT_CONTRACTS, CHANGE_FACT_CONTRACTS, UPDATE_CONTRACTS } from './change-contracts.js';
import { ESCALATION_CONTRACTS } from './deadline-contracts.js';
import { type EventContract, eventContract } from './event-contract.js';
import * as acknowledgementExamples from './examples/acknowledgement.js';
import * as lifecycleExamples from './examples/lifecycle.js';
import * as lifecycleV2Examples from './examples/lifecycle-v2.js';
import * as sharedExamples from './examples/referral-shared.js';
import { ReferralForwardedV2, ReferralPublishedV2 } from './lifecycle-v2.js';
import { ReferralForwardedV1, ReferralForwardingDeclinedV1, ReferralPublishedV1 } from './lifecycle.js';
import { ReferralSharedV1 } from './referral-shared.js';

export const ReferralSharedV1Contract: EventContract<ReferralSharedV1> = eventContract({
  name: 'safeguarding.referral.shared',
  version: 1,
  summary: 'A referral was shared with one agency: that agency\'s own view of it.',
  class: ReferralSharedV1,
  personalData: true,
  examples: sharedExamples.valid,
  invalidExamples: sharedExamples.invalid,
});

export const ReferralPublishedV1Contract: EventContract<ReferralPublishedV1> = eventContract({
  name: 'safeguarding.referral.published',
  version: 1,
  summary: 'A referral was accepted: who was sent a copy, and what each is expected to do.',
  class: ReferralPublishedV1,
  personalData: false,
  examples: lifecycleExamples.published,
  invalidExamples: lifecycleExamples.invalidPublished,
});

export const ReferralPublishedV2Contract: EventContract<ReferralPublishedV2> = eventContract({
  name: 'safeguarding.referral.published',
  version: 2,
  summary: 'A referral was accepted: who was sent a copy, what each is expected to do and by when, which reviews were overdue, and how well ethnicity was recorded.',
  class: ReferralPublishedV2,
  personalData: false,
  examples: lifecycleV2Examples.published,
  invalidExamples: lifecycleV2Examples.invalidPublished,
});

export const ReferralForwardedV1Contract: EventContract<ReferralForwardedV1> = eventContract({
  name: 'safeguarding.referral.forwarded',
  version: 1,
  summary: 'A redirect made the referral go to another agency, as its next hop.',
  class: ReferralForwardedV1,
  personalData: false,
  examples: lifecycleExamples.forwarded,
  invalidExamples: lifecycleExamples.invalidForwarded,
});

export const ReferralForwardedV2Contract: EventContract<ReferralForwardedV2> = eventContract({
  name: 'safeguarding.referral.forwarded',
  version: 2,
  summary: 'A redirect made the referral go to another agency, as its next hop: by when it is to answer.',
  class: ReferralForwardedV2,
  personalData: false,
  examples: lifecycleV2Examples.forwarded,
  invalidExamples: lifecycleV2Examples.invalidForwarded,
});

export const ReferralForwardingDeclinedV1Contract: EventContract<ReferralForwardingDeclinedV1> = eventContract({
  name: 'safeguarding.referral.forwarding-declined',
  version: 1,
  summary: 'A redirect could not be followed.',
  class: ReferralForwardingDeclinedV1,
  personalData: false,
  examples: lifecycleExamples.forwardingDeclined,
  invalidExamples: lifecycleExamples.invalidForwardingDeclined,
});

export const ReferralAcknowledgedV1Contract: EventContract<ReferralAcknowledgedV1> = eventContract({
  name: 'safeguarding.referral.acknowledged',
  version: 1,
  summary: 'One rung of the ladder was reached, stated by one agency.',
  class: ReferralAcknowledgedV1,
  personalData: false,
  examples: acknowledgementExamples.valid,
  invalidExamples: acknowledgementExamples.invalid,
});

/** What an agency's referral topic carries. */
export const REFERRAL_CONTRACTS: readonly EventContract[] = [ReferralSharedV1Contract, ...UPDATE_CONTRACTS];

/** What the lifecycle topic carries. */
export const LIFECYCLE_CONTRACTS: readonly EventContract[] = [
  ReferralPublishedV1Contract,
  ReferralPublishedV2Contract,
  ReferralForwardedV1Contract,
  ReferralForwardedV2Contract,
  ReferralForwardingDeclinedV1Contract,
  ...CHANGE_FACT_CONTRACTS,
];

/** What an agency's acknowledgement topic carries. */
export const ACKNOWLEDGEMENT_CONTRACTS: readonly EventContract[] = [ReferralAcknowledgedV1Contract, ...AGENCY_STATEMENT_CONTRACTS];

/** Every event of the exchange. */
export const EVENT_CONTRACTS: readonly EventContract[] = [
  ...REFERRAL_CONTRACTS, ...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS, ...ESCALATION_CONTRACTS,
];
