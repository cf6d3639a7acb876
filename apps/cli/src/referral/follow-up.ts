import type { FollowUpRecorded } from '#libs/contracts';
import { newId } from '#libs/kernel';

import type { ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { readableTime } from '../terminal/time.js';

export interface FollowUpOptions {
  readonly agency: string;
  /** RFC 3339. */
  readonly at?: string;
  readonly key?: string;
}

/** Says that the force asked an agency that had not answered. The same key again is the same record. */
export async function followUp(session: Session, { agency, at, key = newId() }: FollowUpOptions, referralId: string): Promise<ExitCode | undefined> {
  const followedUpAt = at ?? new Date().toISOString();
  const recorded = await session.publisher().json<FollowUpRecorded>('POST', `/v1/referrals/${referralId}/follow-ups`, {
    body: { agency, followedUpAt }, headers: { 'idempotency-key': key },
  });
  await session.output.document({ ...recorded, agency, followedUpAt, idempotencyKey: key });
  await session.output.lines(`Recorded: ${agency} was followed up ${readableTime(followedUpAt) ?? ''}. It still owes its answer.`);
  return undefined;
}
