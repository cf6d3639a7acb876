import {
  Code, CodePattern, Described, Instant, IntegerBetween, Line, ListOf, Optional, Shaped, Slug, Uuid,
} from '../validation/decorators.js';
import { MAX_AUDIT_PAGE } from './audit-events.js';
import { NotRecorded, type RecordFilter } from './audit-not-recorded.js';
import { AUDIT_DURATION, MOST_MINUTES } from './audit-referrals.js';
import { INCIDENT_TYPES, type IncidentType, MAX_INCIDENT_REFERENCE, MOST_MINUTES_OF_DELAY } from './lifecycle-codes.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';

/** `open`: no referral yet, and the agreed time is over. `closed`: a referral came, later than agreed. */
export const GAP_STATES = ['open', 'closed'] as const;
type GapState = (typeof GAP_STATES)[number];

/** An incident with a child present and no referral within the agreed time. */
export class AuditGap {
  @Described('The exchange\'s id of the incident.')
  @Uuid()
  readonly incidentId!: string;

  @Described('The force.')
  @Slug()
  readonly force!: string;

  @Described('The force\'s own reference, as written.')
  @Line(MAX_INCIDENT_REFERENCE)
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

  @Described('When it was reported.')
  @Instant()
  readonly reportedAt!: string;

  @Described('Until when a referral was expected.')
  @Instant()
  readonly referralDueAt!: string;

  @Described('Whether it is still without a referral.')
  @Code(GAP_STATES)
  readonly state!: GapState;

  @Described('Time from the report until now, or until the referral that closed the gap.')
  @Shaped(AUDIT_DURATION)
  readonly age!: string;

  @Described('The same in minutes.')
  @IntegerBetween(0, MOST_MINUTES)
  readonly ageMinutes!: number;

  @Described('The referral that closed the gap.')
  @Optional()
  @Uuid()
  readonly referralId?: string;

  @Described('Whole minutes from the report to that referral: the delay that stays on the record.')
  @Optional()
  @IntegerBetween(0, MOST_MINUTES_OF_DELAY)
  readonly minutesToReferral?: number;
}

/** Answer to `GET /v1/audit/gaps`. */
export class AuditGapPage {
  @Described('The time of this answer.')
  @Instant()
  readonly asOf!: string;

  @Described('The earliest report first.')
  @ListOf(() => AuditGap, { min: 0, max: MAX_AUDIT_PAGE })
  readonly items!: readonly AuditGap[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;

  @NotRecorded()
  readonly notRecorded?: readonly RecordFilter[];
}

export class AuditUnitGaps {
  @Described('The force.')
  @Slug()
  readonly force!: string;

  @Described('The unit.')
  @CodePattern()
  readonly unit!: string;

  @Described('Its open gaps.')
  @IntegerBetween(1, MOST_MINUTES)
  readonly open!: number;

  @Described('When the oldest of them was reported.')
  @Instant()
  readonly oldestReportedAt!: string;

  @Described('How long ago that is.')
  @Shaped(AUDIT_DURATION)
  readonly oldestAge!: string;
}

/** Answer to `GET /v1/audit/gaps/units`. */
export class AuditUnitGapsList {
  @Described('The time of this answer.')
  @Instant()
  readonly asOf!: string;

  @Described('Every unit with an open gap, the most gaps first.')
  @ListOf(() => AuditUnitGaps, { min: 0, max: 1_000 })
  readonly items!: readonly AuditUnitGaps[];
}
