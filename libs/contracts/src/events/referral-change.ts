import { Described, Slug, Uuid } from '../validation/decorators.js';

/** A change of a referral after its publication: ids of the referral and the change, and the force that made it. */
export class ReferralChange {
  @Described('The referral.')
  @Uuid()
  readonly referralId!: string;

  @Described('Id of the change: the correction, grading, withdrawal or event of a missing episode.')
  @Uuid()
  readonly updateId!: string;

  @Described('The force.')
  @Slug()
  readonly force!: string;
}
