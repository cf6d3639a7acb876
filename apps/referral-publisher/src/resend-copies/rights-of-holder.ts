import { bothAllow, recipientFor, referralFacts, type Partnership, type Recipient } from '#libs/agreements';
import type { NotResentReason } from '#libs/contracts';

import type { ReferralToChange } from '../change-referral/changes.js';
import { factsThen } from '../change-referral/plan-update.js';
import type { Holder } from '../change-referral/present-referral.js';

/** The rights under which an agency may be sent the present content again. */
export interface Rights {
  readonly recipient: Recipient;
  /** Whether they are narrower than those that the agency had when it was sent its copy. */
  readonly isNarrower: boolean;
}

/**
 * The rights of an agency to the present content, by the agreements of now and by those of the day when it was sent its copy. A copy that
 * is sent again is a new disclosure, so an agreement has to name the agency now. It shows nothing that the agency was not allowed to see
 * then, because a resending repairs a loss and widens nothing. Where the partnership file has the rules of that day no more, those of now decide.
 */
export function rightsOfHolder(partnership: Partnership, referral: ReferralToChange, holder: Holder, at: Date): Rights | NotResentReason {
  const now = recipientFor(partnership, holder.agency, referralFacts(referral.content, at));
  if (!now.ok) return now.error.code === 'agency-ended' ? 'agency-ended' : 'no-agreement';
  const then = recipientFor(partnership, holder.agency, factsThen(referral, holder, at));
  if (!then.ok || then.value === now.value) return { recipient: now.value, isNarrower: false };
  return { recipient: { ...now.value, ...bothAllow(then.value, now.value) }, isNarrower: true };
}
