import { statement, type Transaction } from '#libs/persistence';

import type { ClockStart } from '../clocks/clock-start.js';
import type { WatchedFact } from '../clocks/fact.js';
import type { ReferralRecord } from '../clocks/referral-clocks.js';

const FACTS = statement('watch-facts', 'SELECT referral_id, message_id, told FROM fact WHERE referral_id = ANY ($1::uuid[])');
const STARTS = statement(
  'watch-starts',
  `SELECT clock_id, referral_id, rule_id, rule_version, anchor, anchor_at, because, agency, calendar_id, calendar_version, due_at, explanation,
     refusal, steps FROM clock WHERE referral_id = ANY ($1::uuid[])`,
);
const TOLD = statement('watch-told', 'SELECT referral_id, clock_id, name FROM notice WHERE referral_id = ANY ($1::uuid[])');

interface FactRow {
  readonly referral_id: string;
  readonly message_id: string;
  readonly told: Omit<WatchedFact, 'referralId' | 'messageId'>;
}

interface StartRow {
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
}

/** Everything kept of these referrals. The caller holds their locks. */
export async function loadRecords(transaction: Transaction, referralIds: readonly string[]): Promise<readonly ReferralRecord[]> {
  const { rows: facts } = await transaction.run<FactRow>(FACTS, [referralIds]);
  const { rows: starts } = await transaction.run<StartRow>(STARTS, [referralIds]);
  const { rows: told } = await transaction.run<{ referral_id: string; clock_id: string; name: string }>(TOLD, [referralIds]);
  const records = new Map(referralIds.map((referralId) => [referralId, {
    referralId, facts: [] as WatchedFact[], starts: new Map<string, ClockStart>(), told: new Map<string, Set<string>>(),
  }]));
  for (const { referral_id: referralId, message_id: messageId, told: said } of facts) {
    records.get(referralId)?.facts.push({ referralId, messageId, ...said });
  }
  for (const row of starts) records.get(row.referral_id)?.starts.set(row.clock_id, startOf(row));
  for (const { referral_id: referralId, clock_id: clockId, name } of told) {
    const names = records.get(referralId)?.told;
    names?.set(clockId, (names.get(clockId) ?? new Set()).add(name));
  }
  return [...records.values()];
}

function startOf(row: StartRow): ClockStart {
  return {
    clockId: row.clock_id, ruleId: row.rule_id, ruleVersion: row.rule_version, anchor: row.anchor, anchorAt: row.anchor_at.toISOString(),
    because: row.because, agency: row.agency, calendarId: row.calendar_id, calendarVersion: row.calendar_version,
    dueAt: row.due_at?.toISOString() ?? null, explanation: row.explanation, refusal: row.refusal, steps: row.steps,
  };
}
