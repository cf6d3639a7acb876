import { crashPoint } from '#libs/kernel';
import { batchJson, OutboxWriter, statement, type Transaction } from '#libs/persistence';

import { AT_ONCE } from '../clocks/notice.js';
import type { Advanced, GivenNotice } from '../clocks/advance.js';
import type { WatchedFact } from '../clocks/fact.js';
import type { KeptClock } from '../clocks/referral-clocks.js';

/**
 * Both lists are in the order of their ids, and new rows come before known rows, so that two copies of the watch can wait for each
 * other but never in a circle. The second copy with a new row waits here until the first has committed it. A new referral always
 * has a notice to send, so its row need not be written twice.
 */
const ADD = statement(
  'watch-add-referrals',
  `INSERT INTO referral (referral_id, next_at) SELECT r.referral_id, '${AT_ONCE}' FROM unnest($1::uuid[]) AS r (referral_id) ORDER BY 1
   ON CONFLICT (referral_id) DO NOTHING RETURNING referral_id`,
);
const LOCK = statement('watch-lock-referrals', 'SELECT 1 FROM referral WHERE referral_id = ANY ($1::uuid[]) ORDER BY referral_id FOR UPDATE');
const CLAIM = statement(
  'watch-claim-due',
  `SELECT referral_id FROM referral WHERE next_at < $1::timestamptz ORDER BY next_at, referral_id LIMIT $2::int FOR UPDATE SKIP LOCKED`,
);
const ADD_FACTS = statement(
  'watch-add-facts',
  `INSERT INTO fact (referral_id, message_id, content)
   SELECT r.referral_id, r.message_id, r.content FROM json_to_recordset($1::json) AS r (referral_id uuid, message_id uuid, content jsonb)
   ON CONFLICT DO NOTHING`,
);
const INSERT_CLOCKS = `INSERT INTO clock AS c (clock_id, referral_id, rule_id, rule_version, anchor, anchor_at, because, agency, calendar_id,
     calendar_version, due_at, explanation, refusal, steps, against, owner, outcome, ended_by, ended_at, stated_at, child_id, episode_id, supersedes)
   SELECT * FROM json_to_recordset($1::json) AS r (clock_id uuid, referral_id uuid, rule_id text, rule_version int, anchor text,
     anchor_at timestamptz, because uuid, agency text, calendar_id text, calendar_version text, due_at timestamptz, explanation text,
     refusal text, steps jsonb, against text, owner text, outcome text, ended_by text, ended_at timestamptz,
     stated_at timestamptz, child_id uuid, episode_id uuid, supersedes uuid)`;
const START = ['rule_version', 'calendar_id', 'calendar_version', 'due_at', 'explanation', 'refusal', 'steps']
  .map((column) => `${column} = EXCLUDED.${column}`).join(', ');
/**
 * A start that was published stays, even if newer rules have given another one meanwhile. So does its cause: of two facts that name one time, the
 * first to arrive is the cause, and a rebuild reads them in another order.
 */
const SAVE_STARTS = statement('watch-save-starts', `${INSERT_CLOCKS} ON CONFLICT (clock_id) DO UPDATE SET ${START}, because = EXCLUDED.because`);
const SAVE_CLOCKS = statement(
  'watch-save-clocks',
  `${INSERT_CLOCKS}
   ON CONFLICT (clock_id) DO UPDATE SET
     ${START},
     against = EXCLUDED.against, owner = EXCLUDED.owner, outcome = EXCLUDED.outcome, ended_by = EXCLUDED.ended_by, ended_at = EXCLUDED.ended_at,
     stated_at = EXCLUDED.stated_at, supersedes = EXCLUDED.supersedes
   WHERE (c.due_at, c.against, c.owner, c.outcome, c.ended_by, c.ended_at, c.stated_at, c.explanation, c.supersedes) IS DISTINCT FROM
     (EXCLUDED.due_at, EXCLUDED.against, EXCLUDED.owner, EXCLUDED.outcome, EXCLUDED.ended_by, EXCLUDED.ended_at, EXCLUDED.stated_at,
      EXCLUDED.explanation, EXCLUDED.supersedes)`,
);
/** ON CONFLICT serves a rebuild alone, which reads notices that are stored here already. */
const SAVE_NOTICES = statement(
  'watch-save-notices',
  `INSERT INTO notice (clock_id, name, referral_id, agency, message_id, raised_at)
   SELECT * FROM json_to_recordset($1::json) AS r (clock_id uuid, name text, referral_id uuid, agency text, message_id uuid, raised_at timestamptz)
   ON CONFLICT DO NOTHING`,
);
/** It uses a list of keys and no join, because the planner would read all of a young table for each batch. */
const SAVE_NEXT = statement(
  'watch-save-next',
  `UPDATE referral SET next_at = ($2::timestamptz[])[array_position($1::uuid[], referral_id)]
   WHERE referral_id = ANY ($1::uuid[]) AND next_at IS DISTINCT FROM ($2::timestamptz[])[array_position($1::uuid[], referral_id)]`,
);

