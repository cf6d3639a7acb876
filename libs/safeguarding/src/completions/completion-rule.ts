import type { NotStatedReason, WhereSeen } from '#libs/contracts';

import type { LocalDate } from '../calendars/local-time.js';
import type { Authority } from '../clocks/rule.js';
import type { Source } from '../source.js';

/**
 * When the sender of a referral is asked to complete it, as data. Asked, never refused: a child is not left unprotected for
 * want of a field.
 */
export interface CompletionRule {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly authority: Authority;
  readonly source: Source;
  /** First and last day of publication (local) on which this version counts. */
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo?: LocalDate;
  /** Ethnicity was not stated, for one of these reasons … */
  readonly reasonsNotStated: readonly NotStatedReason[];
  /** … and the child was seen where that reason is not plausible. */
  readonly whereSeen: readonly WhereSeen[];
  /** What to do. Says neither the reason nor the place: answers repeat nothing of a child. */
  readonly message: string;
}
