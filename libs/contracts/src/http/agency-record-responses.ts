import { Code, Described, Instant, Line, ListOf, Optional, Shaped, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { type Grade, GRADES, MISSING_RISK_LEVELS, type MissingRiskLevel } from './codes.js';
import {
  CONTENT_POINTER, MAX_CHANGED_FIELDS, type Milestone, MILESTONES, STATED_ETHNICITY_SETS, type StatedEthnicitySet, UPDATE_KINDS, type UpdateKind,
} from './lifecycle-codes.js';

/** Answer to `PUT /v1/inbox/{id}/milestones`. */
export class MilestoneResponse {
  @Described('Id of the statement.')
  @Uuid()
  readonly receiptId!: string;

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

  @Described('The person who stated it.')
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

  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('The code list that the code belongs to.')
  @Code(STATED_ETHNICITY_SETS)
  readonly namespace!: StatedEthnicitySet;

  @Described('The code.')
  @Line(12)
  readonly code!: string;

  @Described('The person who recorded it.')
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

  @Described('The kind of change.')
  @Code(UPDATE_KINDS)
  readonly kind!: UpdateKind;

  @Described('When the force made it.')
  @Instant()
  readonly issuedAt!: string;

  @Described('When this agency\'s node had stored it.')
  @Instant()
  readonly receivedAt!: string;

  @Described('The code of the reason, or of the event.')
  @Optional()
  @Slug()
  readonly code?: string;

  @Described('The grade before, for a grading of the risk.')
  @Optional()
  @Code(GRADES)
  readonly previousGrade?: Grade;

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

  @Described('The risk level, for an event of a missing episode that sets one.')
  @Optional()
  @Code(MISSING_RISK_LEVELS)
  readonly riskLevel?: MissingRiskLevel;

  @Described('The fields that are different in this agency\'s view.')
  @Optional()
  @ListOf(Shaped(CONTENT_POINTER), { max: MAX_CHANGED_FIELDS })
  readonly fields?: readonly string[];

  @Described('When a person here acknowledged it.')
  @Optional()
  @Instant()
  readonly acknowledgedAt?: string;

  @Described('Who.')
  @Optional()
  @StaffReference()
  readonly acknowledgedBy?: string;
}
