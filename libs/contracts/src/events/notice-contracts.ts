import { DEADLINE_CONTRACTS } from './deadline-contracts.js';
import { type EventContract, factContract } from './event-contract.js';
import * as notices from './examples/notices.js';
import { HolderChangedNotice, RedirectDeclinedNotice, ReferralWithdrawnNotice, StatementsJudged } from './notices.js';

export const StatementsJudgedContract: EventContract<StatementsJudged> = factContract({
  name: 'safeguarding.statements.judged',
  summary: 'The publisher has judged statements of the agency, or judged them again: which are taken, wait, or are refused.',
  class: StatementsJudged, examples: notices.statementsJudged, invalidExamples: notices.invalidStatementsJudged,
});
export const ReferralWithdrawnNoticeContract: EventContract<ReferralWithdrawnNotice> = factContract({
  name: 'safeguarding.notice.referral-withdrawn',
  summary: 'The force withdrew a referral of which the agency has a copy.',
  class: ReferralWithdrawnNotice, examples: notices.withdrawn, invalidExamples: notices.invalidWithdrawn,
});
export const RedirectDeclinedNoticeContract: EventContract<RedirectDeclinedNotice> = factContract({
  name: 'safeguarding.notice.redirect-declined',
  summary: 'A redirect of the agency, or one that names it, was not followed.',
  class: RedirectDeclinedNotice, examples: notices.redirectDeclined, invalidExamples: notices.invalidRedirectDeclined,
});
export const HolderChangedNoticeContract: EventContract<HolderChangedNotice> = factContract({
  name: 'safeguarding.notice.holder-changed',
  summary: 'No agency has the child, an agency has it after all, or one more agency accepted.',
  class: HolderChangedNotice, examples: notices.holderChanged, invalidExamples: notices.invalidHolderChanged,
});

/** The events of an agency's notice topic: what the exchange notifies the agency of, without content. */
export const NOTICE_CONTRACTS: readonly EventContract[] = [
  ...DEADLINE_CONTRACTS, StatementsJudgedContract, ReferralWithdrawnNoticeContract, RedirectDeclinedNoticeContract, HolderChangedNoticeContract,
];
