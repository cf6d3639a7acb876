import type { ArrivedStatement, StatementData, StatementVerdict } from '#libs/safeguarding';

/** A statement of an agency as it came from Kafka, or as it is stored. */
export interface JudgedStatement {
  /** The agency of the topic. */
  readonly agency: string;
  readonly partition: number;
  readonly offset: string;
  /** Position in a batch of a machine, from 0; 0 for the statement of a person. */
  readonly entry: number;
  readonly statementId: string;
  readonly digest: string;
  /** Null only for a rejection of a message that names no referral. */
  readonly referralId: string | null;
  /** The message that brought it. A batch brings several statements. */
  readonly messageId: string;
  readonly correlationId: string;
  readonly type: string;
  /** When the broker stored it, in UTC with milliseconds. */
  readonly storedAt: string;
  /** The payload, or the entry of a batch with the fields that all entries share, validated by the contract of its type. Codes, ids, times and digests. */
  readonly data: StatementData;
}

/** A verdict that is new, or another one than before. */
export interface VerdictChange {
  readonly statement: JudgedStatement;
  /** Null for a statement that came now. */
  readonly before: StatementVerdict | null;
  readonly after: StatementVerdict;
  /** The statement as its message brought it, where it came now. */
  readonly arrived?: ArrivedStatement;
}
