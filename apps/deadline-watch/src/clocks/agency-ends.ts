import { byKey } from '#libs/kernel';
import type { Departure } from '#libs/safeguarding';

import type { ReferralFacts } from './fact.js';

/**
 * The end of an agency, by the latest record. A record with the same time changes nothing, so that the clock which an end starts keeps its
 * cause and its id.
 *
 * @returns null for an agency that has not ended.
 */
export function endOfAgency({ agencyEnds }: Pick<ReferralFacts, 'agencyEnds'>, agency: string): Departure | null {
  const records = agencyEnds.filter((each) => each.agency === agency).toSorted(byKey(({ recordedAt }) => recordedAt, ({ messageId }) => messageId));
  return records.reduce<Departure | null>((end, { at, messageId: because }) => {
    if (at === null) return null;
    return end?.at === at ? end : { at, because };
  }, null);
}

/** When the end that a fact recorded was replaced by another time, or taken back. Null while it counts, and for a fact that records no end. */
export function replacedAt({ agencyEnds }: Pick<ReferralFacts, 'agencyEnds'>, because: string): string | null {
  const end = agencyEnds.find(({ messageId }) => messageId === because);
  if (end === undefined) return null;
  const later = agencyEnds.filter(({ agency, at, recordedAt }) => agency === end.agency && at !== end.at && recordedAt > end.recordedAt);
  return later.map(({ recordedAt }) => recordedAt).toSorted()[0] ?? null;
}

/**
 * The agency whose place an agency has taken, directly or through others; the agency itself where it has succeeded none. An enquiry or an
 * assessment of an agency that has ended is that of its successor.
 */
export function firstInSuccession({ sharings }: Pick<ReferralFacts, 'sharings'>, agency: string): string {
  const seen = new Set<string>();
  let first = agency;
  while (!seen.has(first)) {
    seen.add(first);
    const received = sharings.find((sharing) => sharing.agency === first);
    first = received?.succeeds === true ? received.from ?? first : first;
  }
  return first;
}
