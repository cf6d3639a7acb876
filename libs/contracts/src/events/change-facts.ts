import {
  type CorrectionReason, CORRECTION_REASONS, CONTENT_POINTER, INFORMATION_SOURCES, type InformationSource, MAX_CHANGED_FIELDS,
  MISSING_EPISODE_EVENTS, type MissingEpisodeEventKind, MOST_MINUTES_OF_DELAY, WITHDRAWAL_REASONS, type WithdrawalReason,
} from '../http/lifecycle-codes.js';
import { type Grade, GRADES, MISSING_RISK_LEVELS, type MissingRiskLevel } from '../http/codes.js';
import { MAX_RECIPIENTS } from '../http/responses.js';
import { Code, Described, Digest, Instant, IntegerBetween, ListOf, Optional, Shaped, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { ReferralChange } from './referral-change.js';

/** An agency that was sent a change, and in which message. */
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
}

/** A change that is sent to the recipients whose view it changes. */
class ChangeOfView extends ReferralChange {
  @Described('The recipients that were sent the change: those whose view of the referral it changes.')
  @ListOf(() => UpdateRecipient, { min: 0, max: MAX_RECIPIENTS })
  readonly recipients!: readonly UpdateRecipient[];

  @Described(
    'Agencies that hold the referral and could not be sent the change, because no agreement in force lets them have it any more. '
    + 'They must be told otherwise.',
  )
  @Optional()
  @ListOf(Slug(), { max: MAX_RECIPIENTS, unique: true })
  readonly notTold?: readonly string[];
}

/** The sender corrected a referral. Names the places that changed and holds no value. Each recipient must acknowledge it. */
export class CorrectionPublished extends ChangeOfView {
  @Described('Why it was corrected.')
  @Code(CORRECTION_REASONS)
  readonly reason!: CorrectionReason;

  @Described('The places of the content that are different now.')
  @ListOf(Shaped(CONTENT_POINTER), { max: MAX_CHANGED_FIELDS, unique: true })
  readonly fields!: readonly string[];

  @Described('Version of the content that the correction made.')
  @IntegerBetween(2, 10_000)
  readonly version!: number;

  @Described('SHA-256 of the canonical content before.')
  @Digest()
  readonly previousDigest!: string;

  @Described('SHA-256 of the canonical content now.')
  @Digest()
  readonly contentDigest!: string;

  @Described('Who corrected it, where the sender\'s system named a person.')
  @Optional()
  @StaffReference()
  readonly correctedBy?: string;

  @Described('When it was corrected.')
  @Instant()
  readonly correctedAt!: string;
}

/** The risk was graded again. */
export class RiskRegraded extends ChangeOfView {
  @Described('The grade now.')
  @Code(GRADES)
  readonly grade!: Grade;

  @Described('The grade before.')
  @Code(GRADES)
  readonly previousGrade!: Grade;

  @Described('When it was graded.')
  @Instant()
  readonly gradedAt!: string;

  @Described('Who graded it.')
  @StaffReference()
  readonly gradedBy!: string;

  @Described('When the incident was reported to the police.')
  @Instant()
  readonly reportedAt!: string;

  @Described('Whole minutes from the report to this grading.')
  @IntegerBetween(0, MOST_MINUTES_OF_DELAY)
  readonly minutesSinceReport!: number;

  @Described('Whole minutes from the grading before to this one.')
  @IntegerBetween(0, MOST_MINUTES_OF_DELAY)
  readonly minutesSincePreviousGrade!: number;

  @Described('Version of the content that the grading made.')
  @IntegerBetween(2, 10_000)
  readonly version!: number;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}

/** The sender took a referral back: what was expected of its recipients has ended. */
export class WithdrawalPublished extends ReferralChange {
  @Described('Why it was withdrawn.')
  @Code(WITHDRAWAL_REASONS)
  readonly reason!: WithdrawalReason;

  @Described('Who withdrew it, where the sender\'s system named a person.')
  @Optional()
  @StaffReference()
  readonly withdrawnBy?: string;

  @Described('When it was withdrawn.')
  @Instant()
  readonly withdrawnAt!: string;

  @Described('All agencies that held it; each was sent the withdrawal.')
  @ListOf(() => UpdateRecipient, { max: MAX_RECIPIENTS })
  readonly recipients!: readonly UpdateRecipient[];
}

/** Something happened in a missing episode. Codes and times only. */
export class MissingEpisodeRecorded extends ChangeOfView {
  @Described('What happened. `found` is the anchor of the return interview\'s 72 hours.')
  @Code(MISSING_EPISODE_EVENTS)
  readonly kind!: MissingEpisodeEventKind;

  @Described('When it happened.')
  @Instant()
  readonly at!: string;

  @Described('The risk level, where one was set.')
  @Optional()
  @Code(MISSING_RISK_LEVELS)
  readonly riskLevel?: MissingRiskLevel;

  @Described('Who gave the information, as a kind of person.')
  @Optional()
  @Code(INFORMATION_SOURCES)
  readonly informationSource?: InformationSource;

  @Described('When the information was obtained, which is not when it was written down.')
  @Optional()
  @Instant()
  readonly informationObtainedAt?: string;

  @Described('Who recorded it, where the sender\'s system named a person.')
  @Optional()
  @StaffReference()
  readonly recordedBy?: string;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}
