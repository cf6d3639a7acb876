import { batchJson, statement, type Transaction } from '#libs/persistence';

import { isDeadlineFact, type DeadlineFact } from '../record-events/event-kinds.js';
import type { RecordedFact } from '../record-events/recorded-fact.js';

/**
 * One contribution per message. LEAST and GREATEST choose its times, so that neither order nor repetition makes a difference. The
 * earlier of two ends counts, as for the clock itself.
 */
interface Contribution {
  readonly clock_id: string;
  readonly referral_id: string;
  readonly rule: string;
  readonly rule_version: number | null;
  readonly child_id: string | null;
  readonly episode_id: string | null;
  readonly anchor: string;
  readonly anchor_at: string;
  readonly due_at: string | null;
  readonly explanation: string;
  /** Of a start: its agency and organisation. Of a later event: those at its time. */
  readonly agency: string;
  readonly organisation: string;
  readonly holder: { readonly place: number; readonly agency: string; readonly organisation: string };
  readonly breached_at: string | null;
  readonly supersedes: string | null;
  readonly ended: { readonly at: string; readonly outcome: 'met' | 'cancelled' | 'superseded'; readonly by: string; readonly stated_at: string | null } | null;
  readonly call: { readonly at: string; readonly step: number; readonly kind: 'warned' | 'escalated'; readonly organisation: string; readonly role: string; readonly raised_at: string } | null;
}

const MERGE = statement(
  'recorder-merge-clocks',
  `INSERT INTO clock_projection AS c (clock_id, referral_id, rule, rule_version, anchor, anchor_at, due_at, explanation, holder, first_holder, breached_at, ended,
     child_id, episode_id, supersedes)
   SELECT r.clock_id, r.referral_id, r.rule, r.rule_version, r.anchor, r.anchor_at, r.due_at, r.explanation, r.holder, r.first_holder, r.breached_at, r.ended,
     r.child_id, r.episode_id, r.supersedes
   FROM json_to_recordset($1::json) AS r (clock_id uuid, referral_id uuid, rule text, rule_version int, anchor text, anchor_at timestamptz, due_at timestamptz,
     explanation text, holder clock_holder, first_holder clock_holder, breached_at timestamptz, ended clock_end, child_id uuid, episode_id uuid, supersedes uuid)
   ORDER BY r.clock_id
   ON CONFLICT (clock_id) DO UPDATE SET
     rule_version = GREATEST(c.rule_version, EXCLUDED.rule_version),
     due_at = LEAST(c.due_at, EXCLUDED.due_at),
     explanation = CASE WHEN c.due_at IS NULL AND EXCLUDED.due_at IS NOT NULL THEN EXCLUDED.explanation ELSE c.explanation END,
     holder = GREATEST(c.holder, EXCLUDED.holder),
     first_holder = LEAST(c.first_holder, EXCLUDED.first_holder),
     breached_at = LEAST(c.breached_at, EXCLUDED.breached_at),
     ended = LEAST(c.ended, EXCLUDED.ended),
     supersedes = GREATEST(c.supersedes, EXCLUDED.supersedes)`,
);
const ADD_CALLS = statement(
  'recorder-add-calls',
  `INSERT INTO clock_call (clock_id, step, referral_id, kind, organisation, role, due_at, raised_at)
   SELECT r.clock_id, r.step, r.referral_id, r.kind, r.organisation, r.role, r.due_at, r.raised_at
   FROM json_to_recordset($1::json) AS r (clock_id uuid, step int, referral_id uuid, kind text, organisation text, role text, due_at timestamptz,
     raised_at timestamptz)
   ORDER BY r.clock_id, r.step ON CONFLICT DO NOTHING`,
);

/**
 * Folds the events of clocks into their projections. Neither order nor repetition of the facts makes a difference. A copy for an agency that was
 * notified of a clock before is in the log and changes nothing, because it names another agency than the clock runs against.
 */
export function projectDeadlines(transaction: Transaction, facts: readonly RecordedFact[]): void {
  const contributions = facts.flatMap((fact) => (isDeadlineFact(fact) && fact.data.against === undefined ? [contributionOf(fact)] : []));
  if (contributions.length === 0) return;
  transaction.send(MERGE, [batchJson(merged(contributions.map((each) => ({ ...each, first_holder: each.holder }))))]);
  const calls = contributions.flatMap(({ clock_id, referral_id, call }) =>
    call === null ? [] : [{ clock_id, referral_id, step: call.step, kind: call.kind, organisation: call.organisation, role: call.role, due_at: call.at, raised_at: call.raised_at }]);
  if (calls.length > 0) transaction.send(ADD_CALLS, [batchJson(calls)]);
}

