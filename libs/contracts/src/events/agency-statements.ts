import { type Milestone, MILESTONES, RETURN_INTERVIEW_MILESTONES, type UpdateKind, UPDATE_KINDS } from '../http/lifecycle-codes.js';
import { MAX_HOPS } from '../http/responses.js';
import {
  Code, Described, Digest, Instant, IntegerBetween, KafkaOffset, Line, Optional, OptionalUnless, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { AssertedBy } from './asserted-by.js';
import { COMPACT_JWS } from './signature.js';

export const UPDATE_ACKNOWLEDGED_TYPE = 'safeguarding.update.acknowledged.v1';
export const ETHNICITY_RECORDED_TYPE = 'safeguarding.ethnicity.recorded.v1';
export const MILESTONE_STATED_TYPE = 'safeguarding.milestone.stated.v1';

/** A statement of a named person of an agency about a referral that the agency holds. */
class AgencyStatement {
  @Described('Id of this statement.')
  @Uuid()
  readonly receiptId!: string;

  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The agency that states it.')
  @Slug()
  readonly agency!: string;

  @Described('Id of the message that carried the copy which the statement is about.')
  @Uuid()
  readonly messageId!: string;

  @Described('Digest of that message\'s bytes as the agency received them.')
  @Digest()
  readonly envelopeDigest!: string;

  @Described('When it was stated.')
  @Instant()
  readonly occurredAt!: string;

  @Described('Reserved for the agency\'s signature over the statement. No reader verifies it yet.')
  @Optional()
  @Shaped(COMPACT_JWS)
  readonly signature?: string;
}

/** A statement about the agency's own work on a referral that it has accepted. */
class StatementOfWork extends AgencyStatement {
  @Described('Hop of the agency\'s copy.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;
}

/** A named person of the agency acknowledged a change. It is no response to the referral. */
export class UpdateAcknowledged extends AgencyStatement {
  @Described('The type of this event, the same as `ce_type`.')
  @Code([UPDATE_ACKNOWLEDGED_TYPE])
  readonly eventType!: string;

  @Described('Id of the change.')
  @Uuid()
  readonly updateId!: string;

  @Described('The kind of change.')
  @Code(UPDATE_KINDS)
  readonly kind!: UpdateKind;

  @Described('A person has read the change.')
  @Code(['acknowledged'])
  readonly rung!: 'acknowledged';

  @Described('Opaque reference of the person.')
  @StaffReference()
  readonly actor!: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('Topic from which it was read.')
  @Line(249)
  readonly topic!: string;

  @Described('Partition from which it was read.')
  @IntegerBetween(0, 2_147_483_647)
  readonly partition!: number;

  @Described('Offset at which it was read.')
  @KafkaOffset()
  readonly offset!: string;
}

/**
 * An agency's own record of the ethnicity that a child or carer stated, without its code. Statements are kept for longer than content and
 * reach every reader of statements, so the code goes to the publisher alone ({@link EthnicityCodeStated}).
 */
export class EthnicityRecorded extends StatementOfWork {
  @Described('The type of this event, the same as `ce_type`.')
  @Code([ETHNICITY_RECORDED_TYPE])
  readonly eventType!: string;

  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('Salted digest of the code, by which the publisher recognises the code. It reveals no code, because the salt is not in a fact.')
  @Digest()
  readonly codeDigest!: string;

  @Described('The person who recorded it.')
  @StaffReference()
  readonly actor!: string;

  @AssertedBy()
  readonly assertedBy?: string;
}

/** An agency states a step of its own work about one child of a referral. `at` is the time at which a clock starts or ends. */
export class MilestoneStated extends StatementOfWork {
  @Described('The type of this event, the same as `ce_type`.')
  @Code([MILESTONE_STATED_TYPE])
  readonly eventType!: string;

  @Described('The step that was done.')
  @Code(MILESTONES)
  readonly kind!: Milestone;

  @Described('The child. A step about several children is one statement for each.')
  @Uuid()
  readonly childId!: string;

  @Described('The missing episode of the child, for a return interview.')
  @OptionalUnless('kind', RETURN_INTERVIEW_MILESTONES)
  @Uuid()
  readonly episodeId?: string;

  @Described('The time of the step, at which a clock starts or ends.')
  @Instant()
  readonly at!: string;

  @Described('The person who states it.')
  @StaffReference()
  readonly actor!: string;

  @AssertedBy()
  readonly assertedBy?: string;
}
