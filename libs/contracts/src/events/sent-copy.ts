import { type Expectation, EXPECTATIONS } from '../http/codes.js';
import { DueTime, MAX_DUE_TIMES, OverdueReview } from '../http/due-time.js';
import { MAX_CHILDREN } from '../http/missing-episode.js';
import { Code, Described, Digest, IntegerBetween, ListOf, Nested, Optional, Slug, Uuid } from '../validation/decorators.js';
import { AgreementReference } from './referral-shared.js';

/** A copy of a referral that was sent to one agency: its agreement, the expectation of the agency, and the due times. */
export class SentCopy {
  @Described('The agreement\'s purpose for which it is shared.')
  @Slug()
  readonly purpose!: string;

  @Described('The agreement under which it is shared.')
  @Nested(() => AgreementReference)
  readonly agreement!: AgreementReference;

  @Described('The expectation of the agency.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('Id of the message that carries the copy.')
  @Uuid()
  readonly messageId!: string;

  @Described('Digest of the message\'s bytes; the agency\'s receipts name the same.')
  @Digest()
  readonly envelopeDigest!: string;

  @Described('Partition of the agency\'s topics that the case has: of the copy, and of every statement about it.')
  @IntegerBetween(0, 2_147_483_647)
  readonly partition!: number;

  @Described('The children that the copy shows, where it shows some of the children only. Absent where it shows all of them.')
  @Optional()
  @ListOf(Uuid(), { min: 0, max: MAX_CHILDREN, unique: true })
  readonly children?: readonly string[];

  @Described('The due times of the response, one for each clock that started with the sharing. Absent if none started.')
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];

  @Described('Agreements behind the sharing whose review was overdue on that day. Absent if there were none.')
  @Optional()
  @ListOf(() => OverdueReview, { max: MAX_DUE_TIMES })
  readonly reviewOverdue?: readonly OverdueReview[];
}
