import type { AuditEvent, AuditRecipient, AuditTimeline } from '#libs/contracts';
import { chainFrom } from '#libs/safeguarding';
import {
  auditUpdateLines, clockLines, clockName, clockState, eventSentence, gradeSentence, holderSentence, readableDuration, ruleName, RUNG_STATES, silenceSentence, type ClockFacts, type Times,
} from '#libs/sentences';

import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { indented, PLAIN, type Layout } from '../terminal/layout.js';
import { section, tableOf, timeColumn } from '../terminal/table.js';
import { isRecorded } from './recorded-clock.js';
import { childLines } from '../terminal/child-lines.js';

export async function showTimeline(session: Session, referralId: string): Promise<void> {
  const timeline = await answer(session.portal().GET('/v1/audit/referrals/{referralId}/timeline', { params: { path: { referralId } } }));
  await session.output.result(timeline, timelineLines(timeline, session.output.layout));
}

/** Where the referral is now, the notified recipients, the clocks, the changes, the events, and the missing answers. */
export function timelineLines(timeline: AuditTimeline, layout: Layout = PLAIN): readonly string[] {
  const { times } = layout;
  const { referralId, force, area, grade, publishedAt, asOf, withdrawnAt, holder, gradings, updates, recipients } = timeline;
  const inner = indented(layout);
  const known = [force, area === undefined ? undefined : `area ${area}`].filter((part) => part !== undefined).join(', ');
  const graded = gradeSentence(gradings, times) ?? (grade === undefined ? undefined : `Grade ${grade}`);
  return [
    `Referral ${referralId}`,
    known === '' ? 'Its publication has not been recorded yet.' : `${known}; published ${publishedAt === undefined ? 'at an unknown time' : times.at(publishedAt)}`,
    ...(withdrawnAt === undefined ? [] : [`WITHDRAWN ${times.at(withdrawnAt)}. No answer is expected any more.`]),
    ...(graded === undefined ? [] : [graded]),
    ...(holder === undefined ? [] : [holderSentence(holder, times)]),
    ...section('Children', childLines(timeline.children ?? [], times)),
    '',
    'Notified recipients',
    ...tableOf(
      [
        { heading: 'HOP', value: ({ hop }: AuditRecipient) => hop, align: 'right' },
        { heading: 'AGENCY', value: ({ agency }) => agency },
        { heading: 'ASKED TO', value: ({ expectation }) => expectation },
        { heading: 'THROUGH', value: (recipient) => through(recipient) },
        { heading: 'GOT AS FAR AS', value: ({ highestRung }) => (highestRung === undefined ? undefined : RUNG_STATES[highestRung]) },
        timeColumn('RESPONDED', ({ respondedAt }) => respondedAt),
      ],
      recipients,
      inner,
    ).map((line) => `  ${line}`),
    ...recipients.flatMap(({ agency, reviewOverdue = [] }) =>
      reviewOverdue.map(({ agreement, reviewBy }) => `  ${agency} was notified under ${agreement}, which was to be reviewed by ${reviewBy}`)),
    ...section('Clocks', clocksOf(timeline, times)),
    ...section('Changes', updates.flatMap((update) => auditUpdateLines(update, times))),
    '',
    'What happened',
    ...happened(timeline, inner).map((line) => `  ${line}`),
    '',
    `What has not happened, as of ${times.at(asOf)}`,
    ...missing(timeline, times).map((line) => `  ${line}`),
  ];
}

/** The silences, and the clocks that are overdue: a duty can be open although an answer came. */
function missing({ awaiting, clocks, asOf }: AuditTimeline, times: Times): readonly string[] {
  const overdue = clocks.filter(({ state }) => state === 'breached');
  const lines = [...awaiting.map((silence) => silenceSentence(silence, times)), ...overdue.map((clock) => `${clockName(clock)}: ${clockState(clock, times, asOf)}`)];
  return lines.length === 0 ? ['Nothing is awaited.'] : lines;
}

/** The clocks with their calls. Until the watch has recorded a clock, the due times that were recorded with the notification. */
function clocksOf({ recipients, clocks, asOf }: AuditTimeline, times: Times): readonly string[] {
  // The clocks of an agency pass on with its redirect.
  const sharings = recipients.map((each) => ({ agency: each.agency, ...(each.forwardedBy !== undefined && { from: each.forwardedBy }), clocks: [] }));
  const recorded = recipients.flatMap(({ agency, due = [] }) => due
    .filter((each) => !isRecorded(clocks, chainFrom(agency, sharings), each))
    .map(({ rule, anchor, dueAt, explanation }) => `${ruleName({ rule, anchor })} of ${agency}: ${dueAt === undefined ? 'no due time' : `due ${times.at(dueAt)}`} (${explanation})`));
  return [...clocks.flatMap((clock) => clockLines(clock satisfies ClockFacts, times, asOf)), ...recorded];
}

function happened({ events, publishedAt, force }: AuditTimeline, layout: Layout): readonly string[] {
  const [first] = events;
  if (first === undefined) return ['Nothing has been recorded.'];
  const begin = Date.parse(publishedAt ?? first.occurredAt);
  // A time limit may have passed before the publication. Then no time lies between.
  const after = (at: number): string | undefined => (at < begin ? undefined : readableDuration(at - begin));
  return tableOf(
    [
      timeColumn('WHEN', ({ occurredAt }: AuditEvent) => occurredAt),
      { heading: 'AFTER', value: ({ occurredAt }) => after(Date.parse(occurredAt)), align: 'right' },
      { heading: 'WHO', value: (event, times) => eventSentence(event, times, force).who },
      { heading: 'WHAT', value: (event, times) => eventSentence(event, times, force).what },
    ],
    events,
    layout,
  );
}

/** How an agency became a recipient. */
function through({ forwardedBy, addedBecause }: AuditRecipient): string {
  if (addedBecause === 'handover') return `a handover from ${forwardedBy ?? 'an ended agency'}`;
  if (addedBecause !== undefined) return `a change: it was ${addedBecause}`;
  return forwardedBy === undefined ? 'the publication' : `a redirect by ${forwardedBy}`;
}
