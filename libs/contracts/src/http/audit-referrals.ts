import { ChildFacts } from '../events/child-facts.js';
import { RUNGS, type Rung } from '../events/ladder.js';
import { Code, Described, Instant, IntegerBetween, ListOf, Nested, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { AuditClock, MAX_AUDIT_CLOCKS } from './audit-deadlines.js';
import { AuditEvent } from './audit-events.js';
import { type Expectation, EXPECTATIONS, type Grade, GRADES } from './codes.js';
import { DueTime, MAX_DUE_TIMES, OverdueReview } from './due-time.js';
import { MAX_CHANGED_FIELDS, MOST_MINUTES_OF_DELAY, type UpdateKind, UPDATE_KINDS } from './lifecycle-codes.js';
import { MAX_CHILDREN } from './missing-episode.js';
import { ReferralHolder } from './referral-holder.js';
import { MAX_HOPS, MAX_RECIPIENTS } from './responses.js';

/** The most events in one timeline; a referral of 200 recipients has some 2,000. */
export const MAX_TIMELINE_EVENTS = 5_000;
/** Elapsed time. Days, hours and minutes are always present, so that a value has only one form. */
export const AUDIT_DURATION = { pattern: '^P[0-9]{1,6}DT[0-9]{1,2}H[0-9]{1,2}M$', expected: 'an ISO 8601 duration such as P1DT2H30M' };
export const MOST_MINUTES = 1_000_000_000;

/** The progress of one recipient of one referral. */
export class AuditRecipient {
  @Described('The agency, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('1 for the first recipients; one more for each redirect. Absent while its publication has not been recorded.')
  @Optional()
  @IntegerBetween(1, MAX_HOPS)
  readonly hop?: number;

  @Described('The expectation of the agency.')
  @Optional()
  @Code(EXPECTATIONS)
  readonly expectation?: Expectation;

  @Described('The agency whose redirect brought it in; absent for the first recipients.')
  @Optional()
  @Slug()
  readonly forwardedBy?: string;

  @Described('The children that its copy shows, where it shows some of the children only. Absent where it shows all of them.')
  @Optional()
  @ListOf(Uuid(), { min: 0, max: MAX_CHILDREN, unique: true })
  readonly children?: readonly string[];

  @Described('The highest rung it has reached; absent if only a statement of another agency mentions it.')
  @Optional()
  @Code(RUNGS)
  readonly highestRung?: Rung;

  @Described('When it first accepted, refused, redirected or decided. highestRung shows which of them counts; a refusal or a redirect does not take the referral.')
  @Optional()
  @Instant()
  readonly respondedAt?: string;

  @Described('When the referral was withdrawn from it: nothing is expected of it any more.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;

  @Described('Why it became a recipient after the publication other than by a redirect.')
  @Optional()
  @Slug()
  readonly addedBecause?: string;

  @Described('The beginning of the first day on which the agency, which has ended, takes no referral.')
  @Optional()
  @Instant()
  readonly endedAt?: string;

  @Described('The due times of its response, as recorded at the sharing. The state of each clock is under clocks.')
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];

  @Described('Agreements behind the sharing whose review was overdue on that day.')
  @Optional()
  @ListOf(() => OverdueReview, { max: MAX_DUE_TIMES })
  readonly reviewOverdue?: readonly OverdueReview[];
}

export const AWAITED = ['response', 'decision', 'forwarding', 'correction', 'holder', 'handover'] as const;
export type Awaited = (typeof AWAITED)[number];

/** A silence: an expected step that has not been taken. */
export class AuditSilence {
  @Described('The agency or publisher that is expected to act.')
  @Slug()
  readonly agency!: string;

  @Described(
    'response: the agency has not accepted, refused, redirected or decided. decision: it has accepted and was asked to decide. '
    + 'forwarding: it has redirected, and the publisher has neither forwarded nor declined yet. '
    + 'correction: it was sent a correction that no person there has acknowledged. '
    + 'holder: no agency has the child, and this agency was asked to take it. '
    + 'handover: the agency has ended without an answer, and its successor does not have the referral yet.',
  )
  @Code(AWAITED)
  readonly awaits!: Awaited;

  @Described('The time of the publication to that agency, its acceptance, its redirect or the correction; for holder, since when no agency has the child; for handover, since when the agency has ended.')
  @Instant()
  readonly since!: string;

  @Described('How long it has lasted. Elapsed time, not a statutory clock.')
  @Shaped(AUDIT_DURATION)
  readonly age!: string;

  @Described('The same in minutes.')
  @IntegerBetween(0, MOST_MINUTES)
  readonly ageMinutes!: number;

  @Described('The highest rung that the agency has reached.')
  @Optional()
  @Code(RUNGS)
  readonly highestRung?: Rung;

  @Described('The correction that is not acknowledged.')
  @Optional()
  @Uuid()
  readonly updateId?: string;

  @Described('The children whom no agency has, for holder. Absent where it is about all children of the referral.')
  @Optional()
  @ListOf(Uuid(), { max: MAX_CHILDREN, unique: true })
  readonly children?: readonly string[];
}

/** One grading of the risk, the first one included. */
export class AuditGrading {
  @Described('The grade.')
  @Code(GRADES)
  readonly grade!: Grade;

  @Described('When it was graded.')
  @Instant()
  readonly gradedAt!: string;

  @Described('Whole minutes from the report to this grading; absent if the time of the report is not recorded.')
  @Optional()
  @IntegerBetween(0, MOST_MINUTES_OF_DELAY)
  readonly minutesSinceReport?: number;
}

class AuditUpdateRecipient {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('When its machine stored the change; absent until then.')
  @Optional()
  @Instant()
  readonly deliveredAt?: string;

  @Described('When a named person there acknowledged it; absent until then.')
  @Optional()
  @Instant()
  readonly acknowledgedAt?: string;
}

/** A change of the referral after its publication, with the receipts of its recipients. */
export class AuditUpdate {
  @Described('Id of the change.')
  @Uuid()
  readonly updateId!: string;

  @Described('The kind of change; absent while its own fact has not been recorded.')
  @Optional()
  @Code(UPDATE_KINDS)
  readonly kind?: UpdateKind;

  @Described('When it was made.')
  @Optional()
  @Instant()
  readonly at?: string;

  @Described('The children whose fields it changed, by their ids within the referral. Absent for a change of the referral as a whole, and for an agency, which may be allowed to see one of them alone: its notice of the change has them.')
  @Optional()
  @ListOf(Uuid(), { max: MAX_CHANGED_FIELDS, unique: true })
  readonly childIds?: readonly string[];

  @Described('The missing episode, for an event of one. Absent for an agency.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('Every agency that the change was sent to.')
  @ListOf(() => AuditUpdateRecipient, { min: 0, max: MAX_RECIPIENTS })
  readonly recipients!: readonly AuditUpdateRecipient[];
}

/** Answer to `GET /v1/audit/referrals/{id}/timeline`: one timeline response across agencies. */
export class AuditTimeline {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The referring force. Absent, like the following fields, while the publication has not been recorded.')
  @Optional()
  @Slug()
  readonly force?: string;

  @Described('Local authority area.')
  @Optional()
  @Slug()
  readonly area?: string;

  @Described('The contact centre\'s risk grade.')
  @Optional()
  @Code(GRADES)
  readonly grade?: Grade;

  @Described('When it was stored at the publisher.')
  @Optional()
  @Instant()
  readonly publishedAt?: string;

  @Described('When the incident was reported to the police.')
  @Optional()
  @Instant()
  readonly reportedAt?: string;

  @Described('When it was withdrawn; absent if it is not withdrawn.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;

  @Described('The time of this answer.')
  @Instant()
  readonly asOf!: string;

  @Described('Every grading of the risk, the earliest first, with its delay since the report.')
  @ListOf(() => AuditGrading, { min: 0, max: 1_000 })
  readonly gradings!: readonly AuditGrading[];

  @Described('The changes since the publication, and the agencies that have acknowledged each.')
  @ListOf(() => AuditUpdate, { min: 0, max: 1_000 })
  readonly updates!: readonly AuditUpdate[];

  @Described('The children as they are recorded now, by their ids within the referral, with their missing episodes. Absent while the publication has not been recorded.')
  @Optional()
  @ListOf(() => ChildFacts, { max: 20 })
  readonly children?: readonly ChildFacts[];

  @Described('The notified recipients, in the order of hops.')
  @ListOf(() => AuditRecipient, { min: 0, max: MAX_RECIPIENTS })
  readonly recipients!: readonly AuditRecipient[];

  @Described('Who has the child. Absent after a withdrawal.')
  @Optional()
  @Nested(() => ReferralHolder)
  readonly holder?: ReferralHolder;

  @Described('The recorded events, in the order in which they happened: the first 5,000. Any more are in `/v1/audit/events?referralId=`.')
  @ListOf(() => AuditEvent, { min: 0, max: MAX_TIMELINE_EVENTS })
  readonly events!: readonly AuditEvent[];

  @Described('The expected steps that have not been taken, the longest silence first.')
  @ListOf(() => AuditSilence, { min: 0, max: 10_000 })
  readonly awaiting!: readonly AuditSilence[];

  @Described('Its clocks, the earliest due time first, with the explanation and the calls of each.')
  @ListOf(() => AuditClock, { min: 0, max: MAX_AUDIT_CLOCKS })
  readonly clocks!: readonly AuditClock[];
}
