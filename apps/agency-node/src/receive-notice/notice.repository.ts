import type { ChildHolder } from '#libs/contracts';
import { batchJson, statement, type Transaction } from '#libs/persistence';

import type { CallRow, ClockRow } from './clock-rows.js';

/** A verdict on a statement from this agency's topic. Names are those of the columns. */
export interface VerdictRow {
  readonly partition: number;
  readonly receipt_id: string;
  readonly digest: string;
  readonly referral_id: string | undefined;
  readonly rung: string | undefined;
  readonly kind: string | undefined;
  readonly at: string;
  readonly actor: string | undefined;
  readonly verdict: string;
  readonly code: string | undefined;
  readonly notice_offset: string;
}

/** A verdict that was stored now on what a person here stated. */
export interface OwnVerdictRow extends Pick<VerdictRow, 'receipt_id' | 'digest' | 'notice_offset'> {
  readonly referral_id: string;
}

export interface WithdrawalRow {
  readonly referral_id: string;
  readonly reason: string;
  readonly withdrawn_at: string;
}

export interface DeclinedRow {
  readonly receipt_id: string;
  readonly referral_id: string;
  readonly from_agency: string;
  readonly to_agency: string;
  readonly reason: string;
  /** The successor of an agency that has ended. */
  readonly successor: string | undefined;
  readonly declined_at: string;
}

export interface OmittedRow {
  readonly notice_id: string;
  readonly statements: number;
  readonly judged_at: string;
}

export interface HolderRow {
  readonly referral_id: string;
  readonly state: string;
  readonly since: string;
  readonly agencies: readonly string[];
  readonly children: readonly ChildHolder[] | undefined;
  readonly changed_at: string;
}

/** The verdict of the notice with the higher offset counts, so that a notice which is replayed later changes nothing back. */
const STORE_VERDICTS = statement(
  'node-store-verdicts',
  `WITH stored AS (
     INSERT INTO judged_statement AS j (partition, receipt_id, digest, referral_id, rung, kind, at, actor, verdict, code, notice_offset)
     SELECT DISTINCT ON (partition, receipt_id, digest) partition, receipt_id, digest, referral_id, rung, kind, at, actor, verdict, code, notice_offset
     FROM json_to_recordset($1::json) AS r (partition integer, receipt_id uuid, digest text, referral_id uuid, rung text, kind text, at timestamptz,
       actor text, verdict text, code text, notice_offset bigint)
     ORDER BY partition, receipt_id, digest, notice_offset DESC
     ON CONFLICT (partition, receipt_id, digest) DO UPDATE SET verdict = EXCLUDED.verdict, code = EXCLUDED.code, notice_offset = EXCLUDED.notice_offset
       WHERE j.notice_offset < EXCLUDED.notice_offset
     RETURNING partition, receipt_id, digest, notice_offset
   )
   SELECT s.receipt_id, s.digest, s.notice_offset, o.referral_id FROM stored s JOIN own_statement o USING (receipt_id, digest, partition)`,
);
/** An upsert may touch a row only once, so the events of one clock are merged first. The earlier of two breaches or ends counts. */
const MERGE_CLOCKS = statement(
  'node-merge-clocks',
  `INSERT INTO clock AS c (clock_id, referral_id, rule, anchor, organisation, due_at, explanation, breached_at, ended_at, ended_by, outcome,
     child_id, episode_id, supersedes)
   SELECT clock_id, (array_agg(referral_id))[1], min(rule), min(anchor), (array_agg(organisation ORDER BY place DESC) FILTER (WHERE organisation IS NOT NULL))[1],
     max(due_at), (array_agg(explanation ORDER BY due_at DESC NULLS LAST))[1], min(breached_at),
     min(ended_at), (array_agg(ended_by ORDER BY ended_at) FILTER (WHERE ended_at IS NOT NULL))[1], (array_agg(outcome ORDER BY ended_at) FILTER (WHERE ended_at IS NOT NULL))[1],
     (array_agg(child_id))[1], (array_agg(episode_id))[1], (array_agg(supersedes) FILTER (WHERE supersedes IS NOT NULL))[1]
   FROM ROWS FROM (json_to_recordset($1::json) AS (clock_id uuid, referral_id uuid, rule text, anchor text, organisation text, due_at timestamptz, explanation text,
     breached_at timestamptz, ended_at timestamptz, ended_by text, outcome text, child_id uuid, episode_id uuid, supersedes uuid)) WITH ORDINALITY
     AS r (clock_id, referral_id, rule, anchor, organisation, due_at, explanation, breached_at, ended_at, ended_by, outcome, child_id, episode_id, supersedes, place)
   GROUP BY clock_id ORDER BY clock_id
   ON CONFLICT (clock_id) DO UPDATE SET
     organisation = coalesce(EXCLUDED.organisation, c.organisation),
     explanation = CASE WHEN EXCLUDED.due_at IS NULL THEN c.explanation ELSE EXCLUDED.explanation END,
     due_at = coalesce(EXCLUDED.due_at, c.due_at),
     breached_at = LEAST(c.breached_at, EXCLUDED.breached_at),
     ended_by = CASE WHEN c.ended_at IS NULL OR EXCLUDED.ended_at < c.ended_at THEN EXCLUDED.ended_by ELSE c.ended_by END,
     outcome = CASE WHEN c.ended_at IS NULL OR EXCLUDED.ended_at < c.ended_at THEN EXCLUDED.outcome ELSE c.outcome END,
     ended_at = LEAST(c.ended_at, EXCLUDED.ended_at),
     supersedes = coalesce(c.supersedes, EXCLUDED.supersedes)`,
);
const ADD_CALLS = statement(
  'node-add-calls',
  `INSERT INTO clock_call (clock_id, step, kind, organisation, role, contact, due_at, raised_at)
   SELECT * FROM json_to_recordset($1::json) AS r (clock_id uuid, step smallint, kind text, organisation text, role text, contact text,
     due_at timestamptz, raised_at timestamptz)
   ON CONFLICT DO NOTHING`,
);
const ADD_WITHDRAWALS = statement(
  'node-add-withdrawals',
  `INSERT INTO notified_withdrawal (referral_id, reason, withdrawn_at)
   SELECT * FROM json_to_recordset($1::json) AS r (referral_id uuid, reason text, withdrawn_at timestamptz) ON CONFLICT DO NOTHING`,
);
const ADD_DECLINED = statement(
  'node-add-declined-redirects',
  `INSERT INTO declined_redirect (receipt_id, referral_id, from_agency, to_agency, reason, successor, declined_at)
   SELECT * FROM json_to_recordset($1::json) AS r (receipt_id uuid, referral_id uuid, from_agency text, to_agency text, reason text, successor text,
     declined_at timestamptz)
   ON CONFLICT DO NOTHING`,
);

