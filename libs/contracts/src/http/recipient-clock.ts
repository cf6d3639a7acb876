import { Code, Described, Instant, Optional, Slug } from '../validation/decorators.js';
import { CLOCK_STATES, type ClockStateName } from './clocks.js';
import { DueTime } from './due-time.js';

/** Clocks of one recipient. A correction adds the one that counts from the corrected time. */
export const MAX_RECIPIENT_CLOCKS = 100;

/** A clock that began because the agency was sent the referral, as it is now. */
export class RecipientClock extends DueTime {
  @Described('The agency that has to answer now, where a redirect took the referral on to another agency. Absent while it is this recipient.')
  @Optional()
  @Slug()
  readonly against?: string;

  @Described('Its state at `asOf`: `breached` is overdue. `not-started` has no due time, because a calendar is missing, and the duty exists all the same.')
  @Code(CLOCK_STATES)
  readonly state!: ClockStateName;

  @Described('When it was met, or ended without an answer. Absent while it counts.')
  @Optional()
  @Instant()
  readonly endedAt?: string;

  @Described('The event that ended it, such as `accepted`, `referral-withdrawn` or `handed-over`. Absent while it counts.')
  @Optional()
  @Slug()
  readonly endedBy?: string;

  @Described('When an answer that claims to be in time was stored, where that was after the due time. The answer counts, and a breach that was seen meanwhile stays on record.')
  @Optional()
  @Instant()
  readonly statedAt?: string;
}
