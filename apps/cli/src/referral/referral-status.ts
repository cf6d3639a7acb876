import type { RecipientStatus, ReferralStatus, Rung, RungReached } from '#libs/contracts';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES, type ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import type { HttpClient } from '../connection/http-client.js';
import { isWorthRetrying, waiting } from '../connection/retry.js';
import { tableOf, type Column } from '../terminal/table.js';
import { readableTime } from '../terminal/time.js';
import { describeCompletions } from './completions.js';
import { describeDue } from './due.js';

export interface StatusOptions {
  readonly watch?: boolean;
  /** Seconds. */
  readonly timeout: number;
}

const POLL_MS = 1_000;
/** A person has answered. What a machine received or rejected, or somebody opened, is no answer. */
const ANSWERS: ReadonlySet<Rung> = new Set(['accepted', 'refused', 'redirected', 'decided', 'fed_back']);

const RECIPIENTS: readonly Column<RecipientStatus>[] = [
  { heading: 'HOP', value: ({ hop }) => hop, align: 'right' },
  { heading: 'AGENCY', value: ({ agency }) => agency },
  { heading: 'RUNG', value: ({ rung }) => rung },
  { heading: 'SINCE', value: ({ rung, rungs }) => readableTime(rungs.findLast((each) => each.rung === rung)?.at) },
  { heading: 'TO ANSWER BY', value: ({ due = [] }) => due.map((each) => describeDue(each)).join(', ') },
  { heading: 'RUNGS', value: ({ rungs }) => rungs.map((each) => describeRung(each)).join(', ') },
];

export async function showStatus(session: Session, options: StatusOptions, referralId: string): Promise<ExitCode | undefined> {
  const publisher = session.publisher();
  let status = await readStatus(publisher, referralId);
  const told = new Set<string>();
  const deadline = performance.now() + options.timeout * 1_000;
  tell(session, status, told, false);
  while (options.watch === true && !allAnswered(status) && performance.now() < deadline) {
    await waiting(POLL_MS, session.signal);
    status = await readAgain(publisher, referralId, status);
    tell(session, status, told, true);
  }
  await session.output.document({ ...status, answered: allAnswered(status) });
  await session.output.lines(
    `Referral ${status.referralId}, published ${readableTime(status.publishedAt) ?? ''}`,
    ...tableOf(RECIPIENTS, status.recipients),
    ...describeCompletions(status.referralId, status.completions),
  );
  if (options.watch !== true || allAnswered(status)) return undefined;
  session.output.note(`Not every recipient has answered within ${options.timeout} s.`);
  return EXIT_CODES.incomplete;
}

/** True when a person of every recipient has answered; of an agency that a redirect brought in, too, once it was. */
export function allAnswered({ recipients }: ReferralStatus): boolean {
  return recipients.every(({ rungs }) => rungs.some(({ rung }) => ANSWERS.has(rung)));
}

function readStatus(publisher: HttpClient, referralId: string): Promise<ReferralStatus> {
  return publisher.json<ReferralStatus>('GET', `/v1/referrals/${referralId}`);
}

/** A publisher that is restarted in the middle of a watch does not end it. */
async function readAgain(publisher: HttpClient, referralId: string, last: ReferralStatus): Promise<ReferralStatus> {
  try {
    return await readStatus(publisher, referralId);
  } catch (error) {
    if (error instanceof CommandFailed && isWorthRetrying(error)) return last;
    throw error;
  }
}

function tell({ output }: Session, { recipients }: ReferralStatus, told: Set<string>, aloud: boolean): void {
  for (const { agency, rungs } of recipients) {
    for (const rung of rungs) {
      const key = `${agency} ${rung.rung} ${rung.at}`;
      if (aloud && !told.has(key)) output.note(`${readableTime(rung.at) ?? ''}  ${agency}  ${describeRung(rung)}`);
      told.add(key);
    }
  }
}

function describeRung({ rung, reasonCode, decision, redirectedTo, feedback }: RungReached): string {
  const more = [redirectedTo === undefined ? undefined : `to ${redirectedTo}`, decision, feedback, reasonCode].filter((text) => text !== undefined);
  return more.length === 0 ? rung : `${rung} (${more.join(', ')})`;
}
