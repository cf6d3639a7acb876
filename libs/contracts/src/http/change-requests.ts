import {
  Bool, Code, CodePattern, Described, Instant, LeafValue, ListOf, Optional, OptionalUnless, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { Child } from './child.js';
import { type Grade, GRADES, MISSING_RISK_LEVELS, type MissingRiskLevel } from './codes.js';
import {
  CONTENT_POINTER, type CorrectionReason, CORRECTION_REASONS, INCIDENT_REFERENCE, INCIDENT_TYPES, type IncidentType, INFORMATION_SOURCES, MAX_INCIDENT_REFERENCE,
  type InformationSource, type Milestone, MILESTONES, MISSING_EPISODE_EVENTS, type MissingEpisodeEventKind, NOT_SHARING_REASONS,
  type NotSharingReason, STATED_ETHNICITY_SETS, type StatedEthnicitySet, UNIT_AS_WRITTEN, WITHDRAWAL_REASONS, type WithdrawalReason,
} from './lifecycle-codes.js';

export class CorrectedField {
  @Described('JSON pointer to one leaf of the referral, such as `/narrative`, `/children/{childId}/name/family` or `/children/{childId}/missingEpisodes/{episodeId}/foundAt`.')
  @Shaped(CONTENT_POINTER)
  readonly field!: string;

  @Described('The right value: text, a whole number, true or false, or a list of texts, as the field requires. If it is left out, the field is removed.')
  @Optional()
  @LeafValue()
  readonly value?: string | number | boolean | readonly string[];
}

/** Body of `POST /v1/referrals/{id}/corrections`. */
export class CorrectionRequest {
  @Described('The reason for the correction.')
  @Code(CORRECTION_REASONS)
  readonly reason!: CorrectionReason;

  @Described('The fields with their right values. The corrected referral is checked as a whole.')
  @Optional()
  @ListOf(() => CorrectedField, { max: 50 })
  readonly fields?: readonly CorrectedField[];

  @Described('Children that the referral is about as well. The exchange gives each an id.')
  @Optional()
  @ListOf(() => Child, { max: 19 })
  readonly addedChildren?: readonly Child[];

  @Described('Children that the referral is not about, by childId. The id of a removed child is never given again.')
  @Optional()
  @ListOf(Uuid(), { max: 19, unique: true })
  readonly removedChildren?: readonly string[];
}

/** Body of `POST /v1/referrals/{id}/withdrawal`. */
export class WithdrawalRequest {
  @Described('The reason for the withdrawal.')
  @Code(WITHDRAWAL_REASONS)
  readonly reason!: WithdrawalReason;
}

/** Body of `POST /v1/referrals/{id}/risk-gradings`. */
export class RiskGradingRequest {
  @Described('The new grade.')
  @Code(GRADES)
  readonly grade!: Grade;

  @Described('When it was graded.')
  @Instant()
  readonly gradedAt!: string;

  @Described('The person who graded it, as an opaque staff reference.')
  @StaffReference()
  readonly gradedBy!: string;
}

/** Body of `POST /v1/referrals/{id}/missing-episode-events`. */
export class MissingEpisodeEventRequest {
  @Described('The child. It may be left out where it can be one child only.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The missing episode of the child. It may be left out where it can be one episode only; `reported` begins a new one and names none.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('The kind of event.')
  @Code(MISSING_EPISODE_EVENTS)
  readonly kind!: MissingEpisodeEventKind;

  @Described('When it happened; of `reported`, when the child was reported missing.')
  @Instant()
  readonly at!: string;

  @Described('Since when the child is missing, for `reported`.')
  @OptionalUnless('kind', ['reported'])
  @Instant()
  readonly missingSince?: string;

  @Described('The risk level, for `reported` and `risk-level-set`.')
  @OptionalUnless('kind', ['reported', 'risk-level-set'])
  @Code(MISSING_RISK_LEVELS)
  readonly riskLevel?: MissingRiskLevel;

  @Described('The source of the information, as a kind of person; for `risk-level-set`.')
  @OptionalUnless('kind', ['risk-level-set'])
  @Code(INFORMATION_SOURCES)
  readonly informationSource?: InformationSource;

  @Described('When the information was obtained, which is not when it was recorded; for `risk-level-set`.')
  @OptionalUnless('kind', ['risk-level-set'])
  @Instant()
  readonly informationObtainedAt?: string;
}

/** Body of `POST /v1/referrals/{id}/decisions-not-to-share`. */
export class NotSharingRequest {
  @Described('The agency with which the force does not share, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('Why.')
  @Code(NOT_SHARING_REASONS)
  readonly reason!: NotSharingReason;

  @Described('When it was decided.')
  @Instant()
  readonly decidedAt!: string;
}

/** Body of `POST /v1/referrals/{id}/follow-ups`. */
export class FollowUpRequest {
  @Described('The agency that had not responded, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('When it was followed up.')
  @Instant()
  readonly followedUpAt!: string;
}

/** Body of `POST /v1/decisions-not-to-share`: a decision without a referral. */
export class NotSharingWithoutReferralRequest {
  @Described('The agency with which the force does not share, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('Why.')
  @Code(NOT_SHARING_REASONS)
  readonly reason!: NotSharingReason;

  @Described('When it was decided.')
  @Instant()
  readonly decidedAt!: string;

  @Described('The incident from which nothing is shared, if it was notified.')
  @Optional()
  @Uuid()
  readonly incidentId?: string;
}

/** Body of `POST /v1/incidents`: the notice that an incident happened, without its content. */
export class IncidentRequest {
  @Described('The force\'s own incident reference, kept as written. Case, outer and repeated white space make no difference to what it matches.')
  @Shaped(INCIDENT_REFERENCE, MAX_INCIDENT_REFERENCE)
  readonly reference!: string;

  @Described('When it happened.')
  @Instant()
  readonly occurredAt!: string;

  @Described('When it was reported to the police.')
  @Instant()
  readonly reportedAt!: string;

  @Described('The kind of incident.')
  @Code(INCIDENT_TYPES)
  readonly type!: IncidentType;

  @Described('Local authority area, by its id in the partnership.')
  @Slug()
  readonly area!: string;

  @Described('Code of the unit that dealt with it. Case and outer spaces make no difference.')
  @Shaped(UNIT_AS_WRITTEN)
  readonly unit!: string;

  @Described('Whether a child was present.')
  @Bool()
  readonly childPresent!: boolean;
}

/** Body of `POST /v1/incidents/{id}/links`. */
export class IncidentLinkRequest {
  @Described('The referral that is about the incident.')
  @Uuid()
  readonly referralId!: string;
}

/** Body of `PUT /v1/inbox/{id}/recorded-ethnicity`. */
export class RecordedEthnicityRequest {
  @Described('The child. It may be left out where the view has one child.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The code list that the code belongs to.')
  @Code(STATED_ETHNICITY_SETS)
  readonly namespace!: StatedEthnicitySet;

  @Described('The code.')
  @CodePattern()
  readonly code!: string;
}

/** Body of `PUT /v1/inbox/{id}/milestones`. */
export class MilestoneRequest {
  @Described('The child. It may be left out where it can be one child only. State a step about several children once for each.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The missing episode of the child, for a return interview. It may be left out where it can be one episode only.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('The step that was done.')
  @Code(MILESTONES)
  readonly kind!: Milestone;

  @Described('The time of the step, at which a clock starts or ends.')
  @Instant()
  readonly at!: string;
}
