import { Code, Described, Digest, Instant, IntegerBetween, KafkaOffset, Line, ListOf, Optional, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { NEXT_PAGE } from './paging.js';

export const DEAD_LETTER_STATUSES = ['quarantined', 'replayed', 'discarded'] as const;
/** The reasons for discarding a message. They are codes, because a free sentence would sooner or later name a child. */
export const DISCARD_REASONS = ['sent-again', 'duplicate', 'not-for-us', 'test-message', 'cannot-be-mended'] as const;
type DiscardReason = (typeof DISCARD_REASONS)[number];

/** Body of `POST /v1/dead-letters/{id}/discard`. */
export class DiscardRequest {
  @Described('The reason for discarding the message.')
  @Code(DISCARD_REASONS)
  readonly reason!: DiscardReason;
}

/**
 * A dead letter: the position of a quarantined message and the reason. It never holds the message's key, headers or content,
 * because these have not been checked.
 */
export class DeadLetterItem {
  @Described('Id of the dead letter.')
  @Uuid()
  readonly id!: string;

  @Described('Whether it waits, was replayed or was discarded.')
  @Code(DEAD_LETTER_STATUSES)
  readonly status!: (typeof DEAD_LETTER_STATUSES)[number];

  @Described('Code of the reason.')
  @Slug()
  readonly reasonCode!: string;

  @Described('The reason, in a sentence without values.')
  @Line(2_000)
  readonly reason!: string;

  @Described('Id of the message, if it had a usable one.')
  @Optional()
  @Uuid()
  readonly messageId?: string;

  @Described('The referral, if the message named it.')
  @Optional()
  @Uuid()
  readonly referralId?: string;

  @Described('Correlation id of the message, if it had a usable one.')
  @Optional()
  @Uuid()
  readonly correlationId?: string;

  @Described('Topic from which it was read.')
  @Line(249)
  readonly topic!: string;

  @Described('Partition from which it was read.')
  @IntegerBetween(0, 2_147_483_647)
  readonly partition!: number;

  @Described('Offset at which it was read.')
  @KafkaOffset()
  readonly offset!: string;

  @Described('Digest of the message\'s bytes.')
  @Digest()
  readonly digest!: string;

  @Described('Size of the message in bytes.')
  @IntegerBetween(0, 2_147_483_647)
  readonly bytes!: number;

  @Described('When the message was quarantined.')
  @Instant()
  readonly quarantinedAt!: string;

  @Described('When it was replayed or discarded.')
  @Optional()
  @Instant()
  readonly closedAt?: string;

  @Described('The person who replayed or discarded it.')
  @Optional()
  @StaffReference()
  readonly closedBy?: string;

  @Described('The reason for discarding it.')
  @Optional()
  @Slug()
  readonly discardReason?: string;
}

/** Answer to `GET /v1/dead-letters`. */
export class DeadLetterList {
  @Described('Newest first.')
  @ListOf(() => DeadLetterItem, { min: 0, max: 200 })
  readonly items!: readonly DeadLetterItem[];

  @Described(NEXT_PAGE)
  @Optional()
  @Uuid()
  readonly next?: string;
}

const DEAD_LETTER_RESULTS = ['replayed', 'already-replayed', 'discarded', 'already-discarded'] as const;

/** Answer to a replay or a discard. A repeated request gets the same answer with the prefix `already-`. */
export class DeadLetterClosed {
  @Described('Id of the dead letter.')
  @Uuid()
  readonly id!: string;

  @Described('The final state, with `already-` if an earlier request caused it.')
  @Code(DEAD_LETTER_RESULTS)
  readonly result!: (typeof DEAD_LETTER_RESULTS)[number];
}
