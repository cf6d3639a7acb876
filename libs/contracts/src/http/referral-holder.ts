import { Code, Described, Instant, ListOf, Slug, StaffReference, Uuid } from '../validation/decorators.js';

/** The most agencies that one holder names. */
export const MAX_HOLDERS = 200;

export const HOLDER_STATES = ['held', 'awaiting', 'no-holder'] as const;
export type HolderState = (typeof HOLDER_STATES)[number];

/** Who has the child, of the agencies that are asked to decide; where none is asked to decide, of all recipients. */
export class ReferralHolder {
  @Described(
    'held: an agency accepted. awaiting: an agency has not answered yet. no-holder: every agency that must answer has refused, has '
    + 'redirected to an agency that refused or could not be sent the referral, or has ended.',
  )
  @Code(HOLDER_STATES)
  readonly state!: HolderState;

  @Described('The first acceptance, the first request that is open, or the time since which no agency has the child.')
  @Instant()
  readonly since!: string;

  @Described('The agencies that accepted, the first one first; while awaiting, those that have not answered. Several acceptances all count.')
  @ListOf(Slug(), { min: 0, max: MAX_HOLDERS })
  readonly agencies!: readonly string[];
}

/** An answer, a decision or feedback that a colleague gave again. */
export class RepeatedAnswer {
  @Described('The colleague, as an opaque staff reference.')
  @StaffReference()
  readonly by!: string;

  @Described('When it was given again.')
  @Instant()
  readonly at!: string;

  @Described('Id of the receipt.')
  @Uuid()
  readonly receiptId!: string;
}
