import {
  Code, Described, Instant, IntegerBetween, Line, ListOf, Optional, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { ChildIdentity } from './child-identity.js';
import { type Grade, GRADES, MISSING_RISK_LEVELS, type MissingRiskLevel } from './codes.js';
import { CorrectedDueTimes } from './due-time.js';
import {
  CONTENT_POINTER, type Milestone, MILESTONES, MISSING_EPISODE_EVENTS, type MissingEpisodeEventKind, type UpdateKind,
  UPDATE_KINDS, MAX_CHANGED_FIELDS, MAX_INCIDENT_REFERENCE,
} from './lifecycle-codes.js';

const MAX_AGENCIES = 200;

/** Answer to every change that a force makes to a referral: the record of the change and its notified recipients. */
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

  @Described('The child, for an event of a missing episode.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The missing episode, for an event of it.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('The ids of the children that a correction added, in the order of the request.')
  @Optional()
  @ListOf(() => ChildIdentity, { max: 19 })
  readonly addedChildren?: readonly ChildIdentity[];

  @Described('Agencies that hold the referral and were notified of the change.')
  @ListOf(Slug(), { min: 0, max: MAX_AGENCIES })
  readonly notified!: readonly string[];

  @Described('Agencies that an agreement names since the change, and that were sent the referral.')
  @Optional()
  @ListOf(Slug(), { max: MAX_AGENCIES })
  readonly added?: readonly string[];

  @Described('Agencies that hold the referral and could not be notified of the change, because no agreement in force allows sharing with them any longer. Notify them by another means.')
  @Optional()
  @ListOf(Slug(), { max: MAX_AGENCIES })
  readonly notNotified?: readonly string[];

  @Described('The due times that a correction changed or took away, for each agency that has one. The due times before it stay on record.')
  @Optional()
  @ListOf(() => CorrectedDueTimes, { max: MAX_AGENCIES })
  readonly due?: readonly CorrectedDueTimes[];
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

/** Answer to a follow-up of an agency that had not responded. */
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

  @Described('The force\'s own reference, as written.')
  @Line(MAX_INCIDENT_REFERENCE)
  readonly reference!: string;

  @Described('When it was notified.')
  @Instant()
  readonly notifiedAt!: string;

  @Described('Until when a referral is expected; absent if no child was present.')
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

  @Described('The person who opened it.')
  @StaffReference()
  readonly openedBy!: string;

  @Described('When that person opened it first.')
  @Instant()
  readonly openedAt!: string;
}

/** The receipts of one agency for one change. */
class ChangeReceipt {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('When its machine stored it; absent until then.')
  @Optional()
  @Instant()
  readonly deliveredAt?: string;

  @Described('When a named person there acknowledged it; absent until then.')
  @Optional()
  @Instant()
  readonly acknowledgedAt?: string;

  @Described('The person who acknowledged it.')
  @Optional()
  @StaffReference()
  readonly acknowledgedBy?: string;
}

/** A change as the sender sees it. Holds no values of the content. */
export class ChangeStatus {
  @Described('Id of the change.')
  @Uuid()
  readonly changeId!: string;

  @Described('The kind of change.')
  @Code(UPDATE_KINDS)
  readonly kind!: UpdateKind;

  @Described('When it was recorded.')
  @Instant()
  readonly at!: string;

  @Described('The person who made it, if known.')
  @Optional()
  @StaffReference()
  readonly by?: string;

  @Described('The code of the reason, if one was given.')
  @Optional()
  @Slug()
  readonly reason?: string;

  @Described('The due times that the correction changed or took away, for each agency that has one.')
  @Optional()
  @ListOf(() => CorrectedDueTimes, { max: MAX_AGENCIES })
  readonly due?: readonly CorrectedDueTimes[];

  @Described('The corrected fields.')
  @Optional()
  @ListOf(Shaped(CONTENT_POINTER), { max: MAX_CHANGED_FIELDS })
  readonly fields?: readonly string[];

  @Described('The new grade.')
  @Optional()
  @Code(GRADES)
  readonly grade?: Grade;

  @Described('Minutes from the report to the grading.')
  @Optional()
  @IntegerBetween(0, 1_000_000_000)
  readonly minutesSinceReport?: number;

  @Described('The kind of event of the missing episode.')
  @Optional()
  @Code(MISSING_EPISODE_EVENTS)
  readonly event?: MissingEpisodeEventKind;

  @Described('The child, for an event of a missing episode.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The missing episode, for an event of it.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('When that event happened, or when the risk was graded.')
  @Optional()
  @Instant()
  readonly happenedAt?: string;

  @Described('The new risk level.')
  @Optional()
  @Code(MISSING_RISK_LEVELS)
  readonly riskLevel?: MissingRiskLevel;

  @Described('The recipients of the change with their receipts. A correction waits for the acknowledgement of each.')
  @ListOf(() => ChangeReceipt, { min: 0, max: MAX_AGENCIES })
  readonly recipients!: readonly ChangeReceipt[];
}

/** A step of an agency's work, as the sender sees it. */
export class MilestoneReached {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('The step that was done.')
  @Code(MILESTONES)
  readonly kind!: Milestone;

  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('The missing episode, for a return interview.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('When it was done.')
  @Instant()
  readonly at!: string;

  @Described('When the agency stated it.')
  @Instant()
  readonly statedAt!: string;
}
