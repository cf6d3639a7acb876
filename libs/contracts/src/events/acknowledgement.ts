import { type Decision, DECISIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome } from '../http/codes.js';
import { MAX_HOPS } from '../http/responses.js';
import {
  Code, Described, Digest, Instant, IntegerBetween, KafkaOffset, Line, OptionalUnless, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { RECEIPT_RUNGS, type ReceiptRung } from './ladder.js';

const IDENTIFIED = RECEIPT_RUNGS.filter((rung) => rung !== 'rejected');
/** A machine says `delivered` and `rejected`; everything else is the statement of a person. */
const BY_A_PERSON = IDENTIFIED.filter((rung) => rung !== 'delivered');

/** A receipt: one rung of the ladder, stated by one agency about one copy of a referral. */
export class ReferralAcknowledged {
  @Described('Id of this receipt.')
  @Uuid()
  readonly receiptId!: string;

  @Described('The referral; may be left out only for `rejected`, where the message did not tell it.')
  @OptionalUnless('rung', IDENTIFIED)
  @Uuid()
  readonly referralId?: string;

  @Described('The agency that states it, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('Hop of the copy; may be left out only for `rejected`.')
  @OptionalUnless('rung', IDENTIFIED)
  @IntegerBetween(1, MAX_HOPS)
  readonly hop?: number;

  @Described('The rung. None implies a higher one.')
  @Code(RECEIPT_RUNGS)
  readonly rung!: ReceiptRung;

  @Described('Id of the message that carried the copy; may be left out only for `rejected`.')
  @OptionalUnless('rung', IDENTIFIED)
  @Uuid()
  readonly messageId?: string;

  @Described('Digest of the message\'s bytes as the agency received them; the publisher\'s record names the same.')
  @Digest()
  readonly envelopeDigest!: string;

  @Described('Why, for `rejected`, `refused` and `redirected`.')
  @OptionalUnless('rung', ['rejected', 'refused', 'redirected'])
  @Slug()
  readonly reasonCode?: string;

  @Described('The next step, for `decided`.')
  @OptionalUnless('rung', ['decided'])
  @Code(DECISIONS)
  readonly decision?: Decision;

  @Described('The agency that should have it, for `redirected`.')
  @OptionalUnless('rung', ['redirected'])
  @Slug()
  readonly redirectedTo?: string;

  @Described('What the referrer is told, for `fed_back`.')
  @OptionalUnless('rung', ['fed_back'])
  @Code(FEEDBACK_OUTCOMES)
  readonly feedback?: FeedbackOutcome;

  @Described('Opaque reference of the person whose statement it is; machines leave it out.')
  @OptionalUnless('rung', BY_A_PERSON)
  @StaffReference()
  readonly actor?: string;

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
}
