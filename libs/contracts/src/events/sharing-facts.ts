import {
  type EthnicityConflict, ETHNICITY_CONFLICTS, INCIDENT_REFERENCE, INCIDENT_TYPES, type IncidentType, MAX_INCIDENT_REFERENCE, MOST_MINUTES_OF_DELAY,
  NOT_SHARING_REASONS, type NotSharingReason,
} from '../http/lifecycle-codes.js';
import {
  Bool, Code, CodePattern, Described, Instant, IntegerBetween, Nested, Optional, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { AssertedBy } from './asserted-by.js';
import { DisclosedBy } from './disclosed-by.js';

/** The force decided not to share with an agency. The decision is recorded like a sharing. */
export class SharingDecidedAgainst {
  @Described('Id of the decision.')
  @Uuid()
  readonly decisionId!: string;

  @Described('The force that decided.')
  @Slug()
  readonly force!: string;

  @Described('The referral that was not shared with the agency, if there is one.')
  @Optional()
  @Uuid()
  readonly referralId?: string;

  @Described('The incident from which nothing was shared, if it was notified.')
  @Optional()
  @Uuid()
  readonly incidentId?: string;

  @Described('The agency with which the force does not share.')
  @Slug()
  readonly agency!: string;

  @Described('Why.')
  @Code(NOT_SHARING_REASONS)
  readonly reason!: NotSharingReason;

  @Described('The person who decided.')
  @StaffReference()
  readonly decidedBy!: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('When it was decided.')
  @Instant()
  readonly decidedAt!: string;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}

/** A named person of the force read the feedback of an agency. */
export class FeedbackOpened {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The force.')
  @Slug()
  readonly force!: string;

  @Described('The agency that gave the feedback.')
  @Slug()
  readonly agency!: string;

  @Described('Id of the receipt `fed_back`.')
  @Uuid()
  readonly receiptId!: string;

  @Described('The person who read it.')
  @StaffReference()
  readonly openedBy!: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('When.')
  @Instant()
  readonly openedAt!: string;
}

/** The referrer followed up an agency that had not responded: the duty that starts when no response comes in time. */
export class ReferralFollowedUp {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('Id of the record.')
  @Uuid()
  readonly followUpId!: string;

  @Described('The force.')
  @Slug()
  readonly force!: string;

  @Described('The agency that was followed up.')
  @Slug()
  readonly agency!: string;

  @Described('The person who followed it up.')
  @StaffReference()
  readonly followedUpBy!: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('When.')
  @Instant()
  readonly followedUpAt!: string;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}

/**
 * Two organisations have recorded different ethnicities as stated by one child or carer. Neither record is overwritten. The codes are
 * content, and are shown only to those who hold the content.
 */
export class EthnicityConflictRaised {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('Id of the conflict.')
  @Uuid()
  readonly conflictId!: string;

  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('different: the codes describe different groups. inexact: both may describe the same person, and only that person can confirm it.')
  @Code(ETHNICITY_CONFLICTS)
  readonly kind!: EthnicityConflict;

  @Described('The organisation of the first record: the force, or an agency.')
  @Slug()
  readonly knownBy!: string;

  @Described('The agency of the later record.')
  @Slug()
  readonly recordedBy!: string;

  @Described('When it was found.')
  @Instant()
  readonly raisedAt!: string;
}

/** An incident was notified, without any content: if a child was present, a referral should follow. */
export class IncidentNotified {
  @Described('The exchange\'s id of the incident.')
  @Uuid()
  readonly incidentId!: string;

  @Described('The force.')
  @Slug()
  readonly force!: string;

  @Described('The force\'s own reference, as written.')
  @Shaped(INCIDENT_REFERENCE, MAX_INCIDENT_REFERENCE)
  readonly reference!: string;

  @Described('Code of the unit that dealt with it.')
  @CodePattern()
  readonly unit!: string;

  @Described('Local authority area.')
  @Slug()
  readonly area!: string;

  @Described('The kind of incident.')
  @Code(INCIDENT_TYPES)
  readonly type!: IncidentType;

  @Described('Whether a child was present.')
  @Bool()
  readonly childPresent!: boolean;

  @Described('When it happened.')
  @Instant()
  readonly occurredAt!: string;

  @Described('When it was reported.')
  @Instant()
  readonly reportedAt!: string;

  @Described('The person or system that notified it.')
  @Nested(() => DisclosedBy)
  readonly disclosedBy!: DisclosedBy;

  @Described('When it was notified to the exchange.')
  @Instant()
  readonly notifiedAt!: string;

  @Described('Until when a referral is expected, by the time limit of the partnership; absent if no child was present.')
  @Optional()
  @Instant()
  readonly referralDueAt?: string;
}

/** A referral was found to be about a notified incident. */
export class IncidentLinked {
  @Described('The incident.')
  @Uuid()
  readonly incidentId!: string;

  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The force.')
  @Slug()
  readonly force!: string;

  @Described('When the incident was reported.')
  @Instant()
  readonly reportedAt!: string;

  @Described('When the referral was published.')
  @Instant()
  readonly referredAt!: string;

  @Described('Whole minutes from the report to the referral: the delay that stays on the record.')
  @IntegerBetween(0, MOST_MINUTES_OF_DELAY)
  readonly minutesToReferral!: number;

  @Described('The person or system that linked them: a system where the references match.')
  @Nested(() => DisclosedBy)
  readonly disclosedBy!: DisclosedBy;

  @Described('When the incident and the referral were linked.')
  @Instant()
  readonly linkedAt!: string;
}
