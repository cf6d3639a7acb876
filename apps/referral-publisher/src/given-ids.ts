import { randomUUID } from 'node:crypto';

import type { Child, ChildFacts, ChildIdentity, MissingEpisode, ReferralContent, ReferredChild, ReferredEpisode, SubmitReferralRequest } from '#libs/contracts';

/** The content as it is stored. The ids are random, because an id that holds a time would order the children of different referrals. */
export function withGivenIds(content: SubmitReferralRequest): ReferralContent {
  return { ...content, children: content.children.map((child) => newChild(child)) };
}

/** A child under a new id. An id of a removed child is never given again. */
export function newChild({ missingEpisodes, ...child }: Child): ReferredChild {
  return { childId: randomUUID(), ...child, ...(missingEpisodes !== undefined && { missingEpisodes: missingEpisodes.map((episode) => newEpisode(episode)) }) };
}

export function newEpisode(episode: MissingEpisode): ReferredEpisode {
  return { episodeId: randomUUID(), ...episode };
}

/** The ids of the children and of their missing episodes, for the sender. */
export function identitiesOf({ children }: Pick<ReferralContent, 'children'>): readonly ChildIdentity[] {
  return children.map(({ childId, missingEpisodes }) => ({
    childId, ...(missingEpisodes !== undefined && { missingEpisodes: missingEpisodes.map(({ episodeId }) => ({ episodeId })) }),
  }));
}

/** The codes and times of the children in a fact. No name, date of birth or identifier of a child. */
export function childFactsOf({ area, children }: Pick<ReferralContent, 'area' | 'children'>): readonly ChildFacts[] {
  return children.map((child) => childFacts({ ...child, area: child.area ?? area }));
}

export function childFacts({ childId, area, missingEpisodes }: Pick<ReferredChild, 'childId' | 'missingEpisodes'> & { readonly area: string }): ChildFacts {
  return {
    childId, area, ...(missingEpisodes !== undefined && { missingEpisodes: missingEpisodes.map((episode) => episodeFactsOf(episode)) }),
  };
}

function episodeFactsOf({ episodeId, missingSince, reportedAt, riskLevel, foundAt }: ReferredEpisode) {
  return { episodeId, missingSince, reportedAt, riskLevel, ...(foundAt !== undefined && { foundAt }) };
}

const POSITIONED = /^\/children\/(\d+)(?:\/missingEpisodes\/(\d+))?/;

/** A pointer of a rule, which names positions, as a pointer into the stored referral, which names ids. */
export function storedPointer({ children }: { readonly children: readonly ChildIdentity[] }, pointer: string): string {
  return pointer.replace(POSITIONED, (position, child: string, episode: string | undefined) => {
    const { childId, missingEpisodes } = children[Number(child)] ?? {};
    if (childId === undefined) return position;
    return `/children/${childId}${episode === undefined ? '' : `/missingEpisodes/${missingEpisodes?.[Number(episode)]?.episodeId ?? episode}`}`;
  });
}
