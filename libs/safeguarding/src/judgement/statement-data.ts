import type { MachineStatementEntry, MachineStatements } from '#libs/contracts';

/** A statement of a machine: an entry of a batch, with the fields that all its entries share. */
export type MachineStatement = MachineStatementEntry & Pick<MachineStatements, 'agency' | 'topic' | 'partition'>;

/** The fields that every statement of an agency has. A rejection may lack some, and the acknowledgement of a change has no hop. */
export type StatementData = Pick<MachineStatement, 'receiptId' | 'referralId' | 'agency' | 'messageId' | 'envelopeDigest' | 'hop' | 'occurredAt'>;
