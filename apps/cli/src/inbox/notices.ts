import type { InboxClock, InboxItem, InboxNotices, InboxPage } from '#libs/contracts';
import { callSentence, clockLines, clockState, DECLINED, holderSentence, ruleName, statementNoun, verdictText, type ClockFacts, type Times } from '#libs/sentences';

import { counted } from '../terminal/words.js';

const OPEN_STATES: ReadonlySet<InboxClock['state']> = new Set(['running', 'breached', 'not-started']);

/** The moment of an answer and the way its times are written. */
export interface Reading {
  readonly times: Times;
  /** RFC 3339. */
  readonly now: string;
}

/** The duties that are open, each with its rule, its due time and whether it has passed. */
export function dueIn({ clocks = [] }: InboxNotices = {}, { times, now }: Reading): string | undefined {
  const open = clocks.filter(({ state }) => OPEN_STATES.has(state));
  // The same duty for several children reads alike, and a list has no room for their ids.
  const alike = new Map<string, number>();
  for (const clock of open) {
    const text = `${ruleName(clock)} ${clockState(clock, times, now)}`;
    alike.set(text, (alike.get(text) ?? 0) + 1);
  }
  return open.length === 0 ? undefined : [...alike].map(([text, count]) => (count === 1 ? text : `${text} (${counted(count, 'clock')})`)).join('; ');
}

/** What needs attention, for a column of a list: withdrawal and corrections first, because they change what is to be done. */
export function noticesInBrief({ withdrawnAt, correctionsToAcknowledge = 0, notices = {} }: Pick<InboxItem, 'withdrawnAt' | 'correctionsToAcknowledge' | 'notices'>, times: Times): string | undefined {
  const { clocks = [], notTaken = [], elsewhere = [], redirectsDeclined = [], redirectedToUs = [], holder } = notices;
  const last = clocks.flatMap(({ calls = [] }) => calls).toSorted((one, other) => Date.parse(one.raisedAt) - Date.parse(other.raisedAt)).at(-1);
  const unsure = notTaken.filter(({ verdict }) => verdict === 'stated').length;
  const parts = [
    withdrawnAt === undefined ? undefined : `WITHDRAWN ${times.at(withdrawnAt)}`,
    correctionsToAcknowledge === 0 ? undefined : `${counted(correctionsToAcknowledge, 'correction')} TO ACKNOWLEDGE (open it: the id is there)`,
    holder === undefined ? undefined : holderSentence(holder, times),
    last === undefined ? undefined : callSentence(last, times),
    ...notTaken.filter(({ verdict }) => verdict !== 'stated').map((stated) => `${statementNoun(stated)} ${verdictText(stated)}`),
    unsure === 0 ? undefined : `${counted(unsure, 'statement')} not confirmed`,
    ...elsewhere.map((stated) => `${statementNoun(stated)} elsewhere${stated.verdict === 'taken' ? '' : ` ${verdictText(stated)}`}`),
    ...redirectsDeclined.map(({ toAgency, reason }) => `redirect to ${toAgency} not followed: ${DECLINED[reason]}`),
    ...redirectedToUs.map(({ fromAgency }) => `${fromAgency} redirects it to this agency`),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** The notices about one referral, one line each; none where there are none. */
export function noticeLines({ clocks = [], notTaken = [], elsewhere = [], redirectsDeclined = [], redirectedToUs = [], holder }: InboxNotices = {}, { times, now }: Reading): readonly string[] {
  const lines = [
    ...(holder === undefined ? [] : [holderSentence(holder, times)]),
    ...clocks.flatMap((clock): readonly string[] => clockLines(clock satisfies ClockFacts, times, now)),
    ...notTaken.map((stated) => `${statementNoun(stated)} of ${times.at(stated.at)} ${verdictText(stated)}`),
    ...elsewhere.map((stated) => `${statementNoun(stated)} of ${times.at(stated.at)}, made elsewhere${stated.by === undefined ? '' : ` by ${stated.by}`}: ${verdictText(stated)}`),
    ...redirectsDeclined.map(({ toAgency, reason, successor, at }) =>
      `redirect to ${toAgency} not followed (${times.at(at)}): ${DECLINED[reason]}${successor === undefined ? '' : `; its successor is ${successor}`}. The referral went to no agency because of it, and this agency may answer again.`),
    ...redirectedToUs.map(({ fromAgency, at }) => `${fromAgency} redirects it to this agency (${times.at(at)}). This agency has it already, and can accept it, also after a redirect of its own.`),
  ];
  return lines.length === 0 ? [] : ['', 'Notices of the exchange:', ...lines.map((line) => `  ${line}`)];
}

/** Statements of the agency that do not count and that no notice named. No lines where there are none. */
export function omittedLines({ omitted }: Pick<InboxPage, 'omitted'>, times: Times): readonly string[] {
  if (omitted === undefined) return [];
  return [
    `${counted(omitted.statements, 'more statement')} of this agency did not count when they were judged, the latest ${times.at(omitted.lastAt)}, and no notice names them, because they were too many at once.`,
    'An auditor finds them with: exchange audit search --agency <agency> --verdict refused, and with --verdict waiting',
  ];
}
