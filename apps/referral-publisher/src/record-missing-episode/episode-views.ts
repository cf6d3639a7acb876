import type { MissingEpisode, MissingEpisodeEventKind, MissingEpisodeEventRequest, ReferralView } from '#libs/contracts';

import type { NotifiedHolder } from '../change-referral/plan-update.js';

interface EpisodeIds {
  readonly childId: string;
  readonly episodeId: string;
}
type Stated = Omit<MissingEpisodeEventRequest, 'missingSince' | 'childId' | 'episodeId'>;

/** The field of the view that holds each event. Interviews are in none: an agency that may see the child's return is notified of them. */
const FIELD_OF: Readonly<Record<MissingEpisodeEventKind, keyof MissingEpisode>> = {
  reported: 'missingSince',
  'risk-level-set': 'riskLevel',
  found: 'foundAt',
  'prevention-interview-held': 'foundAt',
  'return-interview-offered': 'foundAt',
  'return-interview-held': 'foundAt',
  'return-interview-declined': 'foundAt',
  'found-in-error': 'missingSince',
};

/** Whether an agency is notified of an event. The field must be in its view: a school learns nothing about a pupil's siblings elsewhere. */
export function mayKnowOf(kind: MissingEpisodeEventKind, ids: EpisodeIds, view: ReferralView): boolean {
  return episodeIn(view, ids)?.[FIELD_OF[kind]] !== undefined;
}

/** The parts of an event that the recipient's own view of the episode shows, because the event must not show more than the view. */
export function visibleTo({ view }: Pick<NotifiedHolder, 'view'>, ids: EpisodeIds, { kind, at, riskLevel, informationSource, informationObtainedAt }: Stated): Stated {
  const seen = episodeIn(view, ids);
  return {
    kind,
    at,
    ...(riskLevel !== undefined && seen?.riskLevel !== undefined && { riskLevel }),
    ...(informationSource !== undefined && seen?.informationFrom !== undefined && { informationSource }),
    ...(informationObtainedAt !== undefined && seen?.informationObtainedAt !== undefined && { informationObtainedAt }),
  };
}

function episodeIn({ children }: ReferralView, { childId, episodeId }: EpisodeIds) {
  return children?.find((child) => child.childId === childId)?.missingEpisodes?.find((episode) => episode.episodeId === episodeId);
}
