import { ChildFacts } from '../events/child-facts.js';
import { RUNGS, type Rung } from '../events/ladder.js';
import {
  Code, Described, Instant, IntegerBetween, Line, ListOf, Nested, Optional, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import { ChangeStatus, MilestoneReached } from './change-responses.js';
import { Completion, MAX_COMPLETIONS } from './completion.js';
import { ChildIdentity } from './child-identity.js';
import { CaseReferenceAsWritten } from './case-reference.js';
import { DueTime, MAX_DUE_TIMES } from './due-time.js';
import { EthnicityConflictFound, EthnicityRecord } from './stated-ethnicity.js';
import { type Decision, DECISIONS, type Expectation, EXPECTATIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome, type Grade, GRADES } from './codes.js';
import { MAX_RECIPIENT_CLOCKS, RecipientClock } from './recipient-clock.js';
import { ReferralHolder, RepeatedAnswer } from './referral-holder.js';

/** Hops of one referral: the first recipients are hop 1, each redirect adds one. */
export const MAX_HOPS = 20;
/** Recipients of one referral over all hops. */
export const MAX_RECIPIENTS = 200;
/** Statements that are not counted, of one recipient, in a status. */
export const MAX_NOT_COUNTED = 50;
/** Marks of one statement. */
const MAX_MARKS = 10;


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

  @Described('The expectation of the agency.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('1 for the first recipients; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The due times of its response, one for each clock that started with the sharing. Absent if none started.')
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];
}

/** Answer 202 to `POST /v1/referrals`: the referral is stored with all its messages. */
export class ReferralAccepted {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The first rung of the ladder.')
  @Code(['published'])
  readonly status!: 'published';

  @Described('Links to further resources.')
  @Nested(() => ReferralLinks)
  readonly links!: ReferralLinks;

  @Described('The children, in the order of the body.')
  @ListOf(() => ChildIdentity, { max: 20 })
  readonly children!: readonly ChildIdentity[];

  @Described('The recipients by the rules of the agreements, with the expectation of each.')
  @ListOf(() => AcceptedRecipient, { max: MAX_RECIPIENTS })
  readonly recipients!: readonly AcceptedRecipient[];

  @Described('The fields that the sender is asked to complete. The referral was shared nevertheless. Absent if there are none.')
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

  @Described('The person who stated it, as an opaque staff reference; absent for machines.')
  @Optional()
  @StaffReference()
  readonly by?: string;

  @Described('Codes of remarkable circumstances. `claimed-before-cause`, `claimed-after-storage`: its own time is impossible, so `at` is the broker\'s. `stated-after-due`: it claims to be before a due time and was stored after it; it counts as claimed, and a breach stays.')
  @Optional()
  @ListOf(Slug(), { max: MAX_MARKS })
  readonly marks?: readonly string[];

  @Described('When a person of the force first opened it, for `fed_back`.')
  @Optional()
  @Instant()
  readonly openedAt?: string;

  @Described('The reason, for a rung that has reasons.')
  @Optional()
  @Slug()
  readonly reasonCode?: string;

  @Described('The referral that this one is a duplicate of, where a refusal names it.')
  @Optional()
  @Uuid()
  readonly duplicateOf?: string;

  @Described('The next step, for `decided`.')
  @Optional()
  @Code(DECISIONS)
  readonly decision?: Decision;

  @Described('The agency that the redirect names, for `redirected`.')
  @Optional()
  @Slug()
  readonly redirectedTo?: string;

  @Described('What became of a redirect: `forwarded`, or the reason why it was declined. Absent until the exchange has decided it.')
  @Optional()
  @Slug()
  readonly outcome?: string;

  @Described('The feedback to the referrer, for `fed_back`.')
  @Optional()
  @Code(FEEDBACK_OUTCOMES)
  readonly feedback?: FeedbackOutcome;

  @Described('Colleagues who gave the same answer, decision or feedback again. The one on record is the first one. Absent if there are none.')
  @Optional()
  @ListOf(() => RepeatedAnswer, { max: 200 })
  readonly repeatedBy?: readonly RepeatedAnswer[];
}

/** A statement of an agency that counts for nothing, at present or for good. It has a rung or a kind. */
export class NotCountedStatement {
  @Described('Id of the statement.')
  @Uuid()
  readonly receiptId!: string;

  @Described('The rung that it states; absent for another kind of statement.')
  @Optional()
  @Code(RUNGS)
  readonly rung?: Rung;

