import { type Decision, DECISIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome } from '../http/codes.js';
import { MAX_HOPS } from '../http/responses.js';
import {
  Code, Described, Digest, Instant, IntegerBetween, KafkaOffset, Line, OptionalUnless, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { RECEIPT_RUNGS, type ReceiptRung } from './ladder.js';

const IDENTIFIED = RECEIPT_RUNGS.filter((rung) => rung !== 'rejected');
/** A machine states `delivered` and `rejected`; a person states every other rung. */
const BY_A_PERSON = IDENTIFIED.filter((rung) => rung !== 'delivered');

/** A receipt: one agency states one rung of the ladder about one copy of a referral. */
export class ReferralAcknowledged {
  @Described('Id of this receipt.')
  @Uuid()
  readonly receiptId!: string;

  @Described('The referral; may be left out only for `rejected`, when the message did not name it.')
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

  @Described('The reason, for `rejected`, `refused` and `redirected`.')
  @OptionalUnless('rung', ['rejected', 'refused', 'redirected'])
  @Slug()
  readonly reasonCode?: string;

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

  @Described('Opaque reference of the person who makes the statement; machines leave it out.')
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
