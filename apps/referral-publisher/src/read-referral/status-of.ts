import type { RecipientStatus, ReferralStatus, RungReached } from '#libs/contracts';
import { foldRungs } from '#libs/safeguarding';

import type { StatedReferral, StatedRung } from './referral-status.repository.js';

/** The rungs as they were stated, grouped by recipient in the order in which they were told. */
export function statusOf(referralId: string, { publishedAt, rungs }: StatedReferral): ReferralStatus {
  const agencies = [...new Set(rungs.map(({ agency }) => agency))];
  const recipients = agencies.map((agency) => recipientStatus(agency, rungs.filter((stated) => stated.agency === agency)));
  return { referralId, publishedAt, recipients };
}

function recipientStatus(agency: string, stated: readonly StatedRung[]): RecipientStatus {
  return {
    agency,
    hop: stated[0]?.hop ?? 1,
    rung: foldRungs(stated).stands ?? 'published',
    rungs: stated.map((rung) => reached(rung)),
  };
}

function reached({ rung, at, reasonCode, decision, redirectedTo, feedback }: StatedRung): RungReached {
  return {
    rung,
    at,
    ...(reasonCode !== null && { reasonCode }),
    ...(decision !== null && { decision }),
    ...(redirectedTo !== null && { redirectedTo }),
    ...(feedback !== null && { feedback }),
  } as RungReached;
}
