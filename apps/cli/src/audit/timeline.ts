import type { AuditEvent, AuditRecipient, AuditSilence, AuditTimeline } from '#libs/contracts';

import type { ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { tableOf } from '../terminal/table.js';
import { readableDuration, readableTime } from '../terminal/time.js';
import { readableAge } from './awaiting.js';
import { shortType } from './search-events.js';

export async function showTimeline(session: Session, referralId: string): Promise<ExitCode | undefined> {
  const timeline = await session.portal().json<AuditTimeline>('GET', `/v1/audit/referrals/${referralId}/timeline`);
  await session.output.document(timeline);
  await session.output.lines(...timelineLines(timeline));
  return undefined;
}

/** As much of a timeline as the story tells. */
export type Story = Pick<
  AuditTimeline,
  'referralId' | 'force' | 'area' | 'grade' | 'publishedAt' | 'asOf' | 'recipients' | 'events' | 'awaiting'
>;

/** The story of a referral: who was told, what happened, what has not. */
export function timelineLines(story: Story): readonly string[] {
  const { referralId, force, area, grade, publishedAt, asOf, recipients, events, awaiting } = story;
  const origin = [force, area === undefined ? undefined : `area ${area}`, grade === undefined ? undefined : `grade ${grade}`];
  const told = origin.filter((part) => part !== undefined).join(', ');
  return [
    `Referral ${referralId}`,
    told === '' ? 'Its publication has not been recorded yet.' : `${told}; published ${readableTime(publishedAt) ?? 'at an unknown time'}`,
    '',
    'Who was told',
    ...tableOf(
      [
        { heading: 'HOP', value: ({ hop }) => hop, align: 'right' },
        { heading: 'AGENCY', value: ({ agency }) => agency },
        { heading: 'ASKED TO', value: ({ expectation }) => expectation },
        { heading: 'THROUGH', value: ({ forwardedBy }) => (forwardedBy === undefined ? 'the publication' : `a redirect by ${forwardedBy}`) },
        { heading: 'STANDING', value: ({ standing }) => standing },
        { heading: 'ANSWERED', value: ({ answeredAt }) => readableTime(answeredAt) },
      ],
      recipients,
    ).map((line) => `  ${line}`),
    ...recipients.flatMap((recipient) => termsOf(recipient)).map((line) => `  ${line}`),
    '',
    'What happened',
    ...storyOf(events, publishedAt).map((line) => `  ${line}`),
    '',
    `What has not happened, as of ${readableTime(asOf) ?? ''}`,
    ...(awaiting.length === 0 ? ['  Nothing is awaited.'] : awaiting.map((silence) => `  ${silenceSentence(silence)}`)),
  ];
}

/** What was written down when an agency was told: by when it was to answer and why, and which agreement was past its review. */
function termsOf({ agency, due = [], reviewOverdue = [] }: AuditRecipient): readonly string[] {
  return [
    ...due.map(({ rule, dueAt, explanation }) => `${agency} ${rule}: ${dueAt === undefined ? 'no due time. ' : ''}${explanation}`),
    ...reviewOverdue.map(({ agreement, reviewBy }) => `${agency} was told under ${agreement}, which was to be reviewed by ${reviewBy}`),
  ];
}

function storyOf(events: readonly AuditEvent[], publishedAt: string | undefined): readonly string[] {
  const [first] = events;
  if (first === undefined) return ['Nothing has been recorded.'];
  const begin = Date.parse(publishedAt ?? first.occurredAt);
  // A time limit may have passed before the referral was published: that was after nothing.
  const after = (at: number): string | undefined => (at < begin ? undefined : readableDuration(at - begin));
  return tableOf(
    [
      { heading: 'WHEN', value: ({ occurredAt }) => readableTime(occurredAt) },
      { heading: 'AFTER', value: ({ occurredAt }) => after(Date.parse(occurredAt)), align: 'right' },
      { heading: 'WHO', value: (event) => whoSaid(event) },
      { heading: 'WHAT', value: (event) => whatHappened(event) },
    ],
    events,
  );
}

function whoSaid({ agency, force, type }: AuditEvent): string | undefined {
  if (saidOfDeadline(type) !== undefined) return 'the deadline watch';
  return shortType(type) === 'acknowledged' ? agency : (force ?? 'the publisher');
}

/** What the deadline watch says; its rule and times are in the clocks of the timeline. */
const OF_DEADLINES: Readonly<Record<string, string>> = {
  started: 'began to count a time limit of', 'not-started': 'could not count a time limit of', warned: 'warned of a time limit of',
  breached: 'saw a time limit pass of', escalated: 'called people about a time limit of', met: 'saw a time limit met by', cancelled: 'ended a time limit of',
};

function saidOfDeadline(type: string): string | undefined {
  const kind = /^safeguarding\.deadline\.([a-z-]+)\.v\d+$/.exec(type)?.[1];
  return kind === undefined ? undefined : (OF_DEADLINES[kind] ?? `said ${kind} of a time limit of`);
}

/** What an event says, as the end of a sentence that begins with who said it. */
export function whatHappened({ type, rung, agency, actor, reasonCode, decision, feedback, redirectedTo }: AuditEvent): string {
  const person = actor === undefined ? '' : ` (${actor})`;
  const reason = reasonCode === undefined ? '' : `: ${reasonCode}`;
  const deadline = saidOfDeadline(type);
  if (deadline !== undefined) return `${deadline} ${agency ?? 'an agency'}`;
  switch (shortType(type)) {
    case 'published':
      return 'published it';
    case 'forwarded':
      return `forwarded it to ${agency ?? 'another agency'}`;
    case 'forwarding-declined':
      return `did not forward it to ${redirectedTo ?? 'the agency named'}${reason}`;
    case 'followed-up':
      return `followed up ${agency ?? 'an agency'}${person}`;
  }
  switch (rung) {
    case 'delivered':
      return 'received and stored it';
    case 'rejected':
      return `could not take it${reason}`;
    case 'opened':
      return `opened it${person}`;
    case 'accepted':
      return `accepted it${person}`;
    case 'refused':
      return `refused it${person}${reason}`;
    case 'redirected':
      return `redirected it to ${redirectedTo ?? 'another agency'}${person}${reason}`;
    case 'decided':
      return `decided${person}: ${decision ?? 'unknown'}`;
    case 'fed_back':
      return `told the force${person}: ${feedback ?? 'unknown'}`;
    default:
      return `${rung ?? shortType(type)}${reason}`;
  }
}

const AWAITED: ReadonlyMap<string, string> = new Map([
  ['response', 'has not responded'],
  ['decision', 'has accepted and not decided'],
  ['forwarding', 'has redirected it, and it has not been forwarded'],
]);

function silenceSentence({ agency, awaits, since, ageMinutes, standing }: AuditSilence): string {
  const reached = standing === undefined || awaits !== 'response' ? '' : `; it got as far as ${standing}`;
  // A server of a later version may wait for more than this program knows: it is still a silence, and is told.
  return `${agency} ${AWAITED.get(awaits) ?? `is awaited (${awaits})`} for ${readableAge(ageMinutes)} (since ${readableTime(since) ?? ''})${reached}`;
}
