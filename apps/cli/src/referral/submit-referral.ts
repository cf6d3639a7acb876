import type { Readable } from 'node:stream';

import { SubmitReferralRequest, type AcceptedRecipient, type ReferralAccepted } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { CommandFailed } from '../command/command-failed.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { isWorthRetrying, retrying } from '../connection/retry.js';
import { tableOf, type Column } from '../terminal/table.js';
import { counted } from '../terminal/words.js';
import { checkOnly } from './check-only.js';
import { describeCompletions, describeDue } from './describe-answer.js';
import { readRequestFile, type CheckedRequest } from './read-request-file.js';

export interface SubmitOptions {
  readonly key?: string | undefined;
  /** Seconds. */
  readonly retryFor: number;
  readonly checkOnly?: true | undefined;
  /** The partnership file that --check-only reads. */
  readonly partnership?: string | undefined;
}

const RECIPIENTS: readonly Column<AcceptedRecipient>[] = [
  { heading: 'AGENCY', value: ({ agency }) => agency },
  { heading: 'NAME', value: ({ name }) => name },
  { heading: 'ASKED TO', value: ({ expectation }) => expectation },
  { heading: 'BY', value: ({ due }, times) => describeDue(due, times) },
];

export async function submitReferral(session: Session, options: SubmitOptions, file: string, input: Readable): Promise<void> {
  const { output } = session;
  const request = await readRequestFile(SubmitReferralRequest, file, input);
  if (options.checkOnly === true) return checkOnly(session, request.value, options.partnership);
  const key = options.key ?? newId();
  // Shown before anything is sent, so that a caller who loses the connection can go on under the same key.
  if (options.key === undefined) output.note(`Idempotency key: ${key}`);
  const accepted = await send(session, request, key, options.retryFor);
  await output.result({ ...accepted, idempotencyKey: key, correlationId: session.correlationId }, [
    `Published as ${output.paint(accepted.referralId, 'bold')} to ${counted(accepted.recipients.length, 'agency', 'agencies')}:`,
    ...tableOf(RECIPIENTS, accepted.recipients, output.layout),
    ...describeCompletions(accepted.referralId, accepted.completions),
    '',
    `Follow it with: exchange referral status ${accepted.referralId} --watch`,
  ]);
}

async function send(session: Session, { text, value }: CheckedRequest<SubmitReferralRequest>, key: string, retryForSeconds: number): Promise<ReferralAccepted> {
  const { output, signal } = session;
  const publisher = session.publisher();
  const request = { params: { header: { 'idempotency-key': key } }, body: value, bodySerializer: () => text };
  try {
    return await retrying(() => answer(publisher.POST('/v1/referrals', request)), {
      forMs: retryForSeconds * 1_000,
      signal,
      onRetry: ({ firstLine, report: { code, title } }, waitMs) => {
        output.note(`${code === undefined ? firstLine : `${title ?? ''} (${code}).`} Trying again in ${(waitMs / 1_000).toFixed(1)} s.`);
      },
    });
  } catch (error) {
    if (!isWorthRetrying(error)) throw error;
    const advice = `Whether the referral was stored is not known. Send it again with --key ${key}: it cannot be published twice.`;
    throw new CommandFailed({ ...error.report, message: `${error.report.message}\n${advice}` });
  }
}
