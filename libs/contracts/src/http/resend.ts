import { Code, Described, Instant, IntegerBetween, ListOf, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { NOT_RESENT_REASONS, type NotResentReason, RESEND_REASONS, type ResendReason } from './lifecycle-codes.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';
import { MAX_HOPS, MAX_RECIPIENTS } from './responses.js';

/** Referrals in one request. Each copy is two to four kilobytes, and one transaction locks all of them. */
export const MAX_RESENT_REFERRALS = 50;
/** Copies that one request may send, or may not send. */
const MAX_RESENT_COPIES = MAX_RESENT_REFERRALS * MAX_RECIPIENTS;
export const MAX_UNDELIVERED_PAGE = 500;
/** Changes of one referral that are sent again with it. */
export const MAX_RESENT_CHANGES = 1_000;

/** A referral whose copies are sent again. */
export class ReferralToResend {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agencies that are sent their copies again. Without it, every recipient.')
  @Optional()
  @ListOf(Slug(), { max: MAX_RECIPIENTS, unique: true })
  readonly agencies?: readonly string[];
}

/** Body of `POST /v1/resends`. */
export class ResendRequest {
  @Described('Why the copies are sent again.')
  @Code(RESEND_REASONS)
  readonly reason!: ResendReason;

  @Described('The referrals, each once.')
  @ListOf(() => ReferralToResend, { max: MAX_RESENT_REFERRALS })
  readonly referrals!: readonly ReferralToResend[];
}

/** The copies of one referral that one agency was sent again. */
export class ResentToAgency {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('The hop of the agency\'s copies.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The changes that the agency had not stated as delivered and was sent again as well.')
  @ListOf(Uuid(), { min: 0, max: MAX_RESENT_CHANGES })
  readonly changes!: readonly string[];
}

/** A copy that was not sent again. */
export class NotResent {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency; absent where the reason concerns the referral.')
  @Optional()
  @Slug()
  readonly agency?: string;

  @Described('The reason.')
  @Code(NOT_RESENT_REASONS)
  readonly reason!: NotResentReason;
}

/** Answer to `POST /v1/resends`. */
export class ResendRecorded {
  @Described('Id of this resending. The facts of the copies name it.')
  @Uuid()
  readonly resendId!: string;

  @Described('When the copies were sent again.')
  @Instant()
  readonly resentAt!: string;

  @Described('The agencies that were sent their copies again.')
  @ListOf(() => ResentToAgency, { min: 0, max: MAX_RESENT_COPIES })
  readonly resent!: readonly ResentToAgency[];

  @Described('The copies that were not sent. Telephone where the agency still has to know.')
  @ListOf(() => NotResent, { min: 0, max: MAX_RESENT_COPIES })
  readonly notResent!: readonly NotResent[];
}

/** A recipient that has not stated the delivery of a referral, or of a change of it. */
export class UndeliveredCopy {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('The hop of the agency\'s copy.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('When the agency was sent the referral.')
  @Instant()
  readonly sentAt!: string;

  @Described('When the referral itself was sent to it again last; absent if it never was.')
  @Optional()
  @Instant()
  readonly resentAt?: string;

  @Described('The changes of the referral whose delivery it has not stated.')
  @ListOf(Uuid(), { min: 0, max: MAX_RESENT_CHANGES })
  readonly changes!: readonly string[];
}

/** Answer to `GET /v1/undelivered-copies`. */
export class UndeliveredCopyPage {
  @Described('In the order of the referrals\' ids.')
  @ListOf(() => UndeliveredCopy, { min: 0, max: MAX_UNDELIVERED_PAGE })
  readonly items!: readonly UndeliveredCopy[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;
}
