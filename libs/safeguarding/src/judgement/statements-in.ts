import { envelopeDigest, isEvent, MachineStatementsContract, type ReceivedEvent } from '#libs/contracts';
import { canonicalJson, sha256Hex } from '#libs/kernel';

import type { MachineStatement, StatementData } from './statement-data.js';

/** One statement of an agency, as a message brought it. */
export interface ArrivedStatement {
  /** The message. A batch brings several statements. */
  readonly event: ReceivedEvent;
  /** Position in the batch, from 0; 0 for the statement of a person, which has a message of its own. */
  readonly entry: number;
  /** The payload of a person's statement, or a {@link MachineStatement}. */
  readonly data: StatementData;
  /** The text of `data` that `digest` covers. */
  readonly text: string;
  /** Separates a repeat from another statement under the same id, in lower-case hexadecimal: see {@link statementDigest}. */
  readonly digest: string;
  readonly correlationId: string;
}

/**
 * Digest of a statement. That of a person's statement is the digest of its message. That of a machine's statement covers the statement
 * alone, so that it is a repeat when it comes again in another batch.
 *
 * @param type CloudEvents type of the message.
 * @param text the value of the message; for an entry of a batch, the RFC 8785 form of its {@link MachineStatement}.
 */
export function statementDigest(type: string, text: string): string {
  return type === MachineStatementsContract.type ? sha256Hex('exchange/statement/v1\0', text) : envelopeDigest(Buffer.from(text));
}

/** The statements that a message of an acknowledgement topic brings: one for each entry of a batch, otherwise one. */
export function statementsIn(event: ReceivedEvent): readonly ArrivedStatement[] {
  if (!isEvent(event, MachineStatementsContract)) {
    const { attributes: { correlationId }, data, digest, message: { value } } = event;
    return [{ event, entry: 0, data: data as StatementData, text: value?.toString('utf8') ?? '', digest, correlationId }];
  }
  const { agency, topic, partition, entries } = event.data;
  return entries.map((stated, entry) => {
    const data: MachineStatement = { ...stated, agency, topic, partition };
    const text = canonicalJson({ ...data });
    return { event, entry, data, text, digest: statementDigest(event.contract.type, text), correlationId: stated.correlationId };
  });
}
