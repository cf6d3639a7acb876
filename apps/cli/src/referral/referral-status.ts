import type { RecipientStatus, ReferralStatus, Rung, RungReached } from '#libs/contracts';

import { EXIT_CODES } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { isWorthRetrying, waiting } from '../connection/retry.js';
import { tableOf, type Column } from '../terminal/table.js';
import { readableTime } from '../terminal/time.js';
import { describeCompletions, describeDue } from './describe-answer.js';
import { holderLine } from './describe-holder.js';
import { describeNotCounted } from './describe-not-counted.js';

export interface StatusOptions {
  readonly watch?: true | undefined;
  /** Seconds. */
  readonly timeout: number;
}

const POLL_MS = 1_000;
/** Answers of a person. A machine's receipt, a rejection and an opening are no answers. */
const ANSWERS: ReadonlySet<Rung> = new Set(['accepted', 'refused', 'redirected', 'decided', 'fed_back']);

const RECIPIENTS: readonly Column<RecipientStatus>[] = [
  { heading: 'HOP', value: ({ hop }) => hop, align: 'right' },
  { heading: 'AGENCY', value: ({ agency }) => agency },
  { heading: 'RUNG', value: ({ rung }) => rung },
  { heading: 'SINCE', value: ({ rung, rungs }) => readableTime(rungs.findLast((each) => each.rung === rung)?.at) },
  { heading: 'TO ANSWER BY', value: ({ due }) => describeDue(due) },
  { heading: 'RUNGS', value: ({ rungs }) => rungs.map((each) => describeRung(each)).join(', ') },
];

export async function showStatus(session: Session, { watch, timeout }: StatusOptions, referralId: string): Promise<void> {
  const { output } = session;
  const publisher = session.publisher();
  const read = (): Promise<ReferralStatus> => answer(publisher.GET('/v1/referrals/{referralId}', { params: { path: { referralId } } }));
  let status = await read();
  const seen = new Set(reachedRungs(status).map(({ key }) => key));
  const deadline = performance.now() + timeout * 1_000;
  const isWatching = (): boolean => watch === true && !allAnswered(status) && performance.now() < deadline;
  while (isWatching()) {
    await waiting(POLL_MS, session.signal);
    // The watch goes on with the last status while the publisher restarts.
    status = await read().catch((error: unknown) => {
      if (isWorthRetrying(error)) return status;
      throw error;
    });
    for (const { key, line } of reachedRungs(status)) {
      if (!seen.has(key)) output.note(line);
      seen.add(key);
    }
  }
  await output.result({ ...status, answered: allAnswered(status) }, [
    `Referral ${status.referralId}, published ${readableTime(status.publishedAt) ?? ''}`,
    ...(status.holder === undefined ? [] : [holderLine(status.holder)]),
    ...tableOf(RECIPIENTS, status.recipients, output.width),
    ...describeNotCounted(status),
    ...describeConflicts(status),
    ...describeCompletions(status.referralId, status.completions),
  ]);
  if (watch !== true || allAnswered(status)) return;
  output.note(`Not every recipient has answered within ${timeout} s.`);
  session.exitCode = EXIT_CODES.incomplete;
}

/** The codes are content, so that only `--json` shows them. */
function describeConflicts({ ethnicityConflicts = [] }: ReferralStatus): readonly string[] {
  return ethnicityConflicts.map(({ kind, known, recorded, raisedAt }) =>
    `${recorded.organisation} has recorded another ethnicity of a child than ${known.organisation} (${kind}, ${readableTime(raisedAt) ?? raisedAt}). --json shows both codes.`);
}

/** True when a person of every recipient has answered; an agency that a redirect brought in counts as a recipient. */
export function allAnswered({ recipients }: ReferralStatus): boolean {
  return recipients.every(({ rungs }) => rungs.some(({ rung }) => ANSWERS.has(rung)));
}

function reachedRungs({ recipients }: ReferralStatus): readonly { readonly key: string; readonly line: string }[] {
  return recipients.flatMap(({ agency, rungs }) =>
    rungs.map((rung) => ({ key: `${agency} ${rung.rung} ${rung.at}`, line: `${readableTime(rung.at) ?? ''}  ${agency}  ${describeRung(rung)}` })));
}

function describeRung({ rung, reasonCode, decision, redirectedTo, duplicateOf, outcome, feedback, repeatedBy = [], marks = [] }: RungReached): string {
  const more = [redirectedTo === undefined ? undefined : `to ${redirectedTo}`, decision, feedback, reasonCode,
    duplicateOf === undefined ? undefined : `of ${duplicateOf}`, outcome === undefined || outcome === 'forwarded' ? outcome : `declined: ${outcome}`,
    ...repeatedBy.map(({ by }) => `again by ${by}`), ...marks.map((mark) => mark.replaceAll('-', ' '))]
    .filter((text) => text !== undefined);
  return more.length === 0 ? rung : `${rung} (${more.join(', ')})`;
}
