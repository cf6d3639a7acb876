import { Code, Described, Instant, ListOf, Optional, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { MAX_CHILDREN } from './missing-episode.js';

/** The most agencies that one holder names. */
export const MAX_HOLDERS = 200;

export const HOLDER_STATES = ['held', 'awaiting', 'no-holder'] as const;
export type HolderState = (typeof HOLDER_STATES)[number];

/** Who has one child, of the agencies that must answer and whose copy shows the child. */
export class ChildHolder {
  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('held: an agency accepted. awaiting: an agency has not answered yet. no-holder: no agency has the child.')
  @Code(HOLDER_STATES)
  readonly state!: HolderState;

  @Described('The first acceptance, the first request that is open, or the time since which no agency has the child.')
  @Instant()
  readonly since!: string;

  @Described('The agencies that accepted, the first one first; while awaiting, those that have not answered.')
  @ListOf(Slug(), { min: 0, max: MAX_HOLDERS })
  readonly agencies!: readonly string[];
}

/** Who has the child, of the agencies that are asked to decide; where none is asked to decide, of all recipients. */
export class ReferralHolder {
  @Described(
    'held: an agency accepted. awaiting: an agency has not answered yet. no-holder: every agency that must answer has refused, has '
    + 'redirected to an agency that refused or could not be sent the referral, or has ended. Where copies show some of the children only: '
    + 'no-holder where no agency has one of the children, held where each child is held.',
  )
  @Code(HOLDER_STATES)
  readonly state!: HolderState;

  @Described('The first acceptance, the first request that is open, or the time since which no agency has the child.')
  @Instant()
  readonly since!: string;

  @Described('The agencies that accepted, the first one first; while awaiting, those that have not answered. Several acceptances all count.')
  @ListOf(Slug(), { min: 0, max: MAX_HOLDERS })
  readonly agencies!: readonly string[];

  @Described('Who has each child. Absent where every agency that must answer was sent all children of the referral.')
  @Optional()
  @ListOf(() => ChildHolder, { max: MAX_CHILDREN })
  readonly children?: readonly ChildHolder[];
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
