import { Code, Described, EmptyBody, Slug } from '../validation/decorators.js';
import {
  type Decision, DECISIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome, REDIRECTION_REASONS, type RedirectionReason, REFUSAL_REASONS,
  type RefusalReason,
} from './codes.js';

/** Body of `PUT /v1/inbox/{id}/acceptance`: nothing. A note would be free text about a child in a place without one. */
@EmptyBody()
export class AcceptanceRequest {}

/** Body of `PUT /v1/inbox/{id}/refusal`. */
export class RefusalRequest {
  @Described('Why the agency does not take the referral.')
  @Code(REFUSAL_REASONS)
  readonly reason!: RefusalReason;
}

/** Body of `PUT /v1/inbox/{id}/redirection`. */
export class RedirectionRequest {
  @Described('The agency that should have it, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('Why that agency.')
  @Code(REDIRECTION_REASONS)
  readonly reason!: RedirectionReason;
}

/** Body of `PUT /v1/inbox/{id}/decision`. */
export class DecisionRequest {
  @Described('The next step decided on.')
  @Code(DECISIONS)
  readonly decision!: Decision;
}

/** Body of `PUT /v1/inbox/{id}/feedback`. */
export class FeedbackRequest {
  @Described('What the referrer is told.')
  @Code(FEEDBACK_OUTCOMES)
  readonly outcome!: FeedbackOutcome;
}
