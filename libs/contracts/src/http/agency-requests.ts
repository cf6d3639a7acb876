import { Code, Described, EmptyBody, Optional, Slug, Uuid } from '../validation/decorators.js';
import {
  type Decision, DECISIONS, FEEDBACK_OUTCOMES, type FeedbackOutcome, REDIRECTION_REASONS, type RedirectionReason, REFUSAL_REASONS,
  type RefusalReason,
} from './codes.js';

/** Body of `PUT /v1/inbox/{id}/acceptance`: `{}`. It has no note, because a note would be free text about a child. */
@EmptyBody()
export class AcceptanceRequest {}

/** Body of `PUT /v1/inbox/{id}/refusal`. */
export class RefusalRequest {
  @Described('The reason for the refusal.')
  @Code(REFUSAL_REASONS)
  readonly reason!: RefusalReason;

  @Described('With the reason `duplicate`: the other referral, which this agency has received.')
  @Optional()
  @Uuid()
  readonly duplicateOf?: string;
}

/** Body of `PUT /v1/inbox/{id}/redirection`. */
export class RedirectionRequest {
  @Described('The agency that should receive the referral, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('The reason for the redirect.')
  @Code(REDIRECTION_REASONS)
  readonly reason!: RedirectionReason;
}

/** Body of `PUT /v1/inbox/{id}/decision`. */
export class DecisionRequest {
  @Described('The next step.')
  @Code(DECISIONS)
  readonly decision!: Decision;
}

/** Body of `PUT /v1/inbox/{id}/feedback`. */
export class FeedbackRequest {
  @Described('The feedback to the referrer.')
  @Code(FEEDBACK_OUTCOMES)
  readonly outcome!: FeedbackOutcome;
}
