import { newId } from '#libs/kernel';

import type { ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { describeObject } from '../terminal/describe.js';

export interface KeyOption {
  readonly key?: string;
}

/**
 * Records one thing with the publisher, under an idempotency key: the same key again is the same record and the same answer.
 * The key is shown before anything is sent, so that whoever loses the connection can repeat it.
 */
export async function recordChange(session: Session, path: string, body: object | string, { key: given }: KeyOption): Promise<ExitCode | undefined> {
  const { output } = session;
  const key = given ?? newId();
  if (given === undefined) output.note(`Idempotency key: ${key}`);
  const answer = await session.publisher().json<object>('POST', path, { body, headers: { 'idempotency-key': key } });
  await output.document({ ...answer, idempotencyKey: key, correlationId: session.correlationId });
  await output.lines(...describeObject(answer));
  return undefined;
}
