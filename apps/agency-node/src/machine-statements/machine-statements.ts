import {
  AGENCY_PARTITIONS, encodeEvent, keyOfPartition, MachineStatementsContract, MAX_STATEMENT_ENTRIES, type MachineStatementEntry, type OutgoingMessage,
} from '#libs/contracts';
import { groupBy, inParts, newId } from '#libs/kernel';

import type { NodeIdentity } from '../node-identity.js';

/** The statement of this node's machine about one message, and the partition that the message was read from. */
export interface MachineStatement {
  readonly partition: number;
  readonly entry: MachineStatementEntry;
}

/**
 * The messages that carry these statements: one for each partition, and another one after every {@link MAX_STATEMENT_ENTRIES}. A
 * statement is in the partition of the message that it is about, as every statement of a person about it.
 *
 * @param now when the statements are made, by the database.
 */
export function machineStatements(node: NodeIdentity, statements: readonly MachineStatement[], now: string): readonly OutgoingMessage[] {
  return [...groupBy(statements, ({ partition }) => partition)].flatMap(([partition, stated]) =>
    inParts(stated.map(({ entry }) => entry), MAX_STATEMENT_ENTRIES).map((entries) => batchMessage(node, partition, entries, now)));
}

function batchMessage({ agency, topics, source }: NodeIdentity, partition: number, entries: readonly MachineStatementEntry[], now: string): OutgoingMessage {
  const batchId = newId();
  return encodeEvent(MachineStatementsContract, {
    topic: topics.acknowledgement(agency),
    // A topic with more partitions than agreed must not keep a statement from being sent. Its readers refuse it with a code.
    key: keyOfPartition(partition % AGENCY_PARTITIONS),
    id: batchId,
    source,
    time: now,
    correlationId: newId(),
    data: {
      batchId, eventType: MachineStatementsContract.type, agency, topic: topics.referral(agency), partition, statedAt: now, entries,
    },
  });
}
