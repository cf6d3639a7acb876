import { MISSING_RISK_LEVELS, type MissingRiskLevel } from '../http/codes.js';
import { MAX_CHILDREN, MAX_EPISODES } from '../http/missing-episode.js';
import { Code, Described, Instant, ListOf, Optional, Slug, Uuid } from '../validation/decorators.js';

/** The codes and times of one missing episode. */
export class EpisodeFacts {
  @Described('Id of the missing episode.')
  @Uuid()
  readonly episodeId!: string;

  @Described('Since when the child is missing.')
  @Instant()
  readonly missingSince!: string;

  @Described('When the child was reported missing.')
  @Instant()
  readonly reportedAt!: string;

  @Described('Risk level of the missing episode.')
  @Code(MISSING_RISK_LEVELS)
  readonly riskLevel!: MissingRiskLevel;

  @Described('When the child was found or came back; absent while the child is missing.')
  @Optional()
  @Instant()
  readonly foundAt?: string;
}

/** The facts of one child that others act on. They hold no name, no date of birth and no identifier of the child. */
export class ChildFacts {
  @Described('Id of the child within this referral.')
  @Uuid()
  readonly childId!: string;

  @Described('Local authority area where the child lives.')
  @Slug()
  readonly area!: string;

  @Described('The missing episodes of the child. Absent if there are none.')
  @Optional()
  @ListOf(() => EpisodeFacts, { max: MAX_EPISODES })
  readonly missingEpisodes?: readonly EpisodeFacts[];
}

/** The children that the copy of one agency shows. */
export class ShownChildren {
  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('The children. Empty where the copy shows none of them any more.')
  @ListOf(Uuid(), { min: 0, max: MAX_CHILDREN, unique: true })
  readonly children!: readonly string[];
}
