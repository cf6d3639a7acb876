import type { NotStatedReason, WhereSeen } from '#libs/contracts';

import type { LocalDate } from '../calendars/local-time.js';
import type { Authority } from '../clocks/rule.js';
import type { Source } from '../source.js';

/**
 * When the sender of a referral is asked to complete it, as data. The referral is never refused, because a missing field must
 * not leave a child unprotected.
 */
export interface CompletionRule {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly authority: Authority;
  readonly source: Source;
  /** First and last day of publication (local) for which this version is in force. */
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo?: LocalDate;
  /** Ethnicity was not stated, for one of these reasons … */
  readonly reasonsNotStated: readonly NotStatedReason[];
  /** … and the child was seen where that reason is not plausible. */
  readonly whereSeen: readonly WhereSeen[];
  /** The requested action. It repeats neither the reason nor the place, because answers repeat no fact about a child. */
  readonly message: string;
}
