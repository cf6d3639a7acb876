import type { JudgedStatement, VerdictChange } from '#libs/judgement';
import { batchJson, statement, type Transaction } from '#libs/persistence';
import { counts, type StatementVerdict } from '#libs/safeguarding';

import { STATED } from '../record-events/fold-facts.js';
import { recordedFact, type RecordedFact, type StoredFact } from '../record-events/recorded-fact.js';

const LADDERS = 'json_to_recordset($1::json) AS r (referral_id uuid, agency text)';

/**
 * Excludes other recorders from the counts. Clearing and counting again changes counts in two statements, so that two recorders could
 * wait for each other in a circle. A verdict that no longer counts is rare.
 */
const OWN_TALLY = statement('recorder-own-tally', 'LOCK TABLE agency_tally IN EXCLUSIVE MODE');
const CLEAR_RECIPIENTS = statement(
  'recorder-clear-recipients',
  `UPDATE recipient_projection p SET last_stated_at = NULL, ${STATED.map((column) => `${column} = NULL`).join(', ')}
   FROM ${LADDERS} WHERE p.referral_id = r.referral_id AND p.agency = r.agency`,
);
const CLEAR_UPDATES = statement(
  'recorder-clear-updates',
  `UPDATE update_projection p SET delivered = NULL, acknowledged = NULL FROM ${LADDERS} WHERE p.referral_id = r.referral_id AND p.agency = r.agency`,
);
const COUNTED = statement(
  'recorder-counted-statements',
  `SELECT s.type, s.statement_id, s.correlation_id, s.data, s.counts_at, s.work_at FROM ${LADDERS}
   JOIN statement s ON s.referral_id = r.referral_id AND s.agency = r.agency WHERE s.verdict = 'taken' AND s.effect = 'new'`,
);

interface CountedRow {
  readonly type: string;
  readonly statement_id: string;
  readonly correlation_id: string;
  readonly data: unknown;
  readonly counts_at: Date;
  readonly work_at: Date | null;
}

/** A statement and its verdict, as a fact that counts; undefined for a repeat, and for a statement that is not taken. */
export function countedFact(
  { type, statementId: id, correlationId, data }: Pick<JudgedStatement, 'type' | 'statementId' | 'data'> & Pick<StoredFact, 'correlationId'>,
  verdict: StatementVerdict,
): RecordedFact | undefined {
  if (!counts(verdict)) return undefined;
  return recordedFact({ type, id, correlationId, data, at: verdict.workAt ?? verdict.countsAt });
}

/**
 * The statements to fold into the projections after these changes. Where a statement counted before and counts no longer, or with
 * another time, the statements of that agency about that referral are taken out of the projections and all returned anew. Otherwise a
 * merge of the new ones gives the same result.
 *
 * @returns with the referrals from which statements were taken out.
 */
export async function countedAfter(
  transaction: Transaction, changes: readonly VerdictChange[],
): Promise<{ readonly counted: readonly RecordedFact[]; readonly cleared: readonly string[] }> {
  const revised = new Map(changes.filter(({ before }) => before !== null && counts(before)).map(({ statement: stated }) => [ladderOf(stated), stated]));
  const added = changes.filter(({ statement: stated }) => !revised.has(ladderOf(stated))).flatMap(({ statement: stated, after }) => countedFact(stated, after) ?? []);
  if (revised.size === 0) return { counted: added, cleared: [] };
  const ladders = batchJson([...revised.values()].map(({ referralId, agency }) => ({ referral_id: referralId, agency })));
  transaction.send(OWN_TALLY);
  transaction.send(CLEAR_RECIPIENTS, [ladders]);
  transaction.send(CLEAR_UPDATES, [ladders]);
  const { rows } = await transaction.run<CountedRow>(COUNTED, [ladders]);
  const anew = rows.map(({ type, statement_id: id, correlation_id: correlationId, data, counts_at: countsAt, work_at: workAt }) =>
    recordedFact({ type, id, correlationId, data, at: (workAt ?? countsAt).toISOString() }));
  return { counted: [...added, ...anew], cleared: [...revised.values()].flatMap(({ referralId }) => referralId ?? []) };
}

function ladderOf({ referralId, agency }: VerdictChange['statement']): string {
  return `${referralId} ${agency}`;
}
