import { readPartnership } from '#libs/agreements';
import { systemClock } from '#libs/kernel';
import { toLocalTime } from '#libs/safeguarding';

import { endedLines, withEndedAgencies } from '../agreement/ended-agencies.js';
import type { Session } from '../command/session.js';
import { ok, skip, warn, type CheckResult } from './check.js';
import { unlessUnknown } from './targets.js';

const CHECK = 'ended agencies';

/** The open referrals that are still with an agency that has ended. */
export async function checkEndedAgencies(session: Session): Promise<CheckResult> {
  const file = unlessUnknown(() => session.kafka())?.partnershipFile;
  const partnership = file === undefined ? undefined : await readPartnership(file);
  if (partnership === undefined || !partnership.ok) return skip(CHECK, 'no sound partnership file is known');
  const ended = await withEndedAgencies(session, partnership.value, toLocalTime(systemClock.now().getTime()).date);
  const lines = ended.flatMap((agency) => endedLines(agency));
  if (lines.length > 0) return warn(CHECK, lines.join(' '));
  return ok(CHECK, ended.length === 0 ? 'no agency has ended' : 'no referral is still with an agency that has ended');
}
