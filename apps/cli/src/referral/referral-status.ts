import type { RecipientStatus, ReferralStatus, Rung } from '#libs/contracts';
import { rungPhrase, RUNG_STATES, type Times } from '#libs/sentences';

import { EXIT_CODES } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { isWorthRetrying, waiting } from '../connection/retry.js';
import { clocksOfAudit } from './clocks-of-audit.js';
import { statusLines } from './status-lines.js';

export interface StatusOptions {
  readonly watch?: true | undefined;
  /** Seconds. */
  readonly timeout: number;
}

const POLL_MS = 1_000;
/** Answers of a person. A machine's receipt, a rejection and an opening are no answers. */
const ANSWERS: ReadonlySet<Rung> = new Set(['accepted', 'refused', 'redirected', 'decided', 'fed_back']);

export async function showStatus(session: Session, { watch, timeout }: StatusOptions, referralId: string): Promise<void> {
  const { output } = session;
  const publisher = session.publisher();
  const read = (): Promise<ReferralStatus> => answer(publisher.GET('/v1/referrals/{referralId}', { params: { path: { referralId } } }));
  let status = await read();
  const seen = new Set(reachedRungs(status, output.layout.times).map(({ key }) => key));
  const deadline = performance.now() + timeout * 1_000;
  const isWatching = (): boolean => watch === true && !allAnswered(status) && performance.now() < deadline;
  while (isWatching()) {
    await waiting(POLL_MS, session.signal);
    // The watch goes on with the last status while the publisher restarts.
    status = await read().catch((error: unknown) => {
      if (isWorthRetrying(error)) return status;
      throw error;
    });
    for (const { key, line } of reachedRungs(status, output.layout.times)) {
      if (!seen.has(key)) output.note(line);
      seen.add(key);
    }
  }
  const ofAudit = await clocksOfAudit(session, referralId);
  const clocks = 'clocks' in ofAudit ? ofAudit.clocks : null;
  await output.result({ ...status, answered: allAnswered(status), clocks }, statusLines(status, ofAudit, output.layout));
  if (watch !== true || allAnswered(status)) return;
  output.note(`Not every recipient has answered within ${timeout} s.`);
  session.exitCode = EXIT_CODES.incomplete;
}

/** True when a person of every recipient has answered; an agency that a redirect brought in counts as a recipient. */
export function allAnswered({ recipients }: ReferralStatus): boolean {
  return recipients.every(({ rungs }) => rungs.some(({ rung }) => ANSWERS.has(rung)));
}

function reachedRungs({ recipients }: ReferralStatus, times: Times): readonly { readonly key: string; readonly line: string }[] {
  return recipients.flatMap(({ agency, rungs }: RecipientStatus) =>
    rungs.map((rung) => ({ key: `${agency} ${rung.rung} ${rung.at}`, line: `${times.at(rung.at)}  ${agency}  ${rung.rung === 'published' ? RUNG_STATES.published : rungPhrase(rung, times)}` })));
}
