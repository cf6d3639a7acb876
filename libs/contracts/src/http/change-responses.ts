import {
  Code, Described, Instant, IntegerBetween, Line, ListOf, Optional, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { type Grade, GRADES, MISSING_RISK_LEVELS, type MissingRiskLevel } from './codes.js';
import {
  CONTENT_POINTER, type Milestone, MILESTONES, MISSING_EPISODE_EVENTS, type MissingEpisodeEventKind, type StatedEthnicitySet,
  STATED_ETHNICITY_SETS, type UpdateKind, UPDATE_KINDS, MAX_CHANGED_FIELDS,
} from './lifecycle-codes.js';

const MAX_AGENCIES = 200;

/** Answer to every change that a force makes to a referral: what was recorded and who was told. */
export class ChangeRecorded {
  @Described('Id of the correction, grading, withdrawal or event.')
  @Uuid()
  readonly changeId!: string;

  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;

  @Described('Version of the content after it; absent where the content did not change.')
  @Optional()
  @IntegerBetween(2, 10_000)
  readonly version?: number;

  @Described('Agencies that hold the referral and were sent the change.')
  @ListOf(Slug(), { min: 0, max: MAX_AGENCIES })
  readonly told!: readonly string[];

  @Described('Agencies that an agreement names since the change, and that were sent the referral.')
  @Optional()
  @ListOf(Slug(), { max: MAX_AGENCIES })
  readonly added?: readonly string[];

  @Described('Agencies that hold it and could not be sent it, because no agreement in force lets them have it any more. Tell them in another way.')
  @Optional()
  @ListOf(Slug(), { max: MAX_AGENCIES })
  readonly notTold?: readonly string[];
}

/** Answer to a decision not to share. */
export class NotSharingRecorded {
  @Described('Id of the decision.')
  @Uuid()
  readonly decisionId!: string;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}

/** Answer to a follow-up of an agency that had not answered. */
export class FollowUpRecorded {
  @Described('Id of the record.')
  @Uuid()
  readonly followUpId!: string;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}

/** Answer to `POST /v1/incidents` and to `GET /v1/incidents/{id}`. */
export class IncidentStatus {
  @Described('The exchange\'s id of the incident.')
  @Uuid()
  readonly incidentId!: string;

  @Described('The force\'s own reference.')
  @Line(64)
  readonly reference!: string;

  @Described('When it was notified.')
  @Instant()
  readonly notifiedAt!: string;

  @Described('Until when a referral is expected; absent where no child was present.')
  @Optional()
  @Instant()
  readonly referralDueAt?: string;

  @Described('Referrals that are about it.')
  @ListOf(Uuid(), { min: 0, max: 100 })
  readonly referrals!: readonly string[];
}

/** Answer to the opening of feedback. */
export class FeedbackOpening {
  @Described('Id of the receipt `fed_back`.')
  @Uuid()
  readonly receiptId!: string;

  @Described('Who opened it.')
  @StaffReference()
  readonly openedBy!: string;

  @Described('When that person opened it first.')
  @Instant()
  readonly openedAt!: string;
}

/** Where one agency stands with one change. */
export class ChangeReceipt {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('When its machine had stored it; absent while it has not.')
  @Optional()
  @Instant()
  readonly deliveredAt?: string;

  @Described('When a named person there acknowledged it; absent while nobody has.')
  @Optional()
  @Instant()
  readonly acknowledgedAt?: string;

  @Described('Who acknowledged it.')
  @Optional()
  @StaffReference()
  readonly acknowledgedBy?: string;
}

/** A change as the sender sees it. Holds no values. */
export class ChangeStatus {
  @Described('Id of the change.')
  @Uuid()
  readonly changeId!: string;

  @Described('What kind of change it is.')
  @Code(UPDATE_KINDS)
  readonly kind!: UpdateKind;

  @Described('When it was recorded.')
  @Instant()
  readonly at!: string;

  @Described('Who made it, where known.')
  @Optional()
  @StaffReference()
  readonly by?: string;

  @Described('Why, where a reason was given.')
  @Optional()
  @Slug()
  readonly reason?: string;

  @Described('The places corrected.')
  @Optional()
  @ListOf(Shaped(CONTENT_POINTER), { max: MAX_CHANGED_FIELDS })
  readonly fields?: readonly string[];

  @Described('The grade given.')
  @Optional()
  @Code(GRADES)
  readonly grade?: Grade;

  @Described('Minutes from the report to the grading.')
  @Optional()
  @IntegerBetween(0, 1_000_000_000)
  readonly minutesSinceReport?: number;

  @Described('What happened in the missing episode.')
  @Optional()
  @Code(MISSING_EPISODE_EVENTS)
  readonly event?: MissingEpisodeEventKind;

  @Described('When that happened, or when the risk was graded.')
  @Optional()
  @Instant()
  readonly happenedAt?: string;

  @Described('The risk level set.')
  @Optional()
  @Code(MISSING_RISK_LEVELS)
  readonly riskLevel?: MissingRiskLevel;

  @Described('Who was sent it, and where each stands with it. A correction waits for the acknowledgement of each.')
  @ListOf(() => ChangeReceipt, { min: 0, max: MAX_AGENCIES })
  readonly recipients!: readonly ChangeReceipt[];
}

/** What an agency has done, as the sender sees it. */
export class MilestoneReached {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('What was done.')
  @Code(MILESTONES)
  readonly kind!: Milestone;

  @Described('When it was done.')
  @Instant()
  readonly at!: string;

  @Described('When the agency stated it.')
  @Instant()
  readonly statedAt!: string;
}

/** Answer to `PUT /v1/inbox/{id}/milestones`. */
export class MilestoneResponse {
  @Described('Id of the statement.')
  @Uuid()
  readonly receiptId!: string;

  @Described('What was done.')
  @Code(MILESTONES)
  readonly kind!: Milestone;

  @Described('When it was done.')
  @Instant()
  readonly at!: string;

  @Described('Who stated it.')
  @StaffReference()
  readonly statedBy!: string;

  @Described('When it was stated.')
  @Instant()
  readonly statedAt!: string;
}

/** Answer to `PUT /v1/inbox/{id}/recorded-ethnicity`. */
export class RecordedEthnicityResponse {
  @Described('Id of the statement.')
  @Uuid()
  readonly receiptId!: string;

  @Described('Position of the child in the view.')
  @IntegerBetween(0, 19)
  readonly child!: number;

  @Described('The list that the code is of.')
  @Code(STATED_ETHNICITY_SETS)
  readonly namespace!: StatedEthnicitySet;

  @Described('The code.')
  @Line(12)
  readonly code!: string;

  @Described('Who recorded it.')
  @StaffReference()
  readonly recordedBy!: string;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}

/** A change as the agency sees it. */
export class InboxUpdate {
  @Described('Id of the change.')
  @Uuid()
  readonly updateId!: string;

  @Described('What kind of change it is.')
  @Code(UPDATE_KINDS)
  readonly kind!: UpdateKind;

  @Described('When the force made it.')
  @Instant()
  readonly issuedAt!: string;

  @Described('When this agency\'s node had stored it.')
  @Instant()
  readonly receivedAt!: string;

  @Described('Why, or what happened.')
  @Optional()
  @Slug()
  readonly code?: string;

  @Described('What is different in this agency\'s view.')
  @Optional()
  @ListOf(Shaped(CONTENT_POINTER), { max: MAX_CHANGED_FIELDS })
  readonly fields?: readonly string[];

  @Described('When somebody here acknowledged it.')
  @Optional()
  @Instant()
  readonly acknowledgedAt?: string;

  @Described('Who.')
  @Optional()
  @StaffReference()
  readonly acknowledgedBy?: string;
}
