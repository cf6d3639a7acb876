import type { AuditClock, AuditEvent, AuditJudgement, AuditRecipient, AuditSilence, AuditTimeline } from '#libs/contracts';

import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { tableOf } from '../terminal/table.js';
import { HOLDERS, holderLine } from '../referral/describe-holder.js';
import { readableAge, readableDuration, readableTime } from '../terminal/time.js';

/** The part of a timeline response that is shown. */
export type ShownTimeline = Pick<
  AuditTimeline,
  'referralId' | 'force' | 'area' | 'grade' | 'publishedAt' | 'asOf' | 'holder' | 'recipients' | 'events' | 'awaiting' | 'clocks'
>;

export async function showTimeline(session: Session, referralId: string): Promise<void> {
  const timeline = await answer(session.portal().GET('/v1/audit/referrals/{referralId}/timeline', { params: { path: { referralId } } }));
  await session.output.result(timeline, timelineLines(timeline, session.output.width));
}

/** The notified recipients, the events, and the missing answers. */
export function timelineLines(timeline: ShownTimeline, width?: number): readonly string[] {
  const { referralId, force, area, grade, publishedAt, asOf, holder, recipients, events, awaiting, clocks } = timeline;
  const origin = [force, area === undefined ? undefined : `area ${area}`, grade === undefined ? undefined : `grade ${grade}`];
  const known = origin.filter((part) => part !== undefined).join(', ');
  const room = width === undefined ? undefined : width - 2;
  return [
    `Referral ${referralId}`,
    known === '' ? 'Its publication has not been recorded yet.' : `${known}; published ${readableTime(publishedAt) ?? 'at an unknown time'}`,
    ...(holder === undefined ? [] : [holderLine(holder)]),
    '',
    'Notified recipients',
    ...tableOf(
      [
        { heading: 'HOP', value: ({ hop }) => hop, align: 'right' },
        { heading: 'AGENCY', value: ({ agency }) => agency },
        { heading: 'ASKED TO', value: ({ expectation }) => expectation },
        { heading: 'THROUGH', value: (recipient) => through(recipient) },
        { heading: 'HIGHEST RUNG', value: ({ highestRung }) => highestRung },
        { heading: 'ANSWERED', value: ({ answeredAt }) => readableTime(answeredAt) },
      ],
      recipients,
      room,
    ).map((line) => `  ${line}`),
    ...[...recipients.flatMap((recipient) => termsOf(recipient)), ...clocks.flatMap((clock) => statedLate(clock)), ...clocks.flatMap((clock) => correctedStart(clock, clocks))].map((line) => `  ${line}`),
    '',
    'What happened',
    ...happened(events, publishedAt, room).map((line) => `  ${line}`),
    '',
    `What has not happened, as of ${readableTime(asOf) ?? ''}`,
    ...(awaiting.length === 0 ? ['  Nothing is awaited.'] : awaiting.map((silence) => `  ${silenceSentence(silence)}`)),
  ];
}

/** The due times recorded with the notification of an agency, with their reasons, and each agreement that was past its review. */
function termsOf({ agency, due = [], reviewOverdue = [] }: AuditRecipient): readonly string[] {
  return [
    ...due.map(({ rule, dueAt, explanation }) => `${agency} ${rule}: ${dueAt === undefined ? 'no due time. ' : ''}${explanation}`),
    ...reviewOverdue.map(({ agreement, reviewBy }) => `${agency} was notified under ${agreement}, which was to be reviewed by ${reviewBy}`),
  ];
}

/** A clock that was met in time by a statement that came after the due time. */
function statedLate({ agency, rule, endedBy, endedAt, statedAt }: AuditClock): readonly string[] {
  if (statedAt === undefined) return [];
  return [`${agency} ${rule}: \`${endedBy ?? 'end'}\` of ${readableTime(endedAt) ?? ''} was stated only at ${readableTime(statedAt) ?? ''}, after the due time; it counts as claimed, and the breach stays`];
}

/** A clock that counts from a corrected time, beside the one that counted from the time before. */
function correctedStart({ agency, rule, childId, anchorAt, dueAt, supersedes }: AuditClock, clocks: readonly AuditClock[]): readonly string[] {
  const before = clocks.find(({ clockId }) => clockId === supersedes);
  if (before === undefined) return [];
  const about = childId === undefined ? '' : ` about child ${childId}`;
  const times = `${readableTime(before.anchorAt) ?? ''} to ${readableTime(anchorAt) ?? ''}`;
  return [`${agency} ${rule}${about}: its start was corrected from ${times}. It was due ${readableTime(before.dueAt) ?? 'at no known time'} and is due ${readableTime(dueAt) ?? 'at no known time'}`];
}

