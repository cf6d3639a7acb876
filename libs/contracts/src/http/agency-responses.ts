import { AgreementReference, ReferralView } from '../events/referral-shared.js';
import { RUNGS, type Rung } from '../events/ladder.js';
import {
  Code, Described, Instant, IntegerBetween, ListOf, Nested, Optional, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import {
  CONCERN_TYPES, type ConcernType, type Decision, DECISIONS, type Expectation, EXPECTATIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome,
  type Grade, GRADES, type Marking, MARKINGS,
} from './codes.js';
import { InboxUpdate } from './change-responses.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';
import { MAX_HOPS } from './responses.js';

const MOST_REFERRALS = 1_000_000_000;

/** One referral in the list: enough to choose what to open, and nothing that tells who it is about. */
export class InboxItem {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('When this agency\'s node had stored it.')
  @Instant()
  readonly receivedAt!: string;

  @Described('Where this agency stands with it.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('1 for a first recipient; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The force that shares it.')
  @Slug()
  readonly force!: string;

  @Described('What this agency is asked to do.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('Protective marking of the content.')
  @Optional()
  @Code(MARKINGS)
  readonly marking?: Marking;

  @Described('The contact centre\'s risk grade, where the agency may see it.')
  @Optional()
  @Code(GRADES)
  readonly grade?: Grade;

  @Described('What the concern is about, where the agency may see it.')
  @Optional()
  @ListOf(Code(CONCERN_TYPES), { max: 10, unique: true })
  readonly concernTypes?: readonly ConcernType[];

  @Described('When the force withdrew it; absent where it stands.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;

  @Described('Corrections that nobody here has acknowledged yet; absent where there are none.')
  @Optional()
  @IntegerBetween(1, MOST_REFERRALS)
  readonly correctionsToAcknowledge?: number;
}

/** Answer to `GET /v1/inbox`. */
export class InboxPage {
  @Described('Newest first.')
  @ListOf(() => InboxItem, { min: 0, max: 200 })
  readonly items!: readonly InboxItem[];

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;
}

export class RungCount {
  @Described('The rung.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('Referrals that stand on it.')
  @IntegerBetween(0, MOST_REFERRALS)
  readonly referrals!: number;
}

/** Answer to `GET /v1/inbox/count`. */
export class InboxCount {
  @Described('Nobody has opened them.')
  @IntegerBetween(0, MOST_REFERRALS)
  readonly new!: number;

  @Described('Opened, and not answered.')
  @IntegerBetween(0, MOST_REFERRALS)
  readonly opened!: number;

  @Described('Accepted, refused or redirected, and whatever came after that.')
  @IntegerBetween(0, MOST_REFERRALS)
  readonly answered!: number;

  @Described('The same by rung.')
  @ListOf(() => RungCount, { max: RUNGS.length })
  readonly rungs!: readonly RungCount[];
}

/** One rung as the agency itself keeps it: with the person who stated it. */
export class StatedRung {
  @Described('The rung.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('When it was stated.')
  @Instant()
  readonly at!: string;

  @Described('Opaque reference of the person who stated it; absent for what the machine stated.')
  @Optional()
  @StaffReference()
  readonly by?: string;

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

/** Where an agency stands with a referral: the answer to every step taken on it. */
export class InboxStanding {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The rung that tells most.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('Every rung stated, in the order in which they were.')
  @ListOf(() => StatedRung, { max: 10_000 })
  readonly rungs!: readonly StatedRung[];
}

/** Answer to `GET /v1/inbox/{referralId}`: given only once it is on record who was shown it. */
export class OpenedReferral {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('1 for a first recipient; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The force that shares it.')
  @Slug()
  readonly force!: string;

  @Described('The agreement under which it is shared.')
  @Nested(() => AgreementReference)
  readonly agreement!: AgreementReference;

  @Described('The purpose for which it is shared; it may be used for no other.')
  @Slug()
  readonly purpose!: string;

  @Described('What this agency is asked to do.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('Protective marking of the content.')
  @Code(MARKINGS)
  readonly marking!: Marking;

  @Described('When this agency\'s node had stored it.')
  @Instant()
  readonly receivedAt!: string;

  @Described('Where this agency stands with it, this reader included.')
  @Nested(() => InboxStanding)
  readonly standing!: InboxStanding;

  @Described('Version of the content: 1 as it was published, one more with each change.')
  @IntegerBetween(1, 10_000)
  readonly version!: number;

  @Described('What the force has changed since, the earliest first. A correction waits for an acknowledgement.')
  @Optional()
  @ListOf(() => InboxUpdate, { max: 1_000 })
  readonly updates?: readonly InboxUpdate[];

  @Described('The content, with only the fields that the agreement allows this agency.')
  @Nested(() => ReferralView)
  readonly view!: ReferralView;
}
