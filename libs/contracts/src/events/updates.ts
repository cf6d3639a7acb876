import {
  type CorrectionReason, CORRECTION_REASONS, CONTENT_POINTER, INFORMATION_SOURCES, type InformationSource, MAX_CHANGED_FIELDS,
  MISSING_EPISODE_EVENTS, type MissingEpisodeEventKind, WITHDRAWAL_REASONS, type WithdrawalReason,
} from '../http/lifecycle-codes.js';
import { type Grade, GRADES, type Marking, MARKINGS, MISSING_RISK_LEVELS, type MissingRiskLevel } from '../http/codes.js';
import { MAX_HOPS } from '../http/responses.js';
import { Code, Described, Instant, IntegerBetween, ListOf, Nested, Optional, Shaped, Slug } from '../validation/decorators.js';
import { ReferralChange } from './referral-change.js';
import { AgreementReference, ReferralView } from './referral-shared.js';

/** The whole of one recipient's view after a change: it takes the place of the one before. */
export class UpdatedCopy {
  @Described('Version of the content; 1 was published. A copy never replaces one of the same or a higher version.')
  @IntegerBetween(1, 10_000)
  readonly version!: number;

  @Described('Hop at which the agency got the referral.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The agreement under which it is shared.')
  @Nested(() => AgreementReference)
  readonly agreement!: AgreementReference;

  @Described('The agreement\'s purpose for which it is shared.')
  @Slug()
  readonly purpose!: string;

  @Described('Protective marking; it travels with the content.')
  @Code(MARKINGS)
  readonly marking!: Marking;

  @Described('The content, with only the fields that the agreement allows this recipient for this purpose.')
  @Nested(() => ReferralView)
  readonly view!: ReferralView;
}

/** A change as one recipient is sent it. */
class UpdateForRecipient extends ReferralChange {
  @Described('The agency this message is for.')
  @Slug()
  readonly recipient!: string;

  @Described('When the change was made.')
  @Instant()
  readonly issuedAt!: string;
}

/** A change that gives the recipient a new view. */
class UpdateWithView extends UpdateForRecipient {
  @Described('The view as it is now.')
  @Nested(() => UpdatedCopy)
  readonly copy!: UpdatedCopy;
}

/** The sender corrected a referral: one recipient's view as it is now. A person there must acknowledge it. */
export class ReferralCorrected extends UpdateWithView {
  @Described('Why it was corrected.')
  @Code(CORRECTION_REASONS)
  readonly reason!: CorrectionReason;

  @Described('What is different in this recipient\'s view.')
  @ListOf(Shaped(CONTENT_POINTER), { max: MAX_CHANGED_FIELDS, unique: true })
  readonly fields!: readonly string[];
}

/** The risk was graded again: one recipient's view as it is now. */
export class ReferralRegraded extends UpdateWithView {
  @Described('The new grade, where the recipient may see grades.')
  @Optional()
  @Code(GRADES)
  readonly grade?: Grade;
}

/** Something happened in the missing episode: sent to those who may see the episode. */
export class ReferralMissingEpisodeUpdated extends UpdateWithView {
  @Described('What happened.')
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

  @Described('When the information was obtained.')
  @Optional()
  @Instant()
  readonly informationObtainedAt?: string;
}

/** The sender took a referral back. It stays readable; no answer is expected any more. */
export class ReferralWithdrawn extends UpdateForRecipient {
  @Described('Why it was withdrawn.')
  @Code(WITHDRAWAL_REASONS)
  readonly reason!: WithdrawalReason;
}
