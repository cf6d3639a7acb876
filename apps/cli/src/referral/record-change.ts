import { newId } from '#libs/kernel';

import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { describeObject } from '../terminal/describe.js';

/**
 * Records one change with the publisher. The same idempotency key again gives the same record and the same answer. A new key is shown
 * before anything is sent, so that a caller can repeat the request after a broken connection.
 */
export async function recordChange(session: Session, given: string | undefined, post: (header: { 'idempotency-key': string }) => Promise<{ readonly data?: object }>): Promise<void> {
  const key = given ?? newId();
  if (given === undefined) session.output.note(`Idempotency key: ${key}`);
  const recorded = await answer(post({ 'idempotency-key': key }));
  await session.output.result({ ...recorded, idempotencyKey: key, correlationId: session.correlationId }, describeObject(recorded, session.output.layout.times));
}