function happened(events: readonly AuditEvent[], publishedAt: string | undefined, width: number | undefined): readonly string[] {
  const [first] = events;
  if (first === undefined) return ['Nothing has been recorded.'];
  const begin = Date.parse(publishedAt ?? first.occurredAt);
  // A time limit may have passed before the publication. Then no time lies between.
  const after = (at: number): string | undefined => (at < begin ? undefined : readableDuration(at - begin));
  return tableOf(
    [
      { heading: 'WHEN', value: ({ occurredAt }) => readableTime(occurredAt) },
      { heading: 'AFTER', value: ({ occurredAt }) => after(Date.parse(occurredAt)), align: 'right' },
      { heading: 'WHO', value: (event) => sourceOf(event) },
      { heading: 'WHAT', value: (event) => whatHappened(event) },
    ],
    events,
    width,
  );
}

function sourceOf({ agency, force, type }: AuditEvent): string | undefined {
  if (deadlineEvent(type) !== undefined) return 'the deadline watch';
  if (NOTICES.has(shortType(type))) return 'the publisher';
  return OF_AGENCIES.has(shortType(type)) ? agency : (force ?? 'the publisher');
}

/** Types of the statements of agencies: of their persons, and of their machines. */
const OF_AGENCIES: ReadonlySet<string> = new Set([
  'acknowledged', 'safeguarding.machine.stated', 'safeguarding.update.acknowledged', 'safeguarding.ethnicity.recorded', 'safeguarding.milestone.stated',
]);

/** `forwarding-declined` of `safeguarding.referral.forwarding-declined.v1`. */
export function shortType(type: string): string {
  return type.replace(/^safeguarding\.referral\./, '').replace(/\.v\d+$/, '');
}

/** `breached` of `safeguarding.deadline.breached.v1`. */
function deadlineEvent(type: string): string | undefined {
  return /^safeguarding\.deadline\.([a-z-]+)\.v\d+$/.exec(type)?.[1];
}

/** How an agency became a recipient. */
function through({ forwardedBy, addedBecause }: AuditTimeline['recipients'][number]): string {
  if (addedBecause === 'handover') return `a handover from ${forwardedBy ?? 'an ended agency'}`;
  return forwardedBy === undefined ? 'the publication' : `a redirect by ${forwardedBy}`;
}

type Sentences = Readonly<Record<string, (event: AuditEvent) => string>>;

const person = ({ actor }: AuditEvent): string => (actor === undefined ? '' : ` (${actor})`);
const reason = ({ reasonCode }: AuditEvent): string => (reasonCode === undefined ? '' : `: ${reasonCode}`);

/** Events of the deadline watch, each followed by the agency. Their rules and times are in the clocks of the timeline. */
const OF_DEADLINE: Readonly<Record<string, string>> = {
  started: 'began to count a time limit of', 'not-started': 'could not count a time limit of', warned: 'warned of a time limit of',
  breached: 'saw a time limit pass of', escalated: 'called people about a time limit of', met: 'saw a time limit met by', cancelled: 'ended a time limit of', superseded: 'corrected the start of a time limit of',
};

const OF_PUBLISHER: Sentences = {
  // A system of the force has no name of its own.
  published: (event) => `published it${event.actor === event.force ? '' : person(event)}`,
  forwarded: ({ agency = 'another agency' }) => `forwarded it to ${agency}`,
  'forwarding-declined': (event) => `did not forward it to ${event.redirectedTo ?? 'the agency named'}${reason(event)}`,
  'recipient-added': (event) =>
    (event.reasonCode === 'handover' ? `handed it over to ${event.agency ?? 'the successor'}${person(event)}` : `sent it to ${event.agency ?? 'another agency'} too${reason(event)}`),
  'followed-up': (event) => `followed up ${event.agency ?? 'an agency'}${person(event)}`,
};

const OF_CHANGE: Sentences = {
  'safeguarding.machine.stated': () => 'received a change',
  'safeguarding.update.acknowledged': (event) => `acknowledged a change${person(event)}`,
};

/** Notices of the publisher to an agency. */
const NOTICES: ReadonlyMap<string, (event: AuditEvent) => string> = new Map([
  ['safeguarding.statements.judged', (event) => `notified ${event.agency ?? 'an agency'} ${verdictNotified(event)}`],
  ['safeguarding.notice.referral-withdrawn', (event) => `notified ${event.agency ?? 'an agency'} of the withdrawal${reason(event)}`],
  ['safeguarding.notice.redirect-declined', (event) =>
    `notified ${event.agency ?? 'an agency'} that ${event.redirectedTo === event.agency ? 'a redirect to it' : `its redirect to ${event.redirectedTo ?? 'another agency'}`} was not followed${reason(event)}`],
  ['safeguarding.notice.holder-changed', (event) => `notified ${event.agency ?? 'an agency'}: ${HOLDERS.get(event.code ?? '') ?? 'another agency has the child'}`],
]);