function contributionOf(fact: DeadlineFact): Contribution {
  const { referralId: referral_id, agency, organisation } = fact.data;
  const about = { referral_id, agency, organisation, breached_at: null, ended: null, call: null, ...subjectOf(fact), supersedes: null };
  if (fact.kind === 'deadline-not-started') {
    const { clockId: clock_id, rule, anchor, anchorAt: anchor_at, explanation } = fact.data;
    return { ...about, clock_id, rule, rule_version: null, anchor, anchor_at, due_at: null, explanation, holder: { place: 0, agency, organisation } };
  }
  if (fact.kind === 'deadline-superseded') {
    const { clockId: clock_id, rule, anchor, anchorAt: anchor_at, dueAt: due_at = null, explanation, at, by } = fact.data;
    const ended = { at, outcome: 'superseded', by, stated_at: null } as const;
    return { ...about, clock_id, rule, rule_version: null, anchor, anchor_at, due_at, explanation, holder: { place: 1_000, agency, organisation }, ended };
  }
  const { id: clock_id, rule, ruleVersion: rule_version, anchor, anchorAt: anchor_at, dueAt: due_at, explanation, supersedes = null } = fact.data.clock;
  const clock = { ...about, clock_id, rule, rule_version, anchor, anchor_at, due_at, explanation, supersedes };
  switch (fact.kind) {
    case 'deadline-started':
      return { ...clock, holder: { place: 0, agency, organisation } };
    case 'deadline-warned':
    case 'deadline-escalated': {
      const { step, at, raisedAt: raised_at, role } = fact.data;
      const kind = fact.kind === 'deadline-warned' ? 'warned' : 'escalated';
      return { ...clock, holder: { place: step, agency, organisation: agency }, call: { at, step, kind, organisation, role, raised_at } };
    }
    case 'deadline-breached':
      return { ...clock, holder: { place: fact.data.step, agency, organisation }, breached_at: fact.data.at };
    default: {
      const { at, by, statedAt: stated_at = null } = fact.data;
      return { ...clock, holder: { place: 1_000, agency, organisation }, ended: { at, outcome: fact.kind === 'deadline-met' ? 'met' : 'cancelled', by, stated_at } };
    }
  }
}

/** The child and the episode that a clock is about. */
function subjectOf({ data }: DeadlineFact): Pick<Contribution, 'child_id' | 'episode_id'> {
  const { childId = null, episodeId = null } = 'clock' in data ? data.clock : data;
  return { child_id: childId, episode_id: episodeId };
}

/** The contributions of one clock: the latest holder, and the one at its start. */
type Merged = Contribution & { readonly first_holder: Contribution['holder'] };

/** Merges the contributions of one clock, because an upsert may touch a row only once. */
function merged(contributions: readonly Merged[]): readonly object[] {
  const rows = new Map<string, Merged>();
  for (const added of contributions) {
    const known = rows.get(added.clock_id);
    rows.set(added.clock_id, known === undefined ? added : both(known, added));
  }
  return [...rows.values()];
}

function both(left: Merged, right: Merged): Merged {
  const withDueTime = left.due_at === null ? right : left;
  return {
    ...withDueTime,
    rule_version: left.rule_version ?? right.rule_version,
    holder: isAfter(right.holder, left.holder) ? right.holder : left.holder,
    first_holder: isAfter(right.first_holder, left.first_holder) ? left.first_holder : right.first_holder,
    breached_at: least(left.breached_at, right.breached_at),
    supersedes: greatest(left.supersedes, right.supersedes),
    ended: left.ended === null || (right.ended !== null && isBefore(right.ended, left.ended)) ? right.ended : left.ended,
  };
}

/** Field by field, as PostgreSQL compares the composite types. */
function isAfter(left: Contribution['holder'], right: Contribution['holder']): boolean {
  if (left.place !== right.place) return left.place > right.place;
  return left.agency === right.agency ? left.organisation > right.organisation : left.agency > right.agency;
}

function isBefore(left: NonNullable<Contribution['ended']>, right: NonNullable<Contribution['ended']>): boolean {
  if (left.at !== right.at) return left.at < right.at;
  if (left.outcome !== right.outcome) return left.outcome < right.outcome;
  if (left.by !== right.by) return left.by < right.by;
  // PostgreSQL orders null last.
  return left.stated_at !== null && (right.stated_at === null || left.stated_at < right.stated_at);
}

function greatest(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  return left > right ? left : right;
}

function least(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  return left < right ? left : right;
}
