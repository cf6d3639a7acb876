import { endingOn, successorOf, type Partnership } from '#libs/agreements';
import type { OpenReferralList } from '#libs/contracts';

import { CommandFailed } from '../command/command-failed.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { counted } from '../terminal/words.js';

/** Referrals that are named in a line; the others are counted. */
const NAMED = 5;

/** An agency that has ended, and the referrals that are still with it. */
export interface EndedAgency {
  readonly agency: string;
  readonly endedOn: string;
  readonly successor?: string;
  /** Null where no publisher could be asked. */
  readonly openReferrals: readonly string[] | null;
}

/**
 * The agencies that have ended by a day, each with the caller's referrals that are still with it.
 *
 * @param on the local day (ISO date).
 */
export async function withEndedAgencies(session: Session, partnership: Partnership, on: string): Promise<readonly EndedAgency[]> {
  const found: EndedAgency[] = [];
  for (const agency of partnership.agencies) {
    const ending = endingOn(agency, on);
    if (ending === undefined) continue;
    const successor = successorOf(partnership, agency.id, on);
    const open = await openReferrals(session, agency.id);
    found.push({
      agency: agency.id, endedOn: ending.on, ...(successor !== undefined && { successor }),
      openReferrals: open?.referrals.map(({ referralId }) => referralId) ?? null,
    });
  }
  return found;
}

/** The sentences about an ended agency: none where no referral is with it. */
export function endedLines({ agency, endedOn, successor, openReferrals }: EndedAgency): readonly string[] {
  if (openReferrals?.length === 0) return [];
  const remedy = successor === undefined ? 'It has no successor: name one in the partnership file.' : `Hand over to ${successor}: exchange agreement handover ${agency}`;
  if (openReferrals === null) return [`${agency} ended on ${endedOn}; no publisher was asked for referrals that are still with it. ${remedy}`];
  const named = openReferrals.slice(0, NAMED).join(', ');
  const more = openReferrals.length > NAMED ? `, and ${openReferrals.length - NAMED} more` : '';
  return [`${agency} ended on ${endedOn}, and ${counted(openReferrals.length, 'open referral is', 'open referrals are')} still with it: ${named}${more}. ${remedy}`];
}

/** Undefined where no publisher is known or reached, or where it does not have the agency yet. */
async function openReferrals(session: Session, agency: string): Promise<Pick<OpenReferralList, 'referrals'> | undefined> {
  try {
    return await answer(session.publisher().GET('/v1/agencies/{agency}/open-referrals', { params: { path: { agency } } }));
  } catch (error) {
    if (error instanceof CommandFailed) return undefined;
    throw error;
  }
}
