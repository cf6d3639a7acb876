import { RUNGS, type Rung } from '../events/ladder.js';
import { Code, Described, Instant, IntegerBetween, ListOf, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';
import { AuditClock, MAX_AUDIT_CLOCKS } from './audit-deadlines.js';
import { MAX_AUDIT_PAGE } from './audit-events.js';
import { NotRecorded, type RecordFilter } from './audit-not-recorded.js';
import { AUDIT_DURATION, type Awaited, MOST_MINUTES } from './audit-referrals.js';
import { type Expectation, EXPECTATIONS, type Grade, GRADES } from './codes.js';
import { MAX_CHILDREN } from './missing-episode.js';
import { MAX_HOPS } from './responses.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';

/** The parts of a silence that the list of silences names. */
export const AWAITED_OF_REFERRAL = ['response', 'holder', 'handover', 'correction'] as const satisfies readonly Awaited[];

/** An agency that has not responded to a referral, that has not acknowledged a correction, or that was asked to take a child whom no agency has. */
export class AuditAwaiting {
  @Described('The agency that is expected to respond, or was asked to take the child.')
  @Slug()
  readonly agency!: string;

  @Described('response: it has not accepted, refused, redirected or decided. holder: no agency has the child. correction: no person there has acknowledged a correction.')
  @Code(AWAITED_OF_REFERRAL)
  readonly awaits!: (typeof AWAITED_OF_REFERRAL)[number];

  @Described('The time of its publication to that agency, or of the correction; for holder, since when no agency has the child.')
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

  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('1 for the first recipients; one more for each redirect.')
  @Optional()
  @IntegerBetween(1, MAX_HOPS)
  readonly hop?: number;

  @Described('The expectation of the agency.')
  @Optional()
  @Code(EXPECTATIONS)
  readonly expectation?: Expectation;

  @Described('The referring force.')
  @Optional()
  @Slug()
  readonly force?: string;

  @Described('Local authority area.')
  @Optional()
  @Slug()
  readonly area?: string;

  @Described('The present risk grade.')
  @Optional()
  @Code(GRADES)
  readonly grade?: Grade;

  @Described('The correction that is not acknowledged.')
  @Optional()
  @Uuid()
  readonly updateId?: string;

  @Described('The children whom no agency has, for holder. Absent where it is about all children of the referral.')
  @Optional()
  @ListOf(Uuid(), { max: MAX_CHILDREN, unique: true })
  readonly children?: readonly string[];

  @Described('Its clocks that have not ended, about this referral, with their calls, the earliest due time first. Absent if there are none.')
  @Optional()
  @ListOf(() => AuditClock, { max: MAX_AUDIT_CLOCKS })
  readonly clocks?: readonly AuditClock[];
}

/** Answer to `GET /v1/audit/awaiting`. */
export class AuditAwaitingPage {
  @Described('The time of this answer.')
  @Instant()
  readonly asOf!: string;

  @Described('The longest silence first.')
  @ListOf(() => AuditAwaiting, { min: 0, max: MAX_AUDIT_PAGE })
  readonly items!: readonly AuditAwaiting[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;

  @NotRecorded()
  readonly notRecorded?: readonly RecordFilter[];
}

class AuditRungCount {
  @Described('The rung.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('Recipients that have reached it, including those that have gone further.')
  @IntegerBetween(0, Number.MAX_SAFE_INTEGER)
  readonly recipients!: number;
}

export class AuditAgency {
  @Described('The agency, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('Rungs that at least one recipient has reached, in the order of the ladder.')
  @ListOf(() => AuditRungCount, { min: 0, max: RUNGS.length })
  readonly rungs!: readonly AuditRungCount[];

  @Described('Referrals to which it has not responded.')
  @IntegerBetween(0, Number.MAX_SAFE_INTEGER)
  readonly awaiting!: number;

  @Described('The time since which the oldest of them waits.')
  @Optional()
  @Instant()
  readonly awaitingSince?: string;

  @Described('How long that is. Elapsed time, not a statutory clock.')
  @Optional()
  @Shaped(AUDIT_DURATION)
  readonly oldestAge?: string;
}

/** Answer to `GET /v1/audit/agencies`. */
export class AuditAgencyList {
  @Described('The time of this answer.')
  @Instant()
  readonly asOf!: string;

  @Described('Every agency with a recorded event.')
  @ListOf(() => AuditAgency, { min: 0, max: 10_000 })
  readonly items!: readonly AuditAgency[];
}
