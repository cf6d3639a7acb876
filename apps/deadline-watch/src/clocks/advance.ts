import type { ClockPolicy } from '#libs/agreements';
import type { OutgoingMessage } from '#libs/contracts';

import { dueNotices, nextAt } from './notice.js';
import { noticeId, noticeMessage, type Saying } from './notice-message.js';
import { clocksOf, factsOf, type ReferralRecord, type WatchedClock } from './referral-clocks.js';

/** A notice that was given now. */
export interface GivenNotice {
  readonly clockId: string;
  readonly name: string;
  readonly messageId: string;
  readonly raisedAt: string;
}

export interface Advanced {
  readonly clocks: readonly WatchedClock[];
  /** When the referral has to be looked at next; null when there is nothing left to say about it. */
  readonly nextAt: string | null;
  readonly notices: readonly GivenNotice[];
  readonly messages: readonly OutgoingMessage[];
}

const NOTHING_TOLD: ReadonlySet<string> = new Set();

/** The clocks of a referral after its facts have changed. Says nothing. */
export function settle(record: ReferralRecord, policy: ClockPolicy): Advanced {
  const clocks = clocksOf(record, policy);
  return { clocks, nextAt: earliest(clocks, record.told), notices: [], messages: [] };
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
    if (due.length === 0) return { clocks, nextAt: earliest(clocks, told), notices, messages };
    for (const { clock, notice } of due) {
      const { clockId } = clock.start;
      told.set(clockId, (told.get(clockId) ?? new Set<string>()).add(notice.name));
      notices.push({ clockId, name: notice.name, messageId: noticeId(clockId, notice.name), raisedAt: saying.now });
      messages.push(noticeMessage(clock, notice, about));
    }
  }
}

function earliest(clocks: readonly WatchedClock[], told: ReadonlyMap<string, ReadonlySet<string>>): string | null {
  const times = clocks.flatMap((clock) => nextAt(clock, told.get(clock.start.clockId) ?? NOTHING_TOLD) ?? []);
  return times.toSorted()[0] ?? null;
}
