import { RUNGS, type Rung } from '../events/ladder.js';
import { Code, Described, Instant, IntegerBetween, ListOf, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { AuditClock, MAX_AUDIT_CLOCKS } from './audit-deadlines.js';
import { AuditEvent, MAX_AUDIT_PAGE } from './audit-events.js';
import { type Expectation, EXPECTATIONS, type Grade, GRADES } from './codes.js';
import { DueTime, MAX_DUE_TIMES, OverdueReview } from './due-time.js';
import { MOST_MINUTES_OF_DELAY, type UpdateKind, UPDATE_KINDS } from './lifecycle-codes.js';
import { MAX_HOPS, MAX_RECIPIENTS } from './responses.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';

/** Events in one timeline at most; a referral of 200 recipients has some 2,000. */
export const MAX_TIMELINE_EVENTS = 5_000;
/** Elapsed time. Days, hours and minutes are always there, so that it reads and parses in one way. */
export const AUDIT_DURATION = { pattern: '^P[0-9]{1,6}DT[0-9]{1,2}H[0-9]{1,2}M$', expected: 'an ISO 8601 duration such as P1DT2H30M' };
export const MOST_MINUTES = 1_000_000_000;

/** Where one recipient of one referral stands. */
export class AuditRecipient {
  @Described('The agency, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('1 for the first recipients; one more for each redirect. Absent while its publication has not been recorded.')
  @Optional()
  @IntegerBetween(1, MAX_HOPS)
  readonly hop?: number;

  @Described('What it was asked to do.')
  @Optional()
  @Code(EXPECTATIONS)
  readonly expectation?: Expectation;

  @Described('The agency whose redirect brought it in; absent for the first recipients.')
  @Optional()
  @Slug()
  readonly forwardedBy?: string;

  @Described('The highest rung it has reached; absent where nothing but another agency\'s word is known of it.')
  @Optional()
  @Code(RUNGS)
  readonly standing?: Rung;

  @Described('When it first accepted or decided. Absent after a refusal or a redirect, too: they leave the referral with nobody yet.')
  @Optional()
  @Instant()
  readonly answeredAt?: string;

  @Described('When the referral was withdrawn from it: nothing is expected of it any more.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;

  @Described('Why it became a recipient after the publication, other than by a redirect.')
  @Optional()
  @Slug()
  readonly addedBecause?: string;

  @Described('By when it was to answer, as that was written down when it was told. What became of each clock stands under clocks.')
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];

  @Described('Agreements it was shared under although their review was overdue on that day.')
  @Optional()
  @ListOf(() => OverdueReview, { max: MAX_DUE_TIMES })
  readonly reviewOverdue?: readonly OverdueReview[];
}

export const AWAITED = ['response', 'decision', 'forwarding', 'correction'] as const;
export type Awaited = (typeof AWAITED)[number];

/** A silence: what should follow and has not. */
export class AuditSilence {
  @Described('Who is expected to act.')
  @Slug()
  readonly agency!: string;

  @Described(
    'response: nobody there has accepted, refused, redirected or decided. decision: it has accepted and was asked to decide. '
    + 'forwarding: it has redirected, and the publisher has neither forwarded nor declined yet. '
    + 'correction: it was sent a correction, and nobody there has acknowledged it.',
  )
  @Code(AWAITED)
  readonly awaits!: Awaited;

  @Described('Since when: the publication to that agency, its acceptance, its redirect, the correction.')
  @Instant()
  readonly since!: string;

  @Described('How long it has lasted. Elapsed time, not a statutory clock.')
  @Shaped(AUDIT_DURATION)
  readonly age!: string;

  @Described('The same in minutes.')
  @IntegerBetween(0, MOST_MINUTES)
  readonly ageMinutes!: number;

  @Described('How far the agency got before it fell silent.')
  @Optional()
  @Code(RUNGS)
  readonly standing?: Rung;
}

/** One grading of the risk, the first one included. */
export class AuditGrading {
  @Described('The grade.')
  @Code(GRADES)
  readonly grade!: Grade;

  @Described('When it was graded.')
  @Instant()
  readonly gradedAt!: string;

  @Described('Whole minutes from the report to this grading; absent where the report\'s time is not recorded.')
  @Optional()
  @IntegerBetween(0, MOST_MINUTES_OF_DELAY)
  readonly minutesSinceReport?: number;
}

export class AuditUpdateRecipient {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('When its machine had stored the change; absent while it has not.')
  @Optional()
  @Instant()
  readonly deliveredAt?: string;

  @Described('When a named person there acknowledged it; absent while nobody has.')
  @Optional()
  @Instant()
  readonly acknowledgedAt?: string;
}

/** A change of the referral after its publication, and who has taken notice of it. */
export class AuditUpdate {
  @Described('Id of the change.')
  @Uuid()
  readonly updateId!: string;

  @Described('What kind of change it is; absent while only receipts for it have been recorded.')
  @Optional()
  @Code(UPDATE_KINDS)
  readonly kind?: UpdateKind;

  @Described('When it was made.')
  @Optional()
  @Instant()
  readonly at?: string;

  @Described('Everyone it was sent to.')
  @ListOf(() => AuditUpdateRecipient, { min: 0, max: MAX_RECIPIENTS })
  readonly recipients!: readonly AuditUpdateRecipient[];
}

/** Answer to `GET /v1/audit/referrals/{id}/timeline`: one story across agencies. */
export class AuditTimeline {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The referring force. Absent, like what follows, while the publication has not been recorded.')
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

  @Described('When it was withdrawn; absent where it stands.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;

  @Described('When this answer was true.')
  @Instant()
  readonly asOf!: string;

  @Described('Every grading of the risk, the earliest first, with its delay since the report.')
  @ListOf(() => AuditGrading, { min: 0, max: 1_000 })
  readonly gradings!: readonly AuditGrading[];

  @Described('What was changed since the publication, and who has acknowledged it.')
  @ListOf(() => AuditUpdate, { min: 0, max: 1_000 })
  readonly updates!: readonly AuditUpdate[];

  @Described('Who was told, in the order of hops.')
  @ListOf(() => AuditRecipient, { min: 0, max: MAX_RECIPIENTS })
  readonly recipients!: readonly AuditRecipient[];

  @Described('What happened, in the order in which it happened: the first 5,000 events. Any more are in `/v1/audit/events?referralId=`.')
  @ListOf(() => AuditEvent, { min: 0, max: MAX_TIMELINE_EVENTS })
  readonly events!: readonly AuditEvent[];

  @Described('What has not happened, the longest silence first.')
  @ListOf(() => AuditSilence, { min: 0, max: 10_000 })
  readonly awaiting!: readonly AuditSilence[];

  @Described('Its clocks, the earliest due time first: what is due when and why, and who was called.')
  @ListOf(() => AuditClock, { min: 0, max: MAX_AUDIT_CLOCKS })
  readonly clocks!: readonly AuditClock[];
}

/** A referral in a list. */
export class AuditReferral {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The referring force.')
  @Slug()
  readonly force!: string;

  @Described('Local authority area.')
  @Slug()
  readonly area!: string;

  @Described('The contact centre\'s risk grade.')
  @Code(GRADES)
  readonly grade!: Grade;

  @Described('When it was stored at the publisher.')
  @Instant()
  readonly publishedAt!: string;

  @Described('When something last happened to it.')
  @Instant()
  readonly lastEventAt!: string;

  @Described('Correlation id of its publication.')
  @Optional()
  @Uuid()
  readonly correlationId?: string;

  @Described('Who was told, in the order of hops.')
  @ListOf(() => AuditRecipient, { min: 0, max: MAX_RECIPIENTS })
  readonly recipients!: readonly AuditRecipient[];
}

/** Answer to `GET /v1/audit/referrals`. */
export class AuditReferralPage {
  @Described('Latest publication first.')
  @ListOf(() => AuditReferral, { min: 0, max: MAX_AUDIT_PAGE })
  readonly items!: readonly AuditReferral[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;
}
