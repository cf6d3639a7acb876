import {
  EXPECTATIONS, type Expectation, type Marking, MARKINGS,
} from '../http/codes.js';
import { MAX_HOPS } from '../http/responses.js';
import { ReferralContent } from '../http/referral-content.js';
import { Code, Described, Instant, IntegerBetween, Line, Nested, Optional, Slug, Uuid } from '../validation/decorators.js';
import type { Constructor } from '../validation/fields.js';
import { viewClassOf, type ViewOf } from '../validation/view.js';

/** One recipient's view of a referral: any part of its content, under the rules of the content. */
export type ReferralView = ViewOf<ReferralContent>;
export const ReferralView: Constructor<ReferralView> = viewClassOf(ReferralContent, 'ReferralView');

export class Sender {
  @Described('The force, by its id in the partnership.')
  @Slug()
  readonly force!: string;

  @Described('The referring unit.')
  @Line(100)
  readonly unit!: string;
}

export class AgreementReference {
  @Described('The sharing agreement.')
  @Slug()
  readonly id!: string;

  @Described('Its version.')
  @IntegerBetween(1, 10_000)
  readonly version!: number;
}

/** Of a copy that is sent once more. */
export class SentAgain {
  @Described('Id of the resending.')
  @Uuid()
  readonly resendId!: string;

  @Described('When it was sent again.')
  @Instant()
  readonly at!: string;

  @Described('Version of the content. A copy never replaces one of the same or a higher version.')
  @IntegerBetween(1, 10_000)
  readonly version!: number;
}

/** One recipient's copy of a referral. It carries personal data, as the updates with a view do; no other event does. */
export class ReferralShared {
  @Described('The exchange\'s id of the referral: the same for all recipients and hops.')
  @Uuid()
  readonly referralId!: string;

  @Described('1 for the first recipients; one more for each redirect.')
  @IntegerBetween(1, MAX_HOPS)
  readonly hop!: number;

  @Described('The referring force and unit.')
  @Nested(() => Sender)
  readonly sender!: Sender;

  @Described('The agency that receives this copy, by its id in the partnership.')
  @Slug()
  readonly recipient!: string;

  @Described('The agreement under which it is shared.')
  @Nested(() => AgreementReference)
  readonly agreement!: AgreementReference;

  @Described('The agreement\'s purpose for which it is shared.')
  @Slug()
  readonly purpose!: string;

  @Described('The expectation of the recipient.')
  @Code(EXPECTATIONS)
  readonly expectation!: Expectation;

  @Described('When this copy was issued. Of a copy that is sent again, when the first one was, because the child has waited since then.')
  @Instant()
  readonly issuedAt!: string;

  @Described('Present in a copy that is sent again: the agency may have an earlier one already.')
  @Optional()
  @Nested(() => SentAgain)
  readonly again?: SentAgain;

  @Described('Protective marking of the content.')
  @Code(MARKINGS)
  readonly marking!: Marking;

  @Described('The content, with only the fields that the agreement allows this recipient for this purpose.')
  @Nested(() => ReferralView)
  readonly view!: ReferralView;
}