  @Described('The statement, if it states no rung: a milestone, `update-delivered`, `update-acknowledged`, `ethnicity-recorded`, or `ethnicity-code`: a code that belongs to a record of ethnicity.')
  @Optional()
  @Slug()
  readonly kind?: string;

  @Described('The time that the statement claims.')
  @Instant()
  readonly at!: string;

  @Described('When the broker stored it.')
  @Instant()
  readonly storedAt!: string;

  @Described('`waiting`: it counts, from its own time, as soon as the missing one is there. `refused`: it does not count.')
  @Code(['waiting', 'refused'])
  readonly verdict!: 'waiting' | 'refused';

  @Described('The missing copy, rung or statement, or the reason for the refusal.')
  @Slug()
  readonly code!: string;
}

/** A statement that came through the topic of an agency which is no recipient. */
export class NotCountedOfOther extends NotCountedStatement {
  @Described('The agency of the topic.')
  @Slug()
  readonly agency!: string;
}

export class RecipientStatus {
  @Described('The agency, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('1 for the first recipients; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The due times of its response, one for each clock that started with the sharing. Absent if none started.')
  @Optional()
  @ListOf(() => DueTime, { max: MAX_DUE_TIMES })
  readonly due?: readonly DueTime[];

  @Described('The same due times, and those that corrections added, each with the state of its clock. Absent if there are none. Clocks that begin later, such as those of one child, are in the audit.')
  @Optional()
  @ListOf(() => RecipientClock, { max: MAX_RECIPIENT_CLOCKS })
  readonly clocks?: readonly RecipientClock[];

  @Described('The most informative rung of this agency.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('Every rung reached, in the order of their times.')
  @ListOf(() => RungReached, { max: 200 })
  readonly rungs!: readonly RungReached[];

  @Described('The newest statements of this agency that are not counted, in the order of their storage. Absent if there are none.')
  @Optional()
  @ListOf(() => NotCountedStatement, { max: MAX_NOT_COUNTED })
  readonly notCounted?: readonly NotCountedStatement[];
}

/** Answer to `GET /v1/referrals/{id}`. */
export class ReferralStatus {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The exchange\'s time of this answer: the states of clocks are those of this time.')
  @Instant()
  readonly asOf!: string;

  @CaseReferenceAsWritten()
  readonly caseReference?: string;

  @Described('When it was stored.')
  @Instant()
  readonly publishedAt!: string;

  @Described('The risk grade at publication. Later gradings are changes. Absent if it was not recorded.')
  @Optional()
  @Code(GRADES)
  readonly firstGrade?: Grade;

  @Described('When it was withdrawn; absent if it is not withdrawn.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;

  @Described('The children of the present version, in their order, with the codes and times of their missing episodes. Absent after the retention of the content has ended.')
  @Optional()
  @ListOf(() => ChildFacts, { max: 20 })
  readonly children?: readonly ChildFacts[];

  @Described('Who has the child. Absent after a withdrawal.')
  @Optional()
  @Nested(() => ReferralHolder)
  readonly holder?: ReferralHolder;

  @Described('Every recipient of every hop.')
  @ListOf(() => RecipientStatus, { max: MAX_RECIPIENTS })
  readonly recipients!: readonly RecipientStatus[];

  @Described('The fields that the sender is still asked to complete in the present version. Absent if there are none, and after a withdrawal.')
  @Optional()
  @ListOf(() => Completion, { max: MAX_COMPLETIONS })
  readonly completions?: readonly Completion[];

  @Described('The changes since the publication, the earliest first.')
  @Optional()
  @ListOf(() => ChangeStatus, { max: 1_000 })
  readonly changes?: readonly ChangeStatus[];

  @Described('The milestones that agencies have stated, the earliest first.')
  @Optional()
  @ListOf(() => MilestoneReached, { max: 1_000 })
  readonly milestones?: readonly MilestoneReached[];

  @Described('The agencies\' own records of ethnicity that count, with their codes, the earliest first.')
  @Optional()
  @ListOf(() => EthnicityRecord, { max: 1_000 })
  readonly recordedEthnicities?: readonly EthnicityRecord[];

  @Described('The records of ethnicity that contradict each other, with their codes. Neither is overwritten.')
  @Optional()
  @ListOf(() => EthnicityConflictFound, { max: 1_000 })
  readonly ethnicityConflicts?: readonly EthnicityConflictFound[];

  @Described('The newest statements about the referral from agencies that are no recipients. They are not counted. Absent if there are none.')
  @Optional()
  @ListOf(() => NotCountedOfOther, { max: MAX_NOT_COUNTED })
  readonly notCountedOfOthers?: readonly NotCountedOfOther[];
}
