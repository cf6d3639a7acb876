import { endingOn, mayReceive, successorOf, type Partnership } from '#libs/agreements';
import { statement } from '#libs/persistence';
import { toLocalTime } from '#libs/safeguarding';

import type { StepCheck } from '../ladder/take-step.js';

/** Agencies that have the referral, as far as notices of declined redirects have shown them. */
const KNOWN_RECIPIENT = statement(
  'node-known-recipient',
  `SELECT 1 FROM declined_redirect WHERE referral_id = $1 AND reason = 'already-a-recipient' AND from_agency = $2 AND to_agency = $3`,
);
const FORCE = statement('node-force-of-referral', 'SELECT force FROM referral WHERE referral_id = $1');

/**
 * Which redirects the node refuses, because it knows that they cannot be followed: to this agency itself, to an agency outside the
 * partnership or outside every agreement in force with the force, to one that has ended, and to a recipient to which this agency has
 * redirected before. The publisher decides about the others, because only the publisher knows the content and the recipients.
 */
export class RedirectTargets {
  constructor(
    private readonly partnership: Partnership,
    private readonly own: string,
  ) {}

  check(agency: string): StepCheck {
    return async (transaction, { referralId, now }) => {
      const known = this.partnership.agencies.find(({ id }) => id === agency);
      const on = toLocalTime(now.getTime()).date;
      if (agency === this.own || known === undefined) {
        return { code: 'ACK-003', pointer: '/agency', message: 'This must be another agency of the partnership.' };
      }
      const ending = endingOn(known, on);
      if (ending !== undefined) {
        const successor = successorOf(this.partnership, agency, on);
        return { code: 'ACK-020', pointer: '/agency', message: `This agency has ended. ${successor === undefined ? 'It has no successor.' : `Name its successor ${successor}.`}` };
      }
      const { rows: [referral] } = await transaction.run<{ force: string }>(FORCE, [referralId]);
      if (referral === undefined || !mayReceive(this.partnership, agency, { force: referral.force, on })) {
        return { code: 'ACK-020', pointer: '/agency', message: 'No sharing agreement in force lets this agency receive a referral of the force. Name another one, or refuse the referral with a reason.' };
      }
      const { count } = await transaction.run(KNOWN_RECIPIENT, [referralId, this.own, agency]);
      return count === 0 ? null : {
        code: 'ACK-020', pointer: '/agency', message: 'This agency has the referral already, and was notified of the earlier redirect. Accept the referral, refuse it, or name another agency.',
      };
    };
  }
}
