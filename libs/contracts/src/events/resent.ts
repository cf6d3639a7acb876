import { RESEND_REASONS, type ResendReason } from '../http/lifecycle-codes.js';
import { MAX_RECIPIENTS } from '../http/responses.js';
import { Code, Described, Instant, ListOf, Nested, Optional, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { AssertedBy } from './asserted-by.js';
import { UpdateRecipient } from './change-facts.js';
import { AgreementReference } from './referral-shared.js';

/** Copies in one fact. Of more, there are several facts. */
export const MAX_COPIES_OF_FACT = MAX_RECIPIENTS;

/** A message that carries a copy once more, beside the first one. */
export class ResentCopy extends UpdateRecipient {
  @Described('The change that the copy carries. Absent for the referral itself.')
  @Optional()
  @Uuid()
  readonly updateId?: string;

  @Described('The agreement under which it is shared. Absent for a withdrawal, which has no content.')
  @Optional()
  @Nested(() => AgreementReference)
  readonly agreement?: AgreementReference;

  @Described('The agreement\'s purpose for which it is shared. Absent for a withdrawal.')
  @Optional()
  @Slug()
  readonly purpose?: string;
}

/** A person of the force had copies of a referral sent again. What is expected of the agencies, and since when, does not change. */
export class ReferralResent {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('Id of the resending. Several referrals may have one.')
  @Uuid()
  readonly resendId!: string;

  @Described('The force.')
  @Slug()
  readonly force!: string;

  @Described('Why they were sent again.')
  @Code(RESEND_REASONS)
  readonly reason!: ResendReason;

  @Described('The person who had them sent again.')
  @StaffReference()
  readonly resentBy!: string;

  @AssertedBy()
  readonly assertedBy?: string;

  @Described('When they were sent again.')
  @Instant()
  readonly resentAt!: string;

  @Described('The new messages, each beside an earlier one with the same referral or change.')
  @ListOf(() => ResentCopy, { max: MAX_COPIES_OF_FACT })
  readonly copies!: readonly ResentCopy[];
}
