import { type Decision, DECISIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome } from '../http/codes.js';
import { MAX_HOPS } from '../http/responses.js';
import {
  Code, Described, Digest, Instant, IntegerBetween, KafkaOffset, Line, Optional, OptionalUnless, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { AssertedBy } from './asserted-by.js';
import { PERSON_RUNGS, type PersonRung } from './ladder.js';
import { COMPACT_JWS } from './signature.js';

export const ACKNOWLEDGED_TYPE = 'safeguarding.referral.acknowledged.v1';

/** A receipt: a named person of one agency states one rung of the ladder about one copy of a referral. */
export class ReferralAcknowledged {
  @Described('Id of this receipt.')
  @Uuid()
  readonly receiptId!: string;

  @Described('The type of this event, the same as `ce_type`.')
  @Code([ACKNOWLEDGED_TYPE])
  readonly eventType!: string;

  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that states it, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('Hop of the copy.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The rung. None implies a higher one.')
  @Code(PERSON_RUNGS)
  readonly rung!: PersonRung;

  @Described('Id of the message that carried the copy.')
  @Uuid()
  readonly messageId!: string;

  @Described('Digest of the message\'s bytes as the agency received them; the publisher\'s record names the same.')
  @Digest()
  readonly envelopeDigest!: string;

  @Described('The reason, for `refused` and `redirected`.')
  @OptionalUnless('rung', ['refused', 'redirected'])
  @Slug()
  readonly reasonCode?: string;

  @Described('The referral that this one is a duplicate of, where the agency names it; only with the reason `duplicate`.')
  @Optional()
  @Uuid()
  readonly duplicateOf?: string;

  @Described('The next step, for `decided`.')
  @OptionalUnless('rung', ['decided'])
  @Code(DECISIONS)
  readonly decision?: Decision;

  @Described('The agency that should receive the referral, for `redirected`.')
  @OptionalUnless('rung', ['redirected'])
  @Slug()
  readonly redirectedTo?: string;

  @Described('The feedback to the referrer, for `fed_back`.')
  @OptionalUnless('rung', ['fed_back'])
  @Code(FEEDBACK_OUTCOMES)
  readonly feedback?: FeedbackOutcome;

  @Described('Opaque reference of the person who makes the statement.')
  @StaffReference()
  readonly actor!: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('Topic from which the copy was read.')
  @Line(249)
  readonly topic!: string;

  @Described('Partition from which it was read.')
  @IntegerBetween(0, 2_147_483_647)
  readonly partition!: number;

  @Described('Offset at which it was read.')
  @KafkaOffset()
  readonly offset!: string;

  @Described('When the agency\'s node received the copy.')
  @Instant()
  readonly receivedAt!: string;

  @Described('When the rung was reached.')
  @Instant()
  readonly occurredAt!: string;

  @Described('Reserved for the agency\'s signature over the statement. No reader verifies it yet.')
  @Optional()
  @Shaped(COMPACT_JWS)
  readonly signature?: string;
}
