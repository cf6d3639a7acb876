import type { ClockPolicy } from '#libs/agreements';
import type { OutgoingMessage } from '#libs/contracts';

import { dueNotices, nextAt, type Notice } from './notice.js';
import { noticeId, noticeMessage, type Saying } from './notice-message.js';
import { clocksOf, factsOf, type ClockEnd, type KeptClock, type ReferralRecord, type WatchedClock } from './referral-clocks.js';

/** A notice that was given now. */
export interface GivenNotice {
  readonly clockId: string;
  readonly name: string;
  readonly messageId: string;
  readonly raisedAt: string;
}

export interface Advanced {
  /** Those that stand otherwise than they were kept. */
  readonly changed: readonly KeptClock[];
  /** When the referral has to be looked at next; null when there is nothing left to say about it. */
  readonly nextAt: string | null;
  readonly notices: readonly GivenNotice[];
  readonly messages: readonly OutgoingMessage[];
}

const NOTHING_TOLD: ReadonlySet<string> = new Set();

/** The clocks of a referral after its facts have changed. Says nothing. */
export function settle(record: ReferralRecord, policy: ClockPolicy): Advanced {
  const clocks = clocksOf(record, policy);
  return { changed: changed(clocks, record), nextAt: earliest(clocks, record.told), notices: [], messages: [] };
}

/** Says everything about a referral that is due before `now`: a call may start a clock, whose own notices then are due too. */
export function advance(record: ReferralRecord, policy: ClockPolicy, saying: Omit<Saying, 'referralId' | 'publication' | 'partnership' | 'contactOf'>): Advanced {
  const publication = factsOf(record.facts)?.publication;
  if (publication === undefined) return settle(record, policy);
  const about: Saying = {
    ...saying, partnership: policy.partnership, contactOf: (agency, role) => policy.contactOf(agency, role), referralId: record.referralId, publication,
  };
  const told = new Map([...record.told].map(([clockId, names]) => [clockId, new Set(names)]));
  const notices: GivenNotice[] = [];
  const messages: OutgoingMessage[] = [];
  for (;;) {
    const clocks = clocksOf({ ...record, told }, policy);
    const due = clocks.flatMap((clock) =>
      dueNotices(clock, told.get(clock.start.clockId) ?? NOTHING_TOLD, saying.now).map((notice) => ({ clock, notice })));
    for (const { clock, notice } of due) {
      const { clockId } = clock.start;
      told.set(clockId, (told.get(clockId) ?? new Set<string>()).add(notice.name));
      notices.push({ clockId, name: notice.name, messageId: noticeId(clockId, notice.name), raisedAt: saying.now });
      messages.push(noticeMessage(clock, notice, about));
    }
    if (!due.some(startsAnother)) return { changed: changed(clocks, record), nextAt: earliest(clocks, told), notices, messages };
  }
}

/** Of everything that is said, only a call that starts a clock makes a difference to which clocks there are. */
function startsAnother({ clock, notice }: { readonly clock: WatchedClock; readonly notice: Notice }): boolean {
  return notice.kind === 'step' && clock.start.steps[notice.index]?.starts !== undefined;
}

/** Most of what happens to a referral changes one of its clocks or none, and a row that is written again costs as much as a new one. */
function changed(clocks: readonly WatchedClock[], { kept }: ReferralRecord): readonly WatchedClock[] {
  return clocks.filter(({ start, against, owner, end }) => {
    const before = kept.get(start.clockId);
    // A start is another object where it was worked out anew: then it may be another one.
    return before?.start !== start || before.against !== against || before.owner !== owner || !isSameEnd(before.end, end);
  });
}

function isSameEnd(one: ClockEnd | null, other: ClockEnd | null): boolean {
  return one?.outcome === other?.outcome && one?.by === other?.by && one?.at === other?.at;
}

function earliest(clocks: readonly WatchedClock[], told: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const times = clocks.flatMap((clock) => nextAt(clock, told.get(clock.start.clockId) ?? NOTHING_TOLD) ?? []);
  return times.toSorted()[0] ?? null;
}
