import { Described, GivenByExchange, ListOf, Optional, Uuid } from '../validation/decorators.js';
import { givenNamesOf } from '../validation/field-paths.js';
import { Child } from './child.js';
import { MAX_EPISODES, MissingEpisode } from './missing-episode.js';
import { SubmitReferralRequest } from './submit-referral.js';

/** A missing episode of a stored referral. */
export class ReferredEpisode extends MissingEpisode {
  @Described('Id of the missing episode, for the life of the referral.')
  @GivenByExchange()
  @Uuid()
  readonly episodeId!: string;
}

/** A child of a stored referral. */
export class ReferredChild extends Child {
  @Described('Id of the child within this referral, for the life of the referral. It identifies the child in no other referral.')
  @GivenByExchange()
  @Uuid()
  readonly childId!: string;

  @Described('The missing episodes of this child, the earliest first.')
  @Optional()
  @ListOf(() => ReferredEpisode, { max: MAX_EPISODES })
  override readonly missingEpisodes?: readonly ReferredEpisode[];
}

/** The content of a stored referral: as it was submitted or corrected, with the ids that the exchange gives. */
export class ReferralContent extends SubmitReferralRequest {
  @Described('The children the referral is about.')
  @ListOf(() => ReferredChild, { max: 20 })
  override readonly children!: readonly ReferredChild[];
}

/** The names of the ids that the exchange gives, at any level of a referral. */
export const GIVEN_IDS: ReadonlySet<string> = givenNamesOf(ReferralContent);
