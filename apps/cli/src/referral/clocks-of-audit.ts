import type { AuditClock, ReferralStatus } from '#libs/contracts';
import { clockLines, type Times } from '#libs/sentences';

import { isRecorded } from '../audit/recorded-clock.js';
import { CommandFailed } from '../command/command-failed.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';

/**
 * The clocks of a referral as the audit shows them to its force. The publisher knows the clocks that a sharing starts. The audit
 * also has the clocks of one child, `CHASE`, `NO_HOLDER` and the calls.
 */
export type ClocksOfAudit = { readonly clocks: readonly AuditClock[] } | { readonly missing: string };

/** Never throws for an audit that does not answer, because the status is of use without it. */
export async function clocksOfAudit(session: Session, referralId: string): Promise<ClocksOfAudit> {
  try {
    const portal = session.portalOfForce();
    const { clocks } = await answer(portal.GET('/v1/audit/referrals/{referralId}/timeline', { params: { path: { referralId } } }));
    return { clocks };
  } catch (error) {
    if (error instanceof CommandFailed) return { missing: error.firstLine };
    throw error;
  }
}

/** Every clock with its calls, and the due times of a sharing that the audit does not have yet. */
export function statusClocks({ recipients, asOf }: ReferralStatus, ofAudit: ClocksOfAudit, times: Times): readonly string[] {
  const known = 'clocks' in ofAudit ? ofAudit.clocks : [];
  const own = recipients.flatMap(({ agency: first, clocks = [] }) => clocks.map((clock) => ({ ...clock, agency: clock.against ?? first })))
    .filter((clock) => !isRecorded(known, [clock.agency], clock))
    .flatMap((clock) => clockLines({ ...clock, organisation: clock.agency }, times, asOf));
  return [
    ...known.flatMap((clock) => clockLines(clock, times, asOf)),
    ...own,
    ...('missing' in ofAudit ? [`The clocks of one child, CHASE, NO_HOLDER and the calls are missing here, because the audit did not show them: ${ofAudit.missing}`] : []),
  ];
}