const OF_RUNG: Sentences = {
  delivered: () => 'received and stored it',
  rejected: (event) => `could not take it${reason(event)}`,
  opened: (event) => `opened it${person(event)}`,
  accepted: (event) => `accepted it${person(event)}`,
  refused: (event) => `refused it${person(event)}${reason(event)}`,
  redirected: (event) => `redirected it to ${event.redirectedTo ?? 'another agency'}${person(event)}${reason(event)}`,
  decided: (event) => `decided${person(event)}: ${event.decision ?? 'unknown'}`,
  fed_back: (event) => `gave feedback${person(event)}: ${event.feedback ?? 'unknown'}`,
};

/** The statement and its verdict are the code of the notice: `accepted-taken`. A notice of several statements has none. */
function verdictNotified({ code = '', reasonCode = 'something else' }: AuditEvent): string {
  const [, stated = '', verdict] = /^(.+)-(taken|waiting|refused)$/.exec(code) ?? [];
  const noun = `its ${AS_NOUN.get(stated) ?? 'statement'}`;
  if (verdict === 'taken') return `that ${noun} counts`;
  if (verdict === 'refused') return `that ${noun} does not count, refused: ${inWords(reasonCode)}`;
  return verdict === 'waiting' ? `that ${noun} does not count yet: \`${reasonCode}\` is missing` : 'of verdicts on its statements';
}

/** Statements of agencies as nouns: by their rung, the others by the subject of their type. */
const AS_NOUN: ReadonlyMap<string, string> = new Map([
  ['delivered', 'delivery'], ['rejected', 'rejection'], ['opened', 'opening'], ['accepted', 'acceptance'], ['refused', 'refusal'],
  ['redirected', 'redirect'], ['decided', 'decision'], ['fed_back', 'feedback'],
  ['safeguarding.update', 'acknowledgement of a change'], ['safeguarding.machine', 'delivery of a change'], ['safeguarding.ethnicity', 'record of ethnicity'], ['safeguarding.milestone', 'milestone'],
]);

/** An event as the end of a sentence that begins with its source, with the verdict on a statement of an agency. */
export function whatHappened(event: AuditEvent): string {
  const { judgement } = event;
  if (judgement?.verdict === 'waiting' || judgement?.verdict === 'refused') return notCounted(event, judgement);
  return `${statedIn(event)}${judgement === undefined ? '' : remarksOn(event, judgement)}`;
}

function notCounted({ rung, type, occurredAt }: AuditEvent, { verdict, code = 'unknown' }: AuditJudgement): string {
  const stated = `${AS_NOUN.get(rung ?? type.split('.', 2).join('.')) ?? 'statement'} of ${timeOfDay(occurredAt)} not counted`;
  if (verdict === 'refused') return `${stated}, refused: ${inWords(code)}`;
  return code === 'copy' ? `${stated}: its copy is not known` : `${stated}: \`${code}\` is missing`;
}

/** What the verdict adds to a statement that is taken: a repeat, its marks, and the time that counts where it is not the claimed one. */
function remarksOn({ occurredAt }: AuditEvent, { verdict, isRepeat, countsAt, workAt, marks }: AuditJudgement): string {
  const counts = workAt ?? countsAt;
  return [
    verdict === 'unattached' ? 'belongs to no copy of this referral' : undefined,
    isRepeat === true ? 'a repeat: the first answer counts' : undefined,
    ...marks.map((mark) => inWords(mark)),
    counts === undefined || Date.parse(counts) === Date.parse(occurredAt) ? undefined : `counts from ${readableTime(counts) ?? ''}`,
  ].flatMap((remark) => (remark === undefined ? [] : [`; ${remark}`])).join('');
}

/** `10:02` in UTC, for a row that shows the date already. */
function timeOfDay(at: string): string {
  return new Date(at).toISOString().slice(11, 16);
}

function inWords(code: string): string {
  return code.replaceAll('-', ' ');
}

/** A type of a later version is shown by its name. */
function statedIn(event: AuditEvent): string {
  const { type, rung, agency = 'an agency' } = event;
  const deadline = deadlineEvent(type);
  if (deadline !== undefined) return `${OF_DEADLINE[deadline] ?? `recorded ${deadline} of a time limit of`} ${agency}`;
  const sentence = NOTICES.get(shortType(type)) ?? OF_PUBLISHER[shortType(type)] ?? OF_RUNG[rung ?? ''] ?? OF_CHANGE[shortType(type)];
  return sentence?.(event) ?? `${rung ?? shortType(type)}${reason(event)}`;
}

const AWAITED: ReadonlyMap<string, string> = new Map([
  ['response', 'has not responded'],
  ['decision', 'has accepted and not decided'],
  ['forwarding', 'has redirected it, and it has not been forwarded'],
  ['holder', 'was asked to take the child, whom no agency has'],
]);

function silenceSentence({ agency, awaits, since, ageMinutes, highestRung }: AuditSilence): string {
  const reached = highestRung === undefined || awaits !== 'response' ? '' : `; it got as far as ${highestRung}`;
  // A server of a later version may report a silence that this program does not know.
  return `${agency} ${AWAITED.get(awaits) ?? `is awaited (${awaits})`} for ${readableAge(ageMinutes)} (since ${readableTime(since) ?? ''})${reached}`;
}