/** @returns the new referrals: most of them, because most facts are about a new referral. */
export async function lockReferrals(transaction: Transaction, referralIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await transaction.run<{ referral_id: string }>(ADD, [referralIds]);
  const added = new Set(rows.map(({ referral_id: id }) => id));
  const known = referralIds.filter((id) => !added.has(id));
  if (known.length > 0) await transaction.run(LOCK, [known]);
  return added;
}

/** Locks referrals that have a due notice. Referrals that another copy works on are left to that copy. */
export async function claimDue(transaction: Transaction, now: string, limit: number): Promise<readonly string[]> {
  const { rows } = await transaction.run<{ referral_id: string }>(CLAIM, [now, limit]);
  return rows.map(({ referral_id: id }) => id);
}

export function addFacts(transaction: Transaction, facts: readonly WatchedFact[]): void {
  if (facts.length === 0) return;
  transaction.send(ADD_FACTS, [
    batchJson(facts.map(({ referralId, messageId, ...content }) => ({ referral_id: referralId, message_id: messageId, content }))),
  ]);
}

/** Adds starts that were published before, for a rebuild. Clocks that are worked out later find them and keep them. */
export function addStarts(
  transaction: Transaction,
  starts: readonly (Pick<KeptClock, 'owner' | 'start' | 'supersedes'> & { readonly referralId: string })[],
): void {
  if (starts.length === 0) return;
  const rows = starts.map(({ referralId, owner, start, supersedes }) => clockRow(referralId, { start, against: start.agency, owner, end: null, supersedes }));
  transaction.send(SAVE_STARTS, [batchJson(rows)]);
}

export function addNotices(transaction: Transaction, notices: readonly (GivenNotice & { readonly referralId: string })[]): void {
  if (notices.length === 0) return;
  const rows = notices.map(({ clockId, name, referralId, agency, messageId, raisedAt }) => ({
    clock_id: clockId, name, referral_id: referralId, agency, message_id: messageId, raised_at: raisedAt,
  }));
  transaction.send(SAVE_NOTICES, [batchJson(rows)]);
}

/** Saves the clocks of these referrals and their notices in one transaction. */
export function saveAdvanced(transaction: Transaction, advanced: readonly (readonly [referralId: string, Advanced])[]): void {
  if (advanced.length === 0) return;
  const clocks = advanced.flatMap(([referralId, each]) => each.changed.map((clock) => clockRow(referralId, clock)));
  if (clocks.length > 0) transaction.send(SAVE_CLOCKS, [batchJson(clocks)]);
  addNotices(transaction, advanced.flatMap(([referralId, { notices }]) => notices.map((notice) => ({ ...notice, referralId }))));
  transaction.send(SAVE_NEXT, [advanced.map(([referralId]) => referralId), advanced.map(([, { nextAt }]) => nextAt)]);
  const messages = advanced.flatMap(([, each]) => each.messages);
  // Clocks that are only worked out again send no message, so no half of the work can be missing.
  if (messages.length > 0) crashPoint('watch.after-notices-before-outbox');
  new OutboxWriter().insert(transaction, messages);
}

function clockRow(referralId: string, { start, against, owner, end, supersedes }: KeptClock): object {
  return {
    clock_id: start.clockId, referral_id: referralId, rule_id: start.ruleId, rule_version: start.ruleVersion, anchor: start.anchor,
    anchor_at: start.anchorAt, because: start.because, agency: start.agency, calendar_id: start.calendarId, calendar_version: start.calendarVersion,
    due_at: start.dueAt, explanation: start.explanation, refusal: start.refusal, steps: start.steps, against, owner,
    outcome: end?.outcome ?? null, ended_by: end?.by ?? null, ended_at: end?.at ?? null, stated_at: end?.statedAt ?? null,
    child_id: start.childId ?? null, episode_id: start.episodeId ?? null, supersedes,
  };
}
