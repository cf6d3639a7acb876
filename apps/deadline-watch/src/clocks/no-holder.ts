import { timesWithoutHolder, mustAnswer, type AskedAgency, type ClockEvent } from '#libs/safeguarding';

import { endOfAgency, replacedAt } from './agency-ends.js';
import type { Anchor } from './anchors.js';
import type { ReferralFacts } from './fact.js';

const NO_HOLDER = 'no-holder';

/**
 * One anchor for each time in which no agency has the child. The clock runs against the agency that had the referral last, because that
 * agency knows the child best; the chain calls the others.
 */
export function noHolderAnchors(facts: ReferralFacts): readonly Anchor[] {
  const withdrawnAt = facts.happened.find(({ event }) => event === 'referral-withdrawn')?.at;
  return timesWithoutHolder(askedAgencies(facts))
    .filter(({ from }) => withdrawnAt === undefined || from < withdrawnAt)
    .map(({ from: at, lastAgency: agency, because }) => ({ rule: 'NO_HOLDER', anchor: NO_HOLDER, at, agency, because, key: because, end: null }));
}

/**
 * The events that end such a clock: any agency that must answer accepts, another one is asked, the referral is withdrawn, or the end of an
 * agency is taken back. An acceptance
 * from before its start ends it as well: the agency gave it while it was offline, and the watch could not know it.
 */
export function endsOfNoHolder(
  { at: startedAt, because }: Pick<Anchor, 'at' | 'because'>, facts: ReferralFacts,
): readonly (ClockEvent & { readonly storedAt?: string })[] {
  const replaced = replacedAt(facts, because);
  const own = facts.agencyEnds.find(({ messageId }) => messageId === because)?.agency;
  const asked = mustAnswer(askedAgencies(facts));
  const agencies = new Set(asked.map(({ agency }) => agency));
  return [
    ...facts.happened.filter(({ event, agency }) => event === 'referral-withdrawn' || (event === 'accepted' && agencies.has(agency ?? ''))),
    ...asked.filter(({ askedAt }) => askedAt > startedAt).map(({ askedAt: at }) => ({ event: 'another-agency-asked', at })),
    ...(replaced === null ? [] : [{ event: 'end-taken-back', at: replaced }]),
    ...facts.agencyEnds.filter(({ at, agency, recordedAt }) => at === null && agency !== own && agencies.has(agency) && recordedAt > startedAt)
      .map(({ recordedAt: at }) => ({ event: 'end-taken-back', at })),
  ];
}

/** Whether a clock runs because no agency has the child. */
export function isNoHolder({ anchor }: Pick<Anchor, 'anchor'>): boolean {
  return anchor === NO_HOLDER;
}

/** Of two sharings with one agency the first counts. */
function askedAgencies(facts: ReferralFacts): readonly AskedAgency[] {
  const { sharings, happened, departures } = facts;
  const first = new Map(sharings.toReversed().map((sharing) => [sharing.agency, sharing]));
  return [...first.values()].map(({ agency, expectation, at: askedAt }) => {
    const acceptedAt = happened.find((each) => each.event === 'accepted' && each.agency === agency)?.at;
    const ended = endOfAgency(facts, agency);
    return {
      agency, expectation, askedAt, ...(acceptedAt !== undefined && { acceptedAt }),
      left: departures.filter((each) => each.agency === agency).map(({ at, messageId: because }) => ({ at, because })),
      ...(ended !== null && { ended }),
    };
  });
}
