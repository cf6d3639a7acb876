import type { JudgedStatement } from '#libs/judgement';
import { statement, type Transaction } from '#libs/persistence';

import type { ClockStart } from '../clocks/clock-start.js';
import { factOfStatement } from '../clocks/fact-mapping.js';
import type { WatchedFact } from '../clocks/fact.js';
import type { ClockEnd, KeptClock, ReferralRecord } from '../clocks/referral-clocks.js';

const FACTS = statement('watch-facts', 'SELECT referral_id, message_id, content FROM fact WHERE referral_id = ANY ($1::uuid[])');
const TAKEN = statement(
  'watch-taken-statements',
  `SELECT referral_id, message_id, type, data, counts_at, work_at, stored_at FROM statement
   WHERE referral_id = ANY ($1::uuid[]) AND verdict = 'taken' AND effect = 'new'`,
);
const CLOCKS = statement(
  'watch-clocks',
  `SELECT clock_id, referral_id, rule_id, rule_version, anchor, anchor_at, because, agency, calendar_id, calendar_version, due_at, explanation,
     refusal, steps, against, owner, outcome, ended_by, ended_at, stated_at, child_id, episode_id, supersedes FROM clock WHERE referral_id = ANY ($1::uuid[])`,
);
const SENT_NOTICES = statement('watch-sent-notices', 'SELECT referral_id, clock_id, name, agency FROM notice WHERE referral_id = ANY ($1::uuid[])');

interface FactRow {
  readonly referral_id: string;
  readonly message_id: string;
  readonly content: Omit<WatchedFact, 'referralId' | 'messageId'>;
}

interface TakenRow extends Pick<JudgedStatement, 'type' | 'data'> {
  readonly referral_id: string;
  readonly message_id: string;
  readonly counts_at: Date;
  readonly work_at: Date | null;
  readonly stored_at: Date;
}

interface ClockRow {
  readonly clock_id: string;
  readonly referral_id: string;
  readonly rule_id: ClockStart['ruleId'];
  readonly rule_version: number;
  readonly anchor: ClockStart['anchor'];
  readonly anchor_at: Date;
  readonly because: string;
  readonly agency: string;
  readonly calendar_id: string | null;
  readonly calendar_version: string | null;
  readonly due_at: Date | null;
  readonly explanation: string;
  readonly refusal: ClockStart['refusal'];
  readonly steps: ClockStart['steps'];
  readonly against: string;
  readonly owner: string;
  readonly outcome: ClockEnd['outcome'] | null;
  readonly ended_by: string | null;
  readonly ended_at: Date | null;
  readonly stated_at: Date | null;
  readonly child_id: string | null;
  readonly episode_id: string | null;
  readonly supersedes: string | null;
}

interface NoticeRow {
  readonly referral_id: string;
  readonly clock_id: string;
  readonly name: string;
  readonly agency: string;
}

/** The stored state of these referrals. The caller holds their locks. */
export async function loadRecords(transaction: Transaction, referralIds: readonly string[]): Promise<readonly ReferralRecord[]> {
  if (referralIds.length === 0) return [];
  // In one round trip.
  const [{ rows: facts }, { rows: statements }, { rows: clocks }, { rows: notices }] = await Promise.all([
    transaction.run<FactRow>(FACTS, [referralIds]), transaction.run<TakenRow>(TAKEN, [referralIds]), transaction.run<ClockRow>(CLOCKS, [referralIds]), transaction.run<NoticeRow>(SENT_NOTICES, [referralIds]),
  ]);
  const records = new Map(referralIds.map((referralId) => [referralId, {
    referralId, facts: [] as WatchedFact[], kept: new Map<string, KeptClock>(), sentNotices: new Map<string, Set<string>>(), notified: new Map<string, Set<string>>(),
  }]));
  for (const { referral_id: referralId, message_id: messageId, content: fact } of facts) {
    records.get(referralId)?.facts.push({ referralId, messageId, ...fact });
  }
  for (const row of statements) {
    const fact = statedFact(row);
    if (fact !== null) records.get(row.referral_id)?.facts.push(fact);
  }
  for (const row of clocks) records.get(row.referral_id)?.kept.set(row.clock_id, clockOf(row));
  for (const { referral_id: referralId, clock_id: clockId, name, agency } of notices) {
    const { sentNotices: names, notified } = records.get(referralId) ?? {};
    names?.set(clockId, (names.get(clockId) ?? new Set()).add(name));
    notified?.set(clockId, (notified.get(clockId) ?? new Set()).add(agency));
  }
  return [...records.values()];
}

/** The state of referrals that had no stored row before these facts. */
export function newRecords(facts: readonly WatchedFact[], referralIds: ReadonlySet<string>): readonly ReferralRecord[] {
  const records = new Map<string, WatchedFact[]>();
  for (const fact of facts) {
    if (!referralIds.has(fact.referralId)) continue;
    const known = records.get(fact.referralId);
    if (known === undefined) records.set(fact.referralId, [fact]);
    else known.push(fact);
  }
  return [...records].map(([referralId, its]) => ({ referralId, facts: its, kept: new Map(), sentNotices: new Map() }));
}

function statedFact({ referral_id: referralId, message_id: messageId, type, data, counts_at: countsAt, work_at: workAt, stored_at: storedAt }: TakenRow): WatchedFact | null {
  const times = { countsAt: countsAt.toISOString(), ...(workAt !== null && { workAt: workAt.toISOString() }) };
  return factOfStatement({ referralId, messageId, type, data, storedAt: storedAt.toISOString() }, times);
}

function clockOf(row: ClockRow): KeptClock {
  const { against, owner, outcome, ended_by: by, ended_at: at, stated_at: statedAt } = row;
  const isOpen = outcome === null || by === null || at === null;
  const end = isOpen ? null : { outcome, by, at: at.toISOString(), ...(statedAt !== null && { statedAt: statedAt.toISOString() }) };
  return { start: startOf(row), against, owner, end, supersedes: row.supersedes };
}

function startOf(row: ClockRow): ClockStart {
  return {
    clockId: row.clock_id, ruleId: row.rule_id, ruleVersion: row.rule_version, anchor: row.anchor, anchorAt: row.anchor_at.toISOString(),
    because: row.because, agency: row.agency, calendarId: row.calendar_id, calendarVersion: row.calendar_version,
    dueAt: row.due_at?.toISOString() ?? null, explanation: row.explanation, refusal: row.refusal, steps: row.steps,
    ...(row.child_id !== null && { childId: row.child_id }), ...(row.episode_id !== null && { episodeId: row.episode_id }),
  };
}
