import { DueTime, MAX_DUE_TIMES, OverdueReview } from '../http/due-time.js';
import { MAX_RECIPIENTS } from '../http/responses.js';
import { Described, ListOf, Optional } from '../validation/decorators.js';
import { ReferralRecipientAddedV1 } from './change-facts.js';
import { EthnicityMark } from './ethnicity-mark.js';
import { PublishedRecipient, ReferralForwardedV1, ReferralPublishedV1 } from './lifecycle.js';

const DUE = 'By when it is to answer, by each clock that began when it was told. Absent where none did.';
const REVIEWS = 'Agreements behind the sharing whose review was overdue on that day. Absent where none was.';

/** An agency that was sent a copy: which copy, by when it is to answer, and what was overdue about the agreements. */
export class PublishedRecipientV2 extends PublishedRecipient {
  @Described(DUE)
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];

  @Described(REVIEWS)
  @Optional()
  @ListOf(() => OverdueReview, { max: MAX_DUE_TIMES })
  readonly reviewOverdue?: readonly OverdueReview[];
}

/**
 * A referral was accepted: who is expected to answer, by when; and how well each child's ethnicity was recorded, so that the
 * quality of recording can be measured without anybody reading what was recorded. Holds no personal data.
 */
export class ReferralPublishedV2 extends ReferralPublishedV1 {
  @Described('Who was sent a copy and is expected to answer.')
  @ListOf(() => PublishedRecipientV2, { max: MAX_RECIPIENTS })
  override readonly recipients!: readonly PublishedRecipientV2[];

  @Described('How each child\'s ethnicity was recorded, in the order of the referral\'s children.')
  @ListOf(() => EthnicityMark, { max: 20 })
  readonly ethnicity!: readonly EthnicityMark[];
}

/** A redirect made the referral go to another agency, as its next hop. */
export class ReferralForwardedV2 extends ReferralForwardedV1 {
  @Described(DUE)
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];

  @Described(REVIEWS)
  @Optional()
  @ListOf(() => OverdueReview, { max: MAX_DUE_TIMES })
  readonly reviewOverdue?: readonly OverdueReview[];
}

/** A change made an agreement name one more agency: it was sent a copy, as a further hop. */
export class ReferralRecipientAddedV2 extends ReferralRecipientAddedV1 {
  @Described(DUE)
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];

  @Described(REVIEWS)
  @Optional()
  @ListOf(() => OverdueReview, { max: MAX_DUE_TIMES })
  readonly reviewOverdue?: readonly OverdueReview[];
}
