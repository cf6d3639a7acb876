import {
  type CorrectionReason, CORRECTION_REASONS, CONTENT_POINTER, INFORMATION_SOURCES, type InformationSource, MAX_CHANGED_FIELDS,
  MISSING_EPISODE_EVENTS, type MissingEpisodeEventKind, WITHDRAWAL_REASONS, type WithdrawalReason,
} from '../http/lifecycle-codes.js';
import { type Grade, GRADES, type Marking, MARKINGS, MISSING_RISK_LEVELS, type MissingRiskLevel } from '../http/codes.js';
import { MAX_HOPS } from '../http/responses.js';
import { Code, Described, Instant, IntegerBetween, ListOf, Nested, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { ReferralChange } from './referral-change.js';
import { AgreementReference, ReferralView } from './referral-shared.js';

/** One recipient's whole view after a change. It replaces the view before. */
export class UpdatedCopy {
  @Described('Version of the content; 1 is the published content. A copy never replaces one of the same or a higher version.')
  @IntegerBetween(1, 10_000)
  readonly version!: number;

  @Described('Hop at which the agency received the referral.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The agreement under which it is shared.')
  @Nested(() => AgreementReference)
  readonly agreement!: AgreementReference;

  @Described('The agreement\'s purpose for which it is shared.')
  @Slug()
  readonly purpose!: string;

  @Described('Protective marking of the content.')
  @Code(MARKINGS)
  readonly marking!: Marking;

  @Described('The content, with only the fields that the agreement allows this recipient for this purpose.')
  @Nested(() => ReferralView)
  readonly view!: ReferralView;
}

/** A change of a referral as a message to one recipient. */
class UpdateForRecipient extends ReferralChange {
  @Described('The agency that receives this message.')
  @Slug()
  readonly recipient!: string;

  @Described('When the change was made.')
  @Instant()
  readonly issuedAt!: string;
}

/** A change that gives the recipient a new view. */
class UpdateWithView extends UpdateForRecipient {
  @Described('The view after the change.')
  @Nested(() => UpdatedCopy)
  readonly copy!: UpdatedCopy;
}

/** The sender corrected a referral. A person at the recipient must acknowledge the correction. */
export class ReferralCorrected extends UpdateWithView {
  @Described('The reason for the correction.')
  @Code(CORRECTION_REASONS)
  readonly reason!: CorrectionReason;

  @Described('The fields that are different in this recipient\'s view.')
  @ListOf(Shaped(CONTENT_POINTER), { max: MAX_CHANGED_FIELDS, unique: true })
  readonly fields!: readonly string[];
}

/** The risk was graded again. */
export class ReferralRegraded extends UpdateWithView {
  @Described('The new grade, if the recipient may see grades.')
  @Optional()
  @Code(GRADES)
  readonly grade?: Grade;

  @Described('The grade before, if the recipient may see grades.')
  @Optional()
  @Code(GRADES)
  readonly previousGrade?: Grade;

  @Described('When the risk was graded, if the recipient may see that.')
  @Optional()
  @Instant()
  readonly gradedAt?: string;
}

/** A missing episode has a new event. Only recipients that may see the episode receive it. */
export class ReferralMissingEpisodeUpdated extends UpdateWithView {
  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('The missing episode of the child.')
  @Uuid()
  readonly episodeId!: string;

  @Described('The kind of event.')
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

  @Described('When the information was obtained.')
  @Optional()
  @Instant()
  readonly informationObtainedAt?: string;
}

/** The sender withdrew a referral. It stays readable; no response is expected any more. */
export class ReferralWithdrawn extends UpdateForRecipient {
  @Described('The reason for the withdrawal.')
  @Code(WITHDRAWAL_REASONS)
  readonly reason!: WithdrawalReason;
}
