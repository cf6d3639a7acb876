import type { Readable } from 'node:stream';

import { describeProblem, explainReferral, readPartnership, renderExplanation } from '#libs/agreements';
import type { SubmitReferralRequest } from '#libs/contracts';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES, type ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { readReferralFile } from '../referral/read-referral-file.js';
import { printable } from '../terminal/printable.js';
import { partnershipFile, type PartnershipOptions } from './partnership-file.js';

export interface ExplainOptions extends PartnershipOptions {
  readonly referral: string;
}

/** Shows names of fields, codes and rules, and nothing of what stands in the fields: the answer may go into an e-mail. */
export async function explainAgreements(session: Session, options: ExplainOptions, input: Readable, now: () => Date): Promise<ExitCode | undefined> {
  const read = await readPartnership(partnershipFile(session, options));
  if (!read.ok) {
    throw new CommandFailed({ exitCode: EXIT_CODES.usage, message: read.error.map((problem) => describeProblem(problem)).join('\n') });
  }
  const content = JSON.parse(await readReferralFile(options.referral, input)) as SubmitReferralRequest;
  const explanation = explainReferral(read.value, content, options.at === undefined ? now() : new Date(options.at));
  await session.output.document(explanation);
  await session.output.lines(printable(renderExplanation(explanation)).trimEnd());
  return undefined;
}
