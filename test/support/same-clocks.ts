import { expect } from '@jest/globals';

import type { ReferralListPage, ReferralStatus, WatchedClockItem } from '#libs/contracts';

import { eventually, type ExchangeDesk } from './exchange-desk.js';

/** The rules whose clocks begin with a sharing. */
const OF_A_SHARING = /^(LA_ACK|HUB_[A-Z]+|SCHOOL_NOTICE)$/;

interface Counted {
  readonly publisher: readonly string[];
  readonly watch: readonly string[];
}

/**
 * Checks, at the end of a journey, that the status of every referral of the force marks the same clocks as the deadline watch counts: rule,
 * agency, due time, state, and end. Publisher and watch each work them out from their own records.
 *
 * @returns every state with its end, over all referrals, so that a journey can show what was compared.
 */
export async function expectSameClocks(desk: ExchangeDesk): Promise<readonly string[]> {
  const { body: { items } } = await desk.call<ReferralListPage>('northshire-police', 'GET', '/v1/referrals?limit=200');
  expect(items.length).toBeGreaterThan(0);
  const ends = new Set<string>();
  for (const { referralId } of items) {
    const { watch } = await eventually(() => counted(desk, referralId), (both) => String(both.publisher) === String(both.watch));
    for (const clock of watch) ends.add(clock.split(' ').slice(4).join(' '));
  }
  return [...ends].toSorted();
}

async function counted(desk: ExchangeDesk, referralId: string): Promise<Counted> {
  const { recipients } = await desk.status(referralId);
  return { publisher: recipients.flatMap((recipient) => marksOf(recipient)).toSorted(), watch: (await watched(desk, referralId)).toSorted() };
}

function marksOf({ agency, clocks = [] }: ReferralStatus['recipients'][number]): readonly string[] {
  return clocks.map(({ against = agency, ...clock }) => inShort({ ...clock, agency: against }));
}

async function watched(desk: ExchangeDesk, referralId: string): Promise<readonly string[]> {
  const { items } = await desk.watched(`referralId=${referralId}&limit=500`);
  return items.filter(({ rule, anchor }) => OF_A_SHARING.test(rule) && anchor !== 'la-ack-breached').map((clock) => inShort(clock));
}

type Marked = Pick<WatchedClockItem, 'rule' | 'agency' | 'anchorAt' | 'dueAt' | 'state' | 'endedBy' | 'endedAt' | 'statedAt'>;

function inShort({ rule, agency, anchorAt, dueAt, state, endedBy, endedAt, statedAt }: Marked): string {
  const times = [anchorAt, dueAt].map((time) => (time === undefined ? '-' : new Date(time).toISOString()));
  return [rule, agency, ...times, state, endedBy, endedAt, statedAt].filter((part) => part !== undefined).join(' ');
}
