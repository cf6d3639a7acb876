import {
  type CorrectionReason, CORRECTION_REASONS, CONTENT_POINTER, INFORMATION_SOURCES, type InformationSource, MAX_CHANGED_FIELDS,
  MISSING_EPISODE_EVENTS, type MissingEpisodeEventKind, MOST_MINUTES_OF_DELAY, WITHDRAWAL_REASONS, type WithdrawalReason,
} from '../http/lifecycle-codes.js';
import { type Grade, GRADES, MISSING_RISK_LEVELS, type MissingRiskLevel } from '../http/codes.js';
import { CorrectedDueTimes } from '../http/due-time.js';
import { MAX_HOPS, MAX_RECIPIENTS } from '../http/responses.js';
import { Code, Described, Digest, Instant, IntegerBetween, ListOf, Optional, Shaped, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { AssertedBy } from './asserted-by.js';
import { ChildFacts, ShownChildren } from './child-facts.js';
import { ReferralChange } from './referral-change.js';

/** An agency that was sent a change, and the message that carries it. */
export class UpdateRecipient {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('Id of the message that carries it.')
  @Uuid()
  readonly messageId!: string;

  @Described('Digest of the message\'s bytes; the agency\'s receipts name the same.')
  @Digest()
  readonly envelopeDigest!: string;

  @Described('Hop at which the agency received the referral.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('Partition of the agency\'s topics that the case has: of the copy, and of every statement about it.')
  @IntegerBetween(0, 2_147_483_647)
  readonly partition!: number;
}

/** A change that goes to the recipients whose view it changes. */
class ChangeOfView extends ReferralChange {
  @Described('The notified recipients: those whose view of the referral the change alters.')
  @ListOf(() => UpdateRecipient, { min: 0, max: MAX_RECIPIENTS })
  readonly recipients!: readonly UpdateRecipient[];

  @Described(
    'Agencies that hold the referral and could not be notified of the change, because no agreement in force allows sharing with them any longer. '
    + 'Notify them by another means.',
  )
  @Optional()
  @ListOf(Slug(), { max: MAX_RECIPIENTS, unique: true })
  readonly notNotified?: readonly string[];
}

/** The sender corrected a referral. The event names the changed fields and holds no value. Each recipient must acknowledge it. */
export class CorrectionPublished extends ChangeOfView {
  @Described('The reason for the correction.')
  @Code(CORRECTION_REASONS)
  readonly reason!: CorrectionReason;

  @Described('The fields of the content that the correction changed.')
  @ListOf(Shaped(CONTENT_POINTER), { max: MAX_CHANGED_FIELDS, unique: true })
  readonly fields!: readonly string[];

  @Described('The children after the correction, with the codes and times of their missing episodes.')
  @ListOf(() => ChildFacts, { max: 20 })
  readonly children!: readonly ChildFacts[];

  @Described(
    'The agencies whose copy shows some of the children only, after the correction, each with those children. The copy of every other agency shows '
    + 'all children. Absent where every copy does.',
  )
  @Optional()
  @ListOf(() => ShownChildren, { max: MAX_RECIPIENTS })
  readonly shown?: readonly ShownChildren[];

  @Described(
    'The due times that the correction changed, for each agency that has one: those that count from another time, and those that count '
    + 'no longer. Absent if none was changed.',
  )
  @Optional()
  @ListOf(() => CorrectedDueTimes, { max: MAX_RECIPIENTS })
  readonly due?: readonly CorrectedDueTimes[];

  @Described('Version of the content that the correction made.')
  @IntegerBetween(2, 10_000)
  readonly version!: number;

  @Described('SHA-256 of the canonical content before.')
  @Digest()
  readonly previousDigest!: string;

  @Described('SHA-256 of the canonical content now.')
  @Digest()
  readonly contentDigest!: string;

  @Described('The person who corrected it, if the sender\'s system named one.')
  @Optional()
  @StaffReference()
  readonly correctedBy?: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('When it was corrected.')
  @Instant()
  readonly correctedAt!: string;
}

/** The risk was graded again. */
export class RiskRegraded extends ChangeOfView {
  @Described('The new grade.')
  @Code(GRADES)
  readonly grade!: Grade;

  @Described('The previous grade.')
  @Code(GRADES)
  readonly previousGrade!: Grade;

  @Described('When it was graded.')
  @Instant()
  readonly gradedAt!: string;

  @Described('The person who graded it.')
  @StaffReference()
  readonly gradedBy!: string;

  @Described('When the incident was reported to the police.')
  @Instant()
  readonly reportedAt!: string;

  @Described('Whole minutes from the report to this grading.')
  @IntegerBetween(0, MOST_MINUTES_OF_DELAY)
  readonly minutesSinceReport!: number;

  @Described('Whole minutes from the previous grading to this one.')
  @IntegerBetween(0, MOST_MINUTES_OF_DELAY)
  readonly minutesSincePreviousGrade!: number;

  @Described('Version of the content that the grading made.')
  @IntegerBetween(2, 10_000)
  readonly version!: number;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}

/** The sender withdrew a referral: its recipients have nothing left to do. */
export class WithdrawalPublished extends ReferralChange {
  @Described('The reason for the withdrawal.')
  @Code(WITHDRAWAL_REASONS)
  readonly reason!: WithdrawalReason;

  @Described('The person who withdrew it, if the sender\'s system named one.')
  @Optional()
  @StaffReference()
  readonly withdrawnBy?: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('When it was withdrawn.')
  @Instant()
  readonly withdrawnAt!: string;

  @Described('All agencies that held the referral; each was sent the withdrawal.')
  @ListOf(() => UpdateRecipient, { max: MAX_RECIPIENTS })
  readonly recipients!: readonly UpdateRecipient[];
}

/** A missing episode has a new event. Codes and times only. */
export class MissingEpisodeRecorded extends ChangeOfView {
  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('The missing episode of the child.')
  @Uuid()
  readonly episodeId!: string;

  @Described('The kind of event. `found` starts the 72 hours of the return interview; `found-in-error` cancels them.')
  @Code(MISSING_EPISODE_EVENTS)
  readonly kind!: MissingEpisodeEventKind;

  @Described('When it happened.')
  @Instant()
  readonly at!: string;

  @Described('The risk level, if one was set.')
  @Optional()
  @Code(MISSING_RISK_LEVELS)
  readonly riskLevel?: MissingRiskLevel;

  @Described('The source of the information, as a kind of person.')
  @Optional()
  @Code(INFORMATION_SOURCES)
  readonly informationSource?: InformationSource;

  @Described('When the information was obtained, which is not when it was recorded.')
  @Optional()
  @Instant()
  readonly informationObtainedAt?: string;

  @Described('The person who recorded it, if the sender\'s system named one.')
  @Optional()
  @StaffReference()
  readonly recordedBy?: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}
