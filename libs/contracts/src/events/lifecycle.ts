import { type AddedReason, ADDED_REASONS } from '../http/lifecycle-codes.js';
import { CONCERN_TYPES, type ConcernType, type Grade, GRADES } from '../http/codes.js';
import { MAX_HOPS, MAX_RECIPIENTS } from '../http/responses.js';
import { Code, CodePattern, Described, Instant, IntegerBetween, ListOf, Nested, Optional, Shaped, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { AssertedBy } from './asserted-by.js';
import { CASE_KEY } from './case-key.js';
import { ChildFacts } from './child-facts.js';
import { DisclosedBy } from './disclosed-by.js';
import { EthnicityMark } from './ethnicity-mark.js';
import { SentCopy } from './sent-copy.js';

/** An agency that was sent a copy when the referral was published. */
export class PublishedRecipient extends SentCopy {
  @Described('The agency, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('1 for the first recipients; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;
}

/**
 * A referral was accepted and stored with all its messages. The marks of ethnicity describe how it was recorded and never the
 * code, so that the quality of recording can be measured. Holds no personal data.
 */
export class ReferralPublished {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The opaque key of the case, as of the message: a keyed hash of the force and its case reference. Referrals of one case have the same.')
  @Shaped(CASE_KEY)
  readonly caseKey!: string;

  @Described('The referring force, by its id in the partnership.')
  @Slug()
  readonly force!: string;

  @Described('Code of the referring unit; left out if the force names its unit in words.')
  @Optional()
  @CodePattern()
  readonly unit?: string;

  @Described('Local authority area.')
  @Slug()
  readonly area!: string;

  @Described('The contact centre\'s risk grade.')
  @Code(GRADES)
  readonly grade!: Grade;

  @Described('The types of concern.')
  @ListOf(Code(CONCERN_TYPES), { max: 10, unique: true })
  readonly concernTypes!: readonly ConcernType[];

  @Described('The children, with the codes and times of their missing episodes.')
  @ListOf(() => ChildFacts, { max: 20 })
  readonly children!: readonly ChildFacts[];

  @Described('The person or system that disclosed it.')
  @Nested(() => DisclosedBy)
  readonly disclosedBy!: DisclosedBy;

  @Described('When it was stored.')
  @Instant()
  readonly publishedAt!: string;

  @Described('When the incident happened.')
  @Optional()
  @Instant()
  readonly occurredAt?: string;

  @Described('When the incident was reported.')
  @Optional()
  @Instant()
  readonly reportedAt?: string;

  @Described('When the risk was assessed.')
  @Optional()
  @Instant()
  readonly assessedAt?: string;

  @Described('When the risk was graded.')
  @Optional()
  @Instant()
  readonly gradedAt?: string;

  @Described('The agencies that were sent a copy and are expected to respond.')
  @ListOf(() => PublishedRecipient, { max: MAX_RECIPIENTS })
  readonly recipients!: readonly PublishedRecipient[];

  @Described('The mark of each child\'s ethnicity.')
  @ListOf(() => EthnicityMark, { max: 20 })
  readonly ethnicity!: readonly EthnicityMark[];
}

/** A redirect passed the referral to another agency, as its next hop. */
export class ReferralForwarded extends SentCopy {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that redirected it.')
  @Slug()
  readonly fromAgency!: string;

  @Described('The agency that was sent a copy.')
  @Slug()
  readonly toAgency!: string;

  @Described('The new hop.')
  @IntegerBetween(2, MAX_HOPS)
  readonly hop!: number;

  @Described('Id of the receipt that redirected it.')
  @Uuid()
  readonly because!: string;

  @Described('When it was forwarded.')
  @Instant()
  readonly forwardedAt!: string;
}

/** A change made an agreement name one more agency, or an ended agency was succeeded. The agency was sent a copy, as a further hop. */
export class ReferralRecipientAdded extends SentCopy {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that was sent a copy.')
  @Slug()
  readonly agency!: string;

  @Described('The new hop.')
  @IntegerBetween(2, MAX_HOPS)
  readonly hop!: number;

  @Described('The kind of change that made the agreement name it; `handover` where it takes on the referrals of an agency that has ended.')
  @Code(ADDED_REASONS)
  readonly reason!: AddedReason;

  @Described('Id of the grading, the correction or the handover.')
  @Uuid()
  readonly because!: string;

  @Described('The agency that has ended, of a handover.')
  @Optional()
  @Slug()
  readonly fromAgency?: string;

  @Described('The person of the force who handed it over, of a handover.')
  @Optional()
  @StaffReference()
  readonly handedOverBy?: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('When it was sent.')
  @Instant()
  readonly addedAt!: string;
}

export const FORWARDING_DECLINED_REASONS = [
  'unknown-agency',
  'no-agreement',
  'already-a-recipient',
  'too-many-hops',
  'content-no-longer-held',
  'agency-ended',
  'withdrawn',
] as const;
export type ForwardingDeclinedReason = (typeof FORWARDING_DECLINED_REASONS)[number];

/** A redirect could not be followed. */
export class ReferralForwardingDeclined {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that redirected it.')
  @Slug()
  readonly fromAgency!: string;

  @Described('The agency that the redirect names.')
  @Slug()
  readonly toAgency!: string;

  @Described('Id of the receipt that redirected it.')
  @Uuid()
  readonly because!: string;

  @Described('The reason.')
  @Code(FORWARDING_DECLINED_REASONS)
  readonly reason!: ForwardingDeclinedReason;

  @Described('The successor of an agency that has ended, if it has one.')
  @Optional()
  @Slug()
  readonly successor?: string;

  @Described('When the publisher declined the redirect.')
  @Instant()
  readonly declinedAt!: string;
}

/**
 * An agency that was sent the referral has ended. It is a fact of each referral, because the partnership file can change and is gone years
 * later, and who had a child at a time must not depend on it.
 */
export class ReferralAgencyEnded {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('The beginning of the first day on which it takes no referral. Left out where an end that was recorded before is taken back: the agency has not ended.')
  @Optional()
  @Instant()
  readonly endedAt?: string;

  @Described('The agency that takes on its referrals, if there is one.')
  @Optional()
  @Slug()
  readonly successor?: string;

  @Described('When the publisher recorded it. The latest record counts.')
  @Instant()
  readonly recordedAt!: string;
}
