import {
  encodeEvent, keyOfPartition, MachineStatementsContract, type MachineStatementEntry, type MachineStatements, type OutgoingMessage, type Topics,
} from '#libs/contracts';
import { newId } from '#libs/kernel';

interface BatchDetails extends Partial<Pick<MachineStatements, 'batchId' | 'statedAt'>> {
  /** A topic other than the agency's own, for a misplaced batch. */
  readonly topic?: string;
}

/** A batch of statements of an agency's machine, as the agency's node sends it. */
export function machineBatch(
  topics: Topics, agency: string, partition: number, entries: readonly MachineStatementEntry[],
  { batchId = newId(), statedAt = new Date().toISOString(), topic = topics.acknowledgement(agency) }: BatchDetails = {},
): OutgoingMessage {
  return encodeEvent(MachineStatementsContract, {
    topic, key: keyOfPartition(partition), id: batchId, source: `/agency-node/${agency}`, time: statedAt, correlationId: newId(),
    data: { batchId, eventType: MachineStatementsContract.type, agency, topic: topics.referral(agency), partition, statedAt, entries },
  });
}
