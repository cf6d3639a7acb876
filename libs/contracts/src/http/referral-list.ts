import { Bool, Code, Described, Instant, ListOf, Nested, Optional, Shaped, Uuid } from '../validation/decorators.js';
import { CaseReferenceAsWritten } from './case-reference.js';
import { PAGE_CURSOR } from './paging.js';
import { HOLDER_STATES, ReferralHolder } from './referral-holder.js';

export const MAX_REFERRAL_PAGE = 200;
/** Who has the child, or that the referral was taken back. */
export const REFERRAL_STATES = [...HOLDER_STATES, 'withdrawn'] as const;
export type ReferralState = (typeof REFERRAL_STATES)[number];
/** A case reference that is looked for. It may have outer and repeated spaces. */
export const SOUGHT_CASE_REFERENCE = {
  pattern: String.raw`^[ \xA0]*[^\x00-\x20\x7F-\xA0][^\x00-\x1F\x7F-\x9F]{0,100}$`,
  expected: 'a case reference as the force writes it, on one line',
};

/** A referral in the list of its force. */
export class ListedReferral {
  @Described('The exchange\'s id of the referral.')
  @Uuid()
  readonly referralId!: string;

  @CaseReferenceAsWritten()
  readonly caseReference?: string;

  @Described('When it was stored.')
  @Instant()
  readonly publishedAt!: string;

  @Described('When anything that its status shows was last changed: by the force, by an agency, or by the exchange.')
  @Instant()
  readonly changedAt!: string;

  @Described('Who has the child (held, awaiting, no-holder), or withdrawn.')
  @Code(REFERRAL_STATES)
  readonly state!: ReferralState;

  @Described('Who has the child. Absent after a withdrawal.')
  @Optional()
  @Nested(() => ReferralHolder)
  readonly holder?: ReferralHolder;

  @Described('When it was withdrawn; absent if it is not withdrawn.')
  @Optional()
  @Instant()
  readonly withdrawnAt?: string;
}

/** Answer to `GET /v1/referrals`. */
export class ReferralListPage {
  @Described('The referrals in the order of their last change, the earliest first. A referral that changes again is listed again, behind the others. A page may be empty although more follow.')
  @ListOf(() => ListedReferral, { min: 0, max: MAX_REFERRAL_PAGE })
  readonly items!: readonly ListedReferral[];

  @Described('Give it as cursor, with the same filters, to go on. Every page has it: ask with it later for the changes since. No change is missed, and none is listed twice.')
  @Shaped(PAGE_CURSOR)
  readonly next!: string;

  @Described('Whether more follows now. It may be a change that lies behind one which is being stored: it comes as soon as that one has ended.')
  @Bool()
  readonly more!: boolean;
}
