import { Code, Described, Instant, Line, Optional } from '../validation/decorators.js';
import { MISSING_RISK_LEVELS, type MissingRiskLevel } from './codes.js';

/** The most children of one referral. */
export const MAX_CHILDREN = 20;
/** The most missing episodes of one child in one referral. */
export const MAX_EPISODES = 10;

export class MissingEpisode {
  @Described('Since when the child is missing.')
  @Instant()
  readonly missingSince!: string;

  @Described('When the child was reported missing.')
  @Instant()
  readonly reportedAt!: string;

  @Described('Risk level of the missing episode.')
  @Code(MISSING_RISK_LEVELS)
  readonly riskLevel!: MissingRiskLevel;

  @Described('When the child was found or came back.')
  @Optional()
  @Instant()
  readonly foundAt?: string;

  @Described('The source of the information.')
  @Optional()
  @Line(200)
  readonly informationFrom?: string;

  @Described('When the information was obtained, which is not when it was recorded.')
  @Optional()
  @Instant()
  readonly informationObtainedAt?: string;
}
