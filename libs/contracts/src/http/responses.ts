import { RUNGS, type Rung } from '../events/ladder.js';
import {
  Code, Described, Instant, IntegerBetween, Line, ListOf, Nested, Optional, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { ChangeStatus, MilestoneReached } from './change-responses.js';
import { Completion, MAX_COMPLETIONS } from './completion.js';
import { DueTime, MAX_DUE_TIMES } from './due-time.js';
import { type Decision, DECISIONS, type Expectation, EXPECTATIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome } from './codes.js';

/** Hops of one referral: the first recipients are hop 1, each redirect adds one. */
export const MAX_HOPS = 20;
/** Recipients of one referral over all hops. */
export const MAX_RECIPIENTS = 200;

const PROBLEM_CODE = { pattern: '^[A-Z]{3}-[0-9]{3}$', expected: 'a problem code such as REF-001' };
const POINTER = { pattern: '^(?:/[^/]*)*$', expected: 'a JSON pointer' };

export class ReferralLinks {
  @Described('Path of this referral\'s status.')
  @Line(200)
  readonly self!: string;
}

export class AcceptedRecipient {
  @Described('The agency, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('The agency\'s name.')
  @Line(200)
  readonly name!: string;

  @Described('What the agency is asked to do.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('1 for the first recipients; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('By when it is to answer, by each clock that began when it was told. Absent where none did.')
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];
}

/** Answer 202 to `POST /v1/referrals`: the referral is stored with everything that is to be sent. */
export class ReferralAccepted {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The first rung of the ladder.')
  @Code(['published'])
  readonly status!: 'published';

  @Described('Where to go from here.')
  @Nested(() => ReferralLinks)
  readonly links!: ReferralLinks;

  @Described('Who gets it, by which agreement\'s rule, and what each is asked to do.')
  @ListOf(() => AcceptedRecipient, { max: MAX_RECIPIENTS })
  readonly recipients!: readonly AcceptedRecipient[];

  @Described('What the sender is asked to complete. It was shared all the same. Absent where there is nothing.')
  @Optional()
  @ListOf(() => Completion, { max: MAX_COMPLETIONS })
  readonly completions?: readonly Completion[];
}

export class RungReached {
  @Described('The rung.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('When the agency reached it (for `published`, when it was stored).')
  @Instant()
  readonly at!: string;

  @Described('Id of the receipt; absent for `published`.')
  @Optional()
  @Uuid()
  readonly receiptId?: string;

  @Described('Who stated it, as an opaque staff reference; absent for machines.')
  @Optional()
  @StaffReference()
  readonly by?: string;

  @Described('When somebody of the force first opened it, for `fed_back`.')
  @Optional()
  @Instant()
  readonly openedAt?: string;

  @Described('Why, for a rung that has reasons.')
  @Optional()
  @Slug()
  readonly reasonCode?: string;

  @Described('The next step, for `decided`.')
  @Optional()
  @Code(DECISIONS)
  readonly decision?: Decision;

  @Described('The agency named, for `redirected`.')
  @Optional()
  @Slug()
  readonly redirectedTo?: string;

  @Described('What the referrer was told, for `fed_back`.')
  @Optional()
  @Code(FEEDBACK_OUTCOMES)
  readonly feedback?: FeedbackOutcome;
}

export class RecipientStatus {
  @Described('The agency, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('1 for the first recipients; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('By when it is to answer, by each clock that began when it was told. Absent where none did.')
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];

  @Described('The rung that tells most about where the referral stands with this agency.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('Every rung reached, in the order of their times.')
  @ListOf(() => RungReached, { max: 200 })
  readonly rungs!: readonly RungReached[];
}

/** Answer to `GET /v1/referrals/{id}`. */
export class ReferralStatus {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('When it was stored.')
  @Instant()
  readonly publishedAt!: string;

  @Described('When it was withdrawn; absent where it stands.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;

  @Described('Every recipient of every hop.')
  @ListOf(() => RecipientStatus, { max: MAX_RECIPIENTS })
  readonly recipients!: readonly RecipientStatus[];

  @Described('What the sender is still asked to complete, as the referral stands now. Absent where there is nothing, and once it is withdrawn.')
  @Optional()
  @ListOf(() => Completion, { max: MAX_COMPLETIONS })
  readonly completions?: readonly Completion[];

  @Described('What was changed since the publication, the earliest first.')
  @Optional()
  @ListOf(() => ChangeStatus, { max: 1_000 })
  readonly changes?: readonly ChangeStatus[];

  @Described('What agencies have done, the earliest first.')
  @Optional()
  @ListOf(() => MilestoneReached, { max: 1_000 })
  readonly milestones?: readonly MilestoneReached[];
}

export class ProblemDetail {
  @Described('JSON pointer (RFC 6901) to the field.')
  @Shaped(POINTER)
  readonly pointer!: string;

  @Described('Stable code of what is wrong with it.')
  @Slug()
  readonly code!: string;

  @Described('One sentence; it never repeats the value.')
  @Line(500)
  readonly message!: string;
}

/** RFC 9457 problem, `application/problem+json`. */
export class ProblemDocument {
  @Described('Path of the page that explains the problem.')
  @Line(200)
  readonly type!: string;

  @Described('The problem in a few words; the same for every occurrence.')
  @Line(200)
  readonly title!: string;

  @Described('HTTP status.')
  @IntegerBetween(400, 599)
  readonly status!: number;

  @Described('What is wrong this time and what to do.')
  @Line(1000)
  readonly detail!: string;

  @Described('Stable code of the problem.')
  @Shaped(PROBLEM_CODE)
  readonly code!: string;

  @Described('What it happened to.')
  @Optional()
  @Line(500)
  readonly instance?: string;

  @Described('Quote it when asking for help: it is in the logs and messages of this request.')
  @Optional()
  @Uuid()
  readonly correlationId?: string;

  @Described('The fields at fault.')
  @Optional()
  @ListOf(() => ProblemDetail, { max: 100 })
  readonly errors?: readonly ProblemDetail[];
}
