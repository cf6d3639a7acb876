import { Code, Described, Digest, Instant, IntegerBetween, KafkaOffset, Line, ListOf, Optional, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { NEXT_PAGE } from './paging.js';

export const DEAD_LETTER_STATUSES = ['quarantined', 'replayed', 'discarded'] as const;
/** Why a message is given up. A code, because a sentence would sooner or later name a child. */
export const DISCARD_REASONS = ['sent-again', 'duplicate', 'not-for-us', 'test-message', 'cannot-be-mended'] as const;
export type DiscardReason = (typeof DISCARD_REASONS)[number];

/** Body of `POST /v1/dead-letters/{id}/discard`. */
export class DiscardRequest {
  @Described('Why the message is given up.')
  @Code(DISCARD_REASONS)
  readonly reason!: DiscardReason;
}

/** Where a message is that could not be taken, and why: never its key, headers or content, which nobody has checked. */
export class DeadLetterItem {
  @Described('Id of the dead letter.')
  @Uuid()
  readonly id!: string;

  @Described('Whether it waits, was replayed, or was given up.')
  @Code(DEAD_LETTER_STATUSES)
  readonly status!: (typeof DEAD_LETTER_STATUSES)[number];

  @Described('Code of the reason.')
  @Slug()
  readonly reasonCode!: string;

  @Described('The reason, in a sentence without values.')
  @Line(2_000)
  readonly reason!: string;

  @Described('Id of the message, where it had a usable one.')
  @Optional()
  @Uuid()
  readonly messageId?: string;

  @Described('The referral, where the message told it.')
  @Optional()
  @Uuid()
  readonly referralId?: string;

  @Described('Correlation id of the message, where it had a usable one.')
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

  @Described('How many bytes it has.')
  @IntegerBetween(0, 2_147_483_647)
  readonly bytes!: number;

  @Described('When it was quarantined.')
  @Instant()
  readonly quarantinedAt!: string;

  @Described('When it was replayed or given up.')
  @Optional()
  @Instant()
  readonly closedAt?: string;

  @Described('Who replayed it or gave it up.')
  @Optional()
  @StaffReference()
  readonly closedBy?: string;

  @Described('Why it was given up.')
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

export const DEAD_LETTER_RESULTS = ['replayed', 'already-replayed', 'discarded', 'already-discarded'] as const;

/** Answer to a replay or a discard: asked for again it is the same, with `already-`. */
export class DeadLetterClosed {
  @Described('Id of the dead letter.')
  @Uuid()
  readonly id!: string;

  @Described('What became of it, and whether by this request.')
  @Code(DEAD_LETTER_RESULTS)
  readonly result!: (typeof DEAD_LETTER_RESULTS)[number];
}
