import type { InboxClock, InboxNotices, InboxStatement } from '#libs/contracts';

import { holderLine } from '../referral/describe-holder.js';
import { readableTime } from '../terminal/time.js';
import { counted } from '../terminal/words.js';

const OPEN_STATES: ReadonlySet<InboxClock['state']> = new Set(['running', 'breached']);

/** The earliest due time of a duty that is open, and whether it has passed. */
export function dueIn({ clocks = [] }: InboxNotices = {}): string | undefined {
  const [first] = clocks.filter(({ state, dueAt }) => dueAt !== undefined && OPEN_STATES.has(state));
  return first === undefined ? undefined : `${readableTime(first.dueAt) ?? ''} (${first.rule})${first.state === 'breached' ? ' overdue' : ''}`;
}

/** What needs attention, for a column of a list. */
export function noticesInBrief({ clocks = [], notTaken = [], elsewhere = [], redirectsDeclined = [], redirectedToUs = [], holder }: InboxNotices = {}): string | undefined {
  const calls = clocks.flatMap(({ calls: made = [] }) => made);
  const last = calls.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)).at(-1);
  const unsure = notTaken.filter(({ verdict }) => verdict === 'stated').length;
  const parts = [
    holder === undefined ? undefined : holderLine(holder),
    last === undefined ? undefined : `${last.role} called ${readableTime(last.at) ?? ''}`,
    ...notTaken.filter(({ verdict }) => verdict !== 'stated').map((stated) => `${nameOf(stated)} ${describeVerdict(stated)}`),
    unsure === 0 ? undefined : `${counted(unsure, 'statement')} not confirmed`,
    ...elsewhere.map((stated) => `${nameOf(stated)} elsewhere${stated.verdict === 'taken' ? '' : `, ${describeVerdict(stated)}`}`),
    ...redirectsDeclined.map(({ toAgency, reason }) => `redirect to ${toAgency} not followed: ${inWords(reason)}`),
    ...redirectedToUs.map(({ fromAgency }) => `${fromAgency} redirects it to this agency`),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** The notices about one referral, one line each; none where there are none. */
export function noticeLines({ clocks = [], notTaken = [], elsewhere = [], redirectsDeclined = [], redirectedToUs = [], holder }: InboxNotices = {}): readonly string[] {
  const lines = [
    ...(holder === undefined ? [] : [holderLine(holder)]),
    ...clocks.flatMap((clock) => clockLines(clock)),
    ...notTaken.map((stated) => `${nameOf(stated)} of ${readableTime(stated.at) ?? ''} ${describeVerdict(stated)}`),
    ...elsewhere.map((stated) => `${nameOf(stated)} of ${readableTime(stated.at) ?? ''}, made elsewhere${byWhom(stated)}: ${stated.verdict === 'taken' ? 'counts' : describeVerdict(stated)}`),
    ...redirectsDeclined.map(({ toAgency, reason, successor, at }) =>
      `redirect to ${toAgency} not followed (${readableTime(at) ?? ''}): ${inWords(reason)}${successor === undefined ? '' : `; its successor is ${successor}`}. The referral went to no agency because of it, and this agency may answer again.`),
    ...redirectedToUs.map(({ fromAgency, at }) => `${fromAgency} redirects it to this agency (${readableTime(at) ?? ''}). This agency has it already, and can accept it, also after a redirect of its own.`),
  ];
  return lines.length === 0 ? [] : ['', 'Notices of the exchange:', ...lines.map((line) => `  ${line}`)];
}

/** The verdict on a statement in words. */
export function describeVerdict({ verdict, code = 'something else' }: Pick<InboxStatement, 'verdict' | 'code'>): string {
  switch (verdict) {
    case 'stated':
      return 'not confirmed yet';
    case 'taken':
      return 'yes';
    case 'waiting':
      return code === 'copy' ? 'not counted: its copy is not known' : `not counted: \`${code}\` is missing`;
    case 'refused':
      return `not counted, refused: ${inWords(code)}`;
  }
}

function clockLines({ rule, organisation, childId, corrected, state, dueAt, explanation, endedAt, calls = [] }: InboxClock): readonly string[] {
  const states: Readonly<Record<InboxClock['state'], string>> = {
    running: 'due', breached: 'OVERDUE since', met: 'met in time, due', 'met-late': 'met late, due', cancelled: 'ended, due',
    superseded: 'its start was corrected, was due', 'not-started': 'no due time',
  };
  const when = dueAt === undefined ? '' : ` ${readableTime(dueAt) ?? ''}`;
  return [
    `${rule} of ${organisation}${childId === undefined ? '' : `, child ${childId}`}${corrected === true ? ', from a corrected time' : ''}: ${states[state]}${when}${endedAt === undefined ? '' : `, ended ${readableTime(endedAt) ?? ''}`} (${explanation})`,
    ...calls.map(({ kind, organisation: called, role, contact, at }) =>
      `  ${readableTime(at) ?? ''} ${kind === 'warned' ? 'warned' : 'called'} the ${role} of ${called}${contact === undefined ? '' : ` (${contact})`}`),
  ];
}

function nameOf({ rung, kind }: Pick<InboxStatement, 'rung' | 'kind'>): string {
  return inWords(rung ?? kind ?? 'statement');
}

function byWhom({ by }: InboxStatement): string {
  return by === undefined ? '' : ` by ${by}`;
}

function inWords(code: string): string {
  return code.replaceAll(/[-_]/g, ' ');
}
