import { RUNGS, type Rung } from '../events/ladder.js';
import { FORWARDING_DECLINED_REASONS, type ForwardingDeclinedReason } from '../events/lifecycle.js';
import { Code, Described, Instant, IntegerBetween, Line, ListOf, Nested, Optional, OptionalUnless, Shaped, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { CLOCK_STATES, type ClockStateName, CONTACT_REFERENCE } from './clocks.js';
import { CLOCK_RULE_ID } from './due-time.js';
import { ReferralHolder } from './referral-holder.js';

/** The newest statements of one kind that an answer names for one referral. */
export const MAX_INBOX_STATEMENTS = 50;
/** The most clocks of one referral in an answer. */
export const MAX_INBOX_CLOCKS = 100;

/** `stated`: the exchange has not judged it yet. */
export const INBOX_VERDICTS = ['stated', 'taken', 'waiting', 'refused'] as const;
export type InboxVerdict = (typeof INBOX_VERDICTS)[number];

const CALL_KINDS = ['warned', 'escalated'] as const;

/** A call about a clock: a warning before the due time, or an escalation after it. */
class InboxCall {
  @Described('warned: before the due time. escalated: after it.')
  @Code(CALL_KINDS)
  readonly kind!: (typeof CALL_KINDS)[number];

  @Described('The organisation that was called.')
  @Slug()
  readonly organisation!: string;

  @Described('The role there.')
  @Slug()
  readonly role!: string;

  @Described('The contact of the role, by its reference in the partnership file. Absent if the file names none.')
  @Optional()
  @Shaped(CONTACT_REFERENCE)
  readonly contact?: string;

  @Described('When the call was due.')
  @Instant()
  readonly dueAt!: string;

  @Described('When it was made: later than due if the exchange was down.')
  @Instant()
  readonly raisedAt!: string;
}

/** A clock that runs against this agency, as the exchange has notified it. */
export class InboxClock {
  @Described('Id of the clock, as in the audit and at the deadline watch.')
  @Uuid()
  readonly clockId!: string;

  @Described('The rule.')
  @Shaped(CLOCK_RULE_ID)
  readonly rule!: string;

  @Described('The kind of event that it counts from. Two clocks of one rule count from two events.')
  @Slug()
  readonly anchor!: string;

  @Described('The child, for a clock about one child.')
  @Optional()
  @Uuid()
  readonly childId?: string;

  @Described('The missing episode of the child, for a clock about one episode.')
  @Optional()
  @Uuid()
  readonly episodeId?: string;

  @Described('The organisation that has the duty.')
  @Slug()
  readonly organisation!: string;

  @Described('breached: overdue, the due time has passed and the duty is open. superseded: it counted from a time that was corrected, and another clock counts from the corrected time. not-started: a calendar is missing, and the duty exists all the same.')
  @Code(CLOCK_STATES)
  readonly state!: ClockStateName;

  @Described('The due time.')
  @OptionalUnless('state', ['running', 'breached', 'met', 'met-late'])
  @Instant()
  readonly dueAt?: string;

  @Described('The explanation of the due time, in a sentence.')
  @Line(2_000)
  readonly explanation!: string;

  @Described('Present on a clock that counts from a corrected time: the clock that counted from the time before. Its due time, and a breach, stay on record.')
  @Optional()
  @Uuid()
  readonly supersedes?: string;

  @Described('When the due time passed without a response, if it did. A breach stays on record.')
  @Optional()
  @Instant()
  readonly breachedAt?: string;

  @Described('The code of the event that ended it.')
  @Optional()
  @Slug()
  readonly endedBy?: string;

  @Described('When the clock ended.')
  @OptionalUnless('state', ['met', 'met-late', 'cancelled', 'superseded'])
  @Instant()
  readonly endedAt?: string;

  @Described('The calls, the earliest first. Absent if no one was called.')
  @Optional()
  @ListOf(() => InboxCall, { max: 20 })
  readonly calls?: readonly InboxCall[];
}

/** A statement of this agency about the referral, and the exchange's verdict on it. */
export class InboxStatement {
  @Described('Id of the statement.')
  @Uuid()
  readonly receiptId!: string;

  @Described('The rung that it states; absent for another kind of statement.')
  @Optional()
  @Code(RUNGS)
  readonly rung?: Rung;

  @Described('The statement, if it states no rung: a milestone, `update-delivered`, `update-acknowledged` or `ethnicity-recorded`.')
  @Optional()
  @Slug()
  readonly kind?: string;

  @Described('When it was stated.')
  @Instant()
  readonly at!: string;

  @Described('The person who stated it; absent for a machine.')
  @Optional()
  @StaffReference()
  readonly by?: string;

  @Described('stated: not judged yet. taken: it counts. waiting: it counts for nothing until the missing one is there. refused: it counts for nothing.')
  @Code(INBOX_VERDICTS)
  readonly verdict!: InboxVerdict;

  @Described('The missing copy or rung of a waiting statement, or the reason of a refusal.')
  @OptionalUnless('verdict', ['waiting', 'refused'])
  @Slug()
  readonly code?: string;
}

/** Statements of this agency that wait or are refused, and that no notice has named, because they were too many at once. */
export class InboxOmitted {
  @Described('How many, over all notices.')
  @IntegerBetween(1, 1_000_000_000)
  readonly statements!: number;

  @Described('When the latest of them were judged.')
  @Instant()
  readonly lastAt!: string;
}

/** A redirect of this agency that was not followed. */
export class InboxDeclinedRedirect {
  @Described('The agency that the redirect names. It has not received the referral.')
  @Slug()
  readonly toAgency!: string;

  @Described('Why it was not followed.')
  @Code(FORWARDING_DECLINED_REASONS)
  readonly reason!: ForwardingDeclinedReason;

  @Described('The successor of an agency that has ended, if it has one. Redirect to it instead.')
  @Optional()
  @Slug()
  readonly successor?: string;

  @Described('When that was decided.')
  @Instant()
  readonly at!: string;
}

/** A redirect of another agency that names this one, which has the referral already. The other agency expects its answer. */
export class InboxRedirectToUs {
  @Described('The agency that redirected it to this one.')
  @Slug()
  readonly fromAgency!: string;

  @Described('When the exchange notified this agency.')
  @Instant()
  readonly at!: string;
}

/** The notices of the exchange to this agency about one referral. */
export class InboxNotices {
  @Described('The clocks, the earliest due time first. In a list only those that have not ended.')
  @Optional()
  @ListOf(() => InboxClock, { max: MAX_INBOX_CLOCKS })
  readonly clocks?: readonly InboxClock[];

  @Described('Statements made here that the exchange has not taken: not judged yet, waiting, or refused. The newest ones, the earliest first.')
  @Optional()
  @ListOf(() => InboxStatement, { max: 2 * MAX_INBOX_STATEMENTS })
  readonly notTaken?: readonly InboxStatement[];

  @Described('Statements of this agency that were not made at this node, with any verdict. The newest ones, the earliest first.')
  @Optional()
  @ListOf(() => InboxStatement, { max: MAX_INBOX_STATEMENTS })
  readonly elsewhere?: readonly InboxStatement[];

  @Described('Redirects of this agency that were not followed. After the last one, the agency may answer again.')
  @Optional()
  @ListOf(() => InboxDeclinedRedirect, { max: MAX_INBOX_STATEMENTS })
  readonly redirectsDeclined?: readonly InboxDeclinedRedirect[];

  @Described('Redirects of other agencies that name this one, which had the referral already. It can accept, also after a redirect of its own.')
  @Optional()
  @ListOf(() => InboxRedirectToUs, { max: MAX_INBOX_STATEMENTS })
  readonly redirectedToUs?: readonly InboxRedirectToUs[];

  @Described('Who has the child, as the exchange has last notified this agency. Absent if it has not, which is so while all goes its usual way.')
  @Optional()
  @Nested(() => ReferralHolder)
  readonly holder?: ReferralHolder;
}
