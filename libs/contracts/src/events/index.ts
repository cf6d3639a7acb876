export { ReferralAcknowledgedV1 } from './acknowledgement.js';
export {
  type DecodeCode, decodeEvent, type DecodeProblem, encodeEvent, envelopeDigest, type EventAttributes, type EventToSend, isEvent,
  MAX_EVENT_BYTES, type ReceivedEvent,
} from './codec.js';
export {
  EVENT_CONTRACTS, LIFECYCLE_CONTRACTS, ReferralAcknowledgedV1Contract, ReferralForwardedV1Contract,
  ReferralForwardingDeclinedV1Contract, ReferralPublishedV1Contract, ReferralSharedV1Contract,
} from './contracts.js';
export { DEAD_LETTER_HEADERS, type DeadLetterHeader } from './dead-letter.js';
export { type EventContract, type InvalidExample } from './event-contract.js';
export { RECEIPT_RUNGS, type ReceiptRung, type Rung, RUNGS } from './ladder.js';
export {
  FORWARDING_DECLINED_REASONS, type ForwardingDeclinedReason, PublishedRecipient, ReferralForwardedV1, ReferralForwardingDeclinedV1,
  ReferralPublishedV1,
} from './lifecycle.js';
export { AgreementReference, ReferralSharedV1, ReferralView, Sender } from './referral-shared.js';
