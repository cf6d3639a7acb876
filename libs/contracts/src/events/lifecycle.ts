import { CONCERN_TYPES, type ConcernType, type Expectation, EXPECTATIONS, type Grade, GRADES } from '../http/codes.js';
import { MAX_HOPS, MAX_RECIPIENTS } from '../http/responses.js';
import {
  Code, CodePattern, Described, Digest, Instant, IntegerBetween, ListOf, Nested, Optional, Slug, Uuid,
} from '../validation/decorators.js';
import { AgreementReference } from './referral-shared.js';

/** An agency that was sent a copy, and which copy. */
export class PublishedRecipient {
  @Described('The agency, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('1 for the first recipients; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The agreement\'s purpose for which it was shared.')
  @Slug()
  readonly purpose!: string;

  @Described('The agreement under which it was shared.')
  @Nested(() => AgreementReference)
  readonly agreement!: AgreementReference;

  @Described('What the agency is asked to do.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('Id of the message that carries the copy.')
  @Uuid()
  readonly messageId!: string;

  @Described('Digest of the message\'s bytes; the agency\'s receipts name the same.')
  @Digest()
  readonly envelopeDigest!: string;
}

/** A referral was accepted and stored with everything that is to be sent. Holds no personal data. */
export class ReferralPublishedV1 {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The referring force, by its id in the partnership.')
  @Slug()
  readonly force!: string;

  @Described('Code of the referring unit; left out where the force names its unit in words.')
  @Optional()
  @CodePattern()
  readonly unit?: string;

  @Described('Local authority area.')
  @Slug()
  readonly area!: string;

  @Described('The contact centre\'s risk grade.')
  @Code(GRADES)
  readonly grade!: Grade;

  @Described('What the concern is about.')
  @ListOf(Code(CONCERN_TYPES), { max: 10, unique: true })
  readonly concernTypes!: readonly ConcernType[];

  @Described('How many children it is about.')
  @IntegerBetween(1, 20)
  readonly childrenCount!: number;

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

  @Described('Who was sent a copy and is expected to answer.')
  @ListOf(() => PublishedRecipient, { max: MAX_RECIPIENTS })
  readonly recipients!: readonly PublishedRecipient[];
}

/** A redirect made the referral go to another agency, as its next hop. */
export class ReferralForwardedV1 {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that redirected it.')
  @Slug()
  readonly fromAgency!: string;

  @Described('The agency that has been sent a copy.')
  @Slug()
  readonly toAgency!: string;

  @Described('The new hop.')
  @IntegerBetween(2, MAX_HOPS)
  readonly hop!: number;

  @Described('Id of the receipt that redirected it.')
  @Uuid()
  readonly because!: string;

  @Described('The agreement\'s purpose for which it is shared.')
  @Slug()
  readonly purpose!: string;

  @Described('The agreement under which it is shared.')
  @Nested(() => AgreementReference)
  readonly agreement!: AgreementReference;

  @Described('What the agency is asked to do.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('Id of the message that carries the copy.')
  @Uuid()
  readonly messageId!: string;

  @Described('Digest of the message\'s bytes.')
  @Digest()
  readonly envelopeDigest!: string;

  @Described('When it was forwarded.')
  @Instant()
  readonly forwardedAt!: string;
}

export const FORWARDING_DECLINED_REASONS = [
  'unknown-agency',
  'no-agreement',
  'already-a-recipient',
  'too-many-hops',
  'content-no-longer-held',
] as const;
export type ForwardingDeclinedReason = (typeof FORWARDING_DECLINED_REASONS)[number];

/** A redirect could not be followed. */
export class ReferralForwardingDeclinedV1 {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that redirected it.')
  @Slug()
  readonly fromAgency!: string;

  @Described('The agency it named.')
  @Slug()
  readonly toAgency!: string;

  @Described('Id of the receipt that redirected it.')
  @Uuid()
  readonly because!: string;

  @Described('Why it was not forwarded.')
  @Code(FORWARDING_DECLINED_REASONS)
  readonly reason!: ForwardingDeclinedReason;

  @Described('When that was found.')
  @Instant()
  readonly declinedAt!: string;
}
