import { AgreementReference, ReferralView } from '../events/referral-shared.js';
import { RUNGS, type Rung } from '../events/ladder.js';
import {
  Bool, Code, Described, Instant, IntegerBetween, ListOf, Nested, Optional, Shaped, Slug, StaffReference, Uuid,
} from '../validation/decorators.js';
import {
  CONCERN_TYPES, type ConcernType, type Decision, DECISIONS, type Expectation, EXPECTATIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome,
  type Grade, GRADES, type Marking, MARKINGS,
} from './codes.js';
import { InboxUpdate, RecordedEthnicityResponse } from './agency-record-responses.js';
import { INBOX_VERDICTS, InboxNotices, InboxOmitted, type InboxVerdict } from './inbox-notices.js';
import { NEXT_PAGE, PAGE_CURSOR } from './paging.js';
import { MAX_HOPS } from './responses.js';

const MOST_REFERRALS = 1_000_000_000;
const MAX_CHILDREN = 20;

/** One referral in the list: enough to choose the next one to open, and nothing that identifies a child. */
export class InboxItem {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('When this agency\'s node had stored it.')
  @Instant()
  readonly receivedAt!: string;

  @Described('The highest rung that this agency has reached.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('1 for a first recipient; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The force that shares it.')
  @Slug()
  readonly force!: string;

  @Described('The expectation of this agency.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('Protective marking of the content.')
  @Optional()
  @Code(MARKINGS)
  readonly marking?: Marking;

  @Described('The contact centre\'s risk grade, if the agency may see it.')
  @Optional()
  @Code(GRADES)
  readonly grade?: Grade;

  @Described('The types of concern, if the agency may see them.')
  @Optional()
  @ListOf(Code(CONCERN_TYPES), { max: 10, unique: true })
  readonly concernTypes?: readonly ConcernType[];

  @Described('When the force withdrew it; absent if it is not withdrawn.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;

  @Described('Corrections that no person here has acknowledged yet; absent if there are none.')
  @Optional()
  @IntegerBetween(1, MOST_REFERRALS)
  readonly correctionsToAcknowledge?: number;

  @Described('The notices of the exchange about it; absent if there are none. Clocks that have ended are left out.')
  @Optional()
  @Nested(() => InboxNotices)
  readonly notices?: InboxNotices;
}

/** Answer to `GET /v1/inbox`. */
export class InboxPage {
  @Described('Newest first.')
  @ListOf(() => InboxItem, { min: 0, max: 200 })
  readonly items!: readonly InboxItem[];

  @Described('Statements of this agency that do not count, and that the notices of the exchange did not name. Absent if there are none.')
  @Optional()
  @Nested(() => InboxOmitted)
  readonly omitted?: InboxOmitted;

  @Described(NEXT_PAGE)
  @Optional()
  @Shaped(PAGE_CURSOR)
  readonly next?: string;
}

class RungCount {
  @Described('The rung.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('Referrals of which it is the highest rung.')
  @IntegerBetween(0, MOST_REFERRALS)
  readonly referrals!: number;
}

/** Answer to `GET /v1/inbox/count`. */
export class InboxCount {
  @Described('Referrals that no person has opened.')
  @IntegerBetween(0, MOST_REFERRALS)
  readonly new!: number;

  @Described('Opened, without a response yet.')
  @IntegerBetween(0, MOST_REFERRALS)
  readonly opened!: number;

  @Described('Accepted, refused or redirected, including referrals with later rungs.')
  @IntegerBetween(0, MOST_REFERRALS)
  readonly answered!: number;

  @Described('The same by rung.')
  @ListOf(() => RungCount, { max: RUNGS.length })
  readonly rungs!: readonly RungCount[];
}

/** One rung as the agency itself records it: with the person who stated it. */
export class StatedRung {
  @Described('The rung.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('When it was stated.')
  @Instant()
  readonly at!: string;

  @Described('Opaque reference of the person who stated it; absent for a statement of the machine.')
  @Optional()
  @StaffReference()
  readonly by?: string;

  @Described('The reason, for a rung that has reasons.')
  @Optional()
  @Slug()
  readonly reasonCode?: string;

  @Described('The referral that this one is a duplicate of, where a refusal names it.')
  @Optional()
  @Uuid()
  readonly duplicateOf?: string;

  @Described('Whether a colleague gave the answer, decision or feedback on record again. The one on record stays the first one.')
  @Optional()
  @Bool()
  readonly isRepeat?: boolean;

  @Described('The next step, for `decided`.')
  @Optional()
  @Code(DECISIONS)
  readonly decision?: Decision;

  @Described('The agency that the redirect names, for `redirected`.')
  @Optional()
  @Slug()
  readonly redirectedTo?: string;

  @Described('The feedback to the referrer, for `fed_back`.')
  @Optional()
  @Code(FEEDBACK_OUTCOMES)
  readonly feedback?: FeedbackOutcome;

  @Described('The exchange\'s verdict on the statement of a person; `stated` until the exchange has judged it.')
  @Optional()
  @Code(INBOX_VERDICTS)
  readonly verdict?: InboxVerdict;

  @Described('The missing copy or rung of a waiting statement, or the reason of a refusal.')
  @Optional()
  @Slug()
  readonly code?: string;
}

/** An agency's progress with a referral: the answer to every step. */
export class InboxProgress {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('The most informative rung.')
  @Code(RUNGS)
  readonly rung!: Rung;

  @Described('Every stated rung, in the order of statement.')
  @ListOf(() => StatedRung, { max: 10_000 })
  readonly rungs!: readonly StatedRung[];
}

/** Answer to `POST /v1/inbox/{referralId}/openings`. The node answers only after it has recorded the reader. */
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

  @Described('The expectation of this agency.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('Protective marking of the content.')
  @Code(MARKINGS)
  readonly marking!: Marking;

  @Described('When this agency\'s node had stored it.')
  @Instant()
  readonly receivedAt!: string;

  @Described('When the force withdrew it; absent if it is not withdrawn.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;

  @Described('The rungs of this agency, including this opening.')
  @Nested(() => InboxProgress)
  readonly progress!: InboxProgress;

  @Described('Version of the content: 1 as published, one more with each change.')
  @IntegerBetween(1, 10_000)
  readonly version!: number;

  @Described('The changes that the force has made since, the earliest first. A correction waits for an acknowledgement.')
  @Optional()
  @ListOf(() => InboxUpdate, { max: 1_000 })
  readonly updates?: readonly InboxUpdate[];

  @Described('The notices of the exchange about it; absent if there are none.')
  @Optional()
  @Nested(() => InboxNotices)
  readonly notices?: InboxNotices;

  @Described('This agency\'s own record of the ethnicity that each child or carer stated, the latest of each child. Absent if there is none.')
  @Optional()
  @ListOf(() => RecordedEthnicityResponse, { max: MAX_CHILDREN })
  readonly recordedEthnicities?: readonly RecordedEthnicityResponse[];

  @Described('The content, with only the fields that the agreement allows this agency.')
  @Nested(() => ReferralView)
  readonly view!: ReferralView;
}
