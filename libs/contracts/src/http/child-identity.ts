import { Described, ListOf, Optional, Uuid } from '../validation/decorators.js';
import { MAX_EPISODES } from './missing-episode.js';

/** A missing episode of a child, by the id that the exchange gave it. */
class EpisodeIdentity {
  @Described('Id of the missing episode.')
  @Uuid()
  readonly episodeId!: string;
}

/** A child of a referral, by the id that the exchange gave it. Corrections, events and pointers name the child by it. */
export class ChildIdentity {
  @Described('Id of the child within this referral.')
  @Uuid()
  readonly childId!: string;

  @Described('The missing episodes of the child, in their order. Absent if there are none.')
  @Optional()
  @ListOf(() => EpisodeIdentity, { max: MAX_EPISODES })
  readonly missingEpisodes?: readonly EpisodeIdentity[];
}
