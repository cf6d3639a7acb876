import { type UpdateKind, UPDATE_KINDS } from '../http/lifecycle-codes.js';
import { MAX_HOPS } from '../http/responses.js';
import {
  Code, Described, Digest, Instant, IntegerBetween, KafkaOffset, Line, ListOf, Optional, OptionalUnless, Shaped, Slug, Uuid,
} from '../validation/decorators.js';
import { MACHINE_RUNGS, type MachineRung } from './ladder.js';
import { COMPACT_JWS } from './signature.js';

export const MACHINE_STATEMENTS_TYPE = 'safeguarding.machine.stated.v1';

/** Entries of one batch at most. A batch of this size has about a quarter of the bytes that a message may have. */
export const MAX_STATEMENT_ENTRIES = 500;

const REFERRAL_COPY = 'safeguarding.referral.shared.v1';
const CHANGE_COPIES = [
  'safeguarding.referral.corrected.v1', 'safeguarding.referral.regraded.v1', 'safeguarding.referral.missing-episode-updated.v1',
  'safeguarding.referral.withdrawn.v1',
] as const;
/** The CloudEvents types of the messages that a machine acknowledges: a referral, and each kind of change. */
export const COPY_TYPES = [REFERRAL_COPY, ...CHANGE_COPIES] as const;
export type CopyType = (typeof COPY_TYPES)[number];

/** One statement of an agency's machine about one message. */
export class MachineStatementEntry {
  @Described('Id of this statement. The same statement keeps its id and its bytes when it is sent again, in this or in another batch.')
  @Uuid()
  readonly receiptId!: string;

  @Described('delivered: the agency has stored the message. rejected: it could not read the message and has quarantined it.')
  @Code(MACHINE_RUNGS)
  readonly rung!: MachineRung;

  @Described('The referral; may be left out only for `rejected`, when the message did not name it.')
  @OptionalUnless('rung', ['delivered'])
  @Uuid()
  readonly referralId?: string;

  @Described('Hop of the copy; required for the delivery of a referral.')
  @OptionalUnless('copyType', [REFERRAL_COPY])
  @IntegerBetween(1, MAX_HOPS)
  readonly hop?: number;

  @Described('Id of the message that carried the copy; may be left out only for `rejected`.')
  @OptionalUnless('rung', ['delivered'])
  @Uuid()
  readonly messageId?: string;

  @Described('Digest of the message\'s bytes as the agency received them; the publisher\'s record names the same.')
  @Digest()
  readonly envelopeDigest!: string;

  @Described('CloudEvents type of the message; may be left out only for `rejected`.')
  @OptionalUnless('rung', ['delivered'])
  @Code(COPY_TYPES)
  readonly copyType?: CopyType;

  @Described('Id of the change, for the delivery of a change. It is no rung of the referral.')
  @OptionalUnless('copyType', CHANGE_COPIES)
  @Uuid()
  readonly updateId?: string;

  @Described('The kind of change, for the delivery of a change.')
  @OptionalUnless('copyType', CHANGE_COPIES)
  @Code(UPDATE_KINDS)
  readonly kind?: UpdateKind;

  @Described('The reason, for `rejected`.')
  @OptionalUnless('rung', ['rejected'])
  @Slug()
  readonly reasonCode?: string;

  @Described('Follows the request that the message belongs to.')
  @Uuid()
  readonly correlationId!: string;

  @Described('Offset at which the message was read.')
  @KafkaOffset()
  readonly offset!: string;

  @Described('When the agency received the message.')
  @Instant()
  readonly occurredAt!: string;
}

/** The statements of an agency's machine about messages of one partition. Each entry is judged alone. */
export class MachineStatements {
  @Described('Id of this batch, the same as `ce_id`.')
  @Uuid()
  readonly batchId!: string;

  @Described('The type of this event, the same as `ce_type`.')
  @Code([MACHINE_STATEMENTS_TYPE])
  readonly eventType!: string;

  @Described('The agency that states it, by its id in the partnership.')
  @Slug()
  readonly agency!: string;

  @Described('Topic from which the messages were read.')
  @Line(249)
  readonly topic!: string;

  @Described('Partition from which they were read.')
  @IntegerBetween(0, 2_147_483_647)
  readonly partition!: number;

  @Described('When the batch was made.')
  @Instant()
  readonly statedAt!: string;

  @Described('The statements, in their order.')
  @ListOf(() => MachineStatementEntry, { max: MAX_STATEMENT_ENTRIES })
  readonly entries!: readonly MachineStatementEntry[];

  @Described('Reserved for the agency\'s signature over the batch. No reader verifies it yet.')
  @Optional()
  @Shaped(COMPACT_JWS)
  readonly signature?: string;
}
