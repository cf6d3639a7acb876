import { CONCERN_TYPES, type ConcernType, type Grade, GRADES } from '../http/codes.js';
import { MAX_RECIPIENTS } from '../http/responses.js';
import { Code, CodePattern, Described, Instant, IntegerBetween, ListOf, Optional, Slug, Uuid } from '../validation/decorators.js';
import { EthnicityMark } from './ethnicity-mark.js';
import { PublishedRecipient } from './lifecycle.js';

/**
 * A referral was accepted and stored with everything that is to be sent. Version 2 says, besides, how well each child's
 * ethnicity was recorded, so that the quality of recording can be measured without anybody reading what was recorded.
 * Holds no personal data.
 */
export class ReferralPublishedV2 {
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

  @Described('How each child\'s ethnicity was recorded, in the order of the referral\'s children.')
  @ListOf(() => EthnicityMark, { max: 20 })
  readonly ethnicity!: readonly EthnicityMark[];
}
