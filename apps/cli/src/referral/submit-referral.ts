import type { Readable } from 'node:stream';

import type { AcceptedRecipient, ReferralAccepted } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { CommandFailed } from '../command/command-failed.js';
import type { ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { isWorthRetrying, retrying } from '../connection/retry.js';
import { tableOf, type Column } from '../terminal/table.js';
import { describeCompletions } from './completions.js';
import { describeDue } from './due.js';
import { readReferralFile } from './read-referral-file.js';

export interface SubmitOptions {
  readonly key?: string;
  /** Seconds. */
  readonly retryFor: number;
  readonly checkOnly?: boolean;
}

const RECIPIENTS: readonly Column<AcceptedRecipient>[] = [
  { heading: 'AGENCY', value: ({ agency }) => agency },
  { heading: 'NAME', value: ({ name }) => name },
  { heading: 'ASKED TO', value: ({ expectation }) => expectation },
  { heading: 'BY', value: ({ due = [] }) => due.map((each) => describeDue(each)).join(', ') },
];

export async function submitReferral(session: Session, options: SubmitOptions, file: string, input: Readable): Promise<ExitCode | undefined> {
  const { output } = session;
  const text = await readReferralFile(file, input);
  if (options.checkOnly === true) {
    await output.document({ valid: true });
    await output.lines('The referral keeps the contract. Nothing was sent.');
    return undefined;
  }
  const key = options.key ?? newId();
  // Before anything is sent: whoever loses the connection, or patience, can go on under the same key.
  if (options.key === undefined) output.note(`Idempotency key: ${key}`);
  const accepted = await send(session, text, key, options.retryFor);
  await output.document({ ...accepted, idempotencyKey: key, correlationId: session.correlationId });
  const { length: count } = accepted.recipients;
  await output.lines(
    `Published as ${output.paint(accepted.referralId, 'bold')} to ${count === 1 ? '1 agency' : `${count} agencies`}:`,
    ...tableOf(RECIPIENTS, accepted.recipients),
    ...describeCompletions(accepted.referralId, accepted.completions),
    '',
    `Follow it with: exchange referral status ${accepted.referralId} --watch`,
  );
  return undefined;
}

async function send(session: Session, text: string, key: string, retryForSeconds: number): Promise<ReferralAccepted> {
  const { output, signal } = session;
  const publisher = session.publisher();
  try {
    return await retrying(() => publisher.json<ReferralAccepted>('POST', '/v1/referrals', { body: text, headers: { 'idempotency-key': key } }), {
      forMs: retryForSeconds * 1_000,
      signal,
      onRetry: ({ firstLine, report: { code, title } }, waitMs) => {
        output.note(`${code === undefined ? firstLine : `${title ?? ''} (${code}).`} Trying again in ${(waitMs / 1_000).toFixed(1)} s.`);
      },
    });
  } catch (error) {
    if (!(error instanceof CommandFailed) || !isWorthRetrying(error)) throw error;
    const advice = `Whether the referral was stored is not known. Send it again with --key ${key}: it cannot be published twice.`;
    throw new CommandFailed({ ...error.report, message: `${error.report.message}\n${advice}` });
  }
}