const ADD_OMITTED = statement(
  'node-add-omitted-statements',
  `INSERT INTO omitted_statements (notice_id, statements, judged_at)
   SELECT * FROM json_to_recordset($1::json) AS r (notice_id uuid, statements integer, judged_at timestamptz) ON CONFLICT DO NOTHING`,
);

/** The latest notice counts, also where an earlier one is replayed from quarantine after it. */
const STORE_HOLDERS = statement(
  'node-store-holders',
  `INSERT INTO notified_holder AS h (referral_id, state, since, agencies, children, changed_at)
   SELECT DISTINCT ON (referral_id) * FROM json_to_recordset($1::json) AS r (referral_id uuid, state text, since timestamptz, agencies text[],
     children jsonb, changed_at timestamptz) ORDER BY referral_id, changed_at DESC
   ON CONFLICT (referral_id) DO UPDATE SET state = EXCLUDED.state, since = EXCLUDED.since, agencies = EXCLUDED.agencies, children = EXCLUDED.children, changed_at = EXCLUDED.changed_at
     WHERE h.changed_at < EXCLUDED.changed_at`,
);

/** @returns those that are new and about what persons here stated. */
export async function storeVerdicts(transaction: Transaction, rows: readonly VerdictRow[]): Promise<readonly OwnVerdictRow[]> {
  if (rows.length === 0) return [];
  return (await transaction.run<OwnVerdictRow>(STORE_VERDICTS, [batchJson(rows)])).rows;
}

export function mergeClocks(transaction: Transaction, clocks: readonly ClockRow[], calls: readonly CallRow[]): void {
  if (clocks.length > 0) transaction.send(MERGE_CLOCKS, [batchJson(clocks)]);
  if (calls.length > 0) transaction.send(ADD_CALLS, [batchJson(calls)]);
}

export function addWithdrawals(transaction: Transaction, rows: readonly WithdrawalRow[]): void {
  if (rows.length > 0) transaction.send(ADD_WITHDRAWALS, [batchJson(rows)]);
}

export function addDeclinedRedirects(transaction: Transaction, rows: readonly DeclinedRow[]): void {
  if (rows.length > 0) transaction.send(ADD_DECLINED, [batchJson(rows)]);
}

export function addOmitted(transaction: Transaction, rows: readonly OmittedRow[]): void {
  if (rows.length > 0) transaction.send(ADD_OMITTED, [batchJson(rows)]);
}

export function storeHolders(transaction: Transaction, rows: readonly HolderRow[]): void {
  if (rows.length > 0) transaction.send(STORE_HOLDERS, [batchJson(rows)]);
}
