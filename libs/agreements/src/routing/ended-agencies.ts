import { toInstant, toLocalTime } from '#libs/safeguarding';

import { endingOn, type Partnership } from '../model/partnership.js';

/** The agencies that have ended by a moment, each with the instant of its end: the beginning of the first day on which it takes no referral. */
export function endedAgencies({ agencies }: Pick<Partnership, 'agencies'>, at: Date): ReadonlyMap<string, string> {
  const today = toLocalTime(at.getTime()).date;
  return new Map(agencies.flatMap((agency): [string, string][] => {
    const ending = endingOn(agency, today);
    return ending === undefined ? [] : [[agency.id, new Date(toInstant(ending.on, 0)).toISOString()]];
  }));
}
