import type { ClockPolicy } from '#libs/agreements';
import type { OutgoingMessage } from '#libs/contracts';

import { dueNotices, nextAt, type Notice } from './notice.js';
import { hasCopies, noticeId, noticeMessage, notifiedOf, type NoticeContext } from './notice-message.js';
import { clocksOf, factsOf, type ClockEnd, type KeptClock, type ReferralRecord, type WatchedClock } from './referral-clocks.js';

/** A notice that is sent now. */
export interface GivenNotice {
  readonly clockId: string;
  readonly name: string;
  /** The agency that it is for, without the agencies that get a copy. */
  readonly agency: string;
  readonly messageId: string;
  readonly raisedAt: string;
}

export interface Advanced {
  /** The clocks that differ from their stored rows. */
  readonly changed: readonly KeptClock[];
  /** The time of the next look at the referral; null when no notice is left to send. */
  readonly nextAt: string | null;
  readonly notices: readonly GivenNotice[];
  readonly messages: readonly OutgoingMessage[];
}

const NONE_SENT: ReadonlySet<string> = new Set();

/** Works out the clocks of a referral after its facts have changed. Sends no notice. */
export function workOutClocks(record: ReferralRecord, policy: ClockPolicy): Advanced {
  const clocks = clocksOf(record, policy);
  return { changed: changed(clocks, record), nextAt: earliest(clocks, record.sentNotices), notices: [], messages: [] };
}

/** Collects every notice of a referral that is due before `now`. A call may start a clock, whose own notices may then be due too. */
export function advance(record: ReferralRecord, policy: ClockPolicy, context: Omit<NoticeContext, 'referralId' | 'publication' | 'partnership' | 'contactOf'>): Advanced {
  const publication = factsOf(record.facts)?.publication;
  if (publication === undefined) return workOutClocks(record, policy);
  const about: NoticeContext = {
    ...context, partnership: policy.partnership, contactOf: (agency, role) => policy.contactOf(agency, role), referralId: record.referralId, publication,
  };
  const sentNotices = new Map([...record.sentNotices].map(([clockId, names]) => [clockId, new Set(names)]));
  const notified = new Map([...record.notified ?? []].map(([clockId, agencies]) => [clockId, new Set(agencies)]));
  const notices: GivenNotice[] = [];
  const messages: OutgoingMessage[] = [];
  for (;;) {
    const clocks = clocksOf({ ...record, sentNotices }, policy);
    const due = clocks.flatMap((clock) =>
      dueNotices(clock, sentNotices.get(clock.start.clockId) ?? NONE_SENT, context.now).map((notice) => ({ clock, notice })));
    for (const { clock, notice } of due) {
      const { clockId } = clock.start;
      sentNotices.set(clockId, (sentNotices.get(clockId) ?? new Set<string>()).add(notice.name));
      const agency = notifiedOf(clock, notice);
      const before = notified.get(clockId) ?? new Set<string>();
      const copies = hasCopies(clock, notice) ? [...before].filter((other) => other !== agency).toSorted() : [];
      notified.set(clockId, before.add(agency));
      notices.push({ clockId, name: notice.name, agency, messageId: noticeId(clockId, notice.name), raisedAt: context.now });
      messages.push(noticeMessage(clock, notice, about), ...copies.map((other) => noticeMessage(clock, notice, about, other)));
    }
    if (!due.some(startsAnother)) return { changed: changed(clocks, record), nextAt: earliest(clocks, sentNotices), notices, messages };
  }
}

/** Only a call that starts a clock changes the set of clocks. No other notice does. */
function startsAnother({ clock, notice }: { readonly clock: WatchedClock; readonly notice: Notice }): boolean {
  return notice.kind === 'step' && clock.start.steps[notice.index]?.starts !== undefined;
}

/** Finds the changed clocks, because most facts change one clock or none, and a row that is written again costs as much as a new one. */
function changed(clocks: readonly WatchedClock[], { kept }: ReferralRecord): readonly WatchedClock[] {
  return clocks.filter(({ start, against, owner, end, supersedes }) => {
    const before = kept.get(start.clockId);
    // A start is another object where it was worked out anew, and may then differ.
    return before?.start !== start || before.against !== against || before.owner !== owner || before.supersedes !== supersedes || !isSameEnd(before.end, end);
  });
}

function isSameEnd(one: ClockEnd | null, other: ClockEnd | null): boolean {
  return one?.outcome === other?.outcome && one?.by === other?.by && one?.at === other?.at && one?.statedAt === other?.statedAt;
}

function earliest(clocks: readonly WatchedClock[], sentNotices: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const times = clocks.flatMap((clock) => nextAt(clock, sentNotices.get(clock.start.clockId) ?? NONE_SENT) ?? []);
  return times.toSorted()[0] ?? null;
}
