import { batchJson, statement, type Transaction } from '#libs/persistence';

import type { RecordedFact } from '../record-events/recorded-fact.js';

/** Every writer takes rows in key order. A repeated event has the same content. */
const ADD_CONFLICTS = statement(
  'recorder-add-ethnicity-conflicts',
  `INSERT INTO ethnicity_conflict_projection (conflict_id, referral_id, child_id, kind, known_by, recorded_by, raised_at)
   SELECT conflict_id, referral_id, child_id, kind, known_by, recorded_by, raised_at
   FROM json_to_recordset($1::json) AS r (conflict_id uuid, referral_id uuid, child_id uuid, kind text, known_by text, recorded_by text, raised_at timestamptz)
   ORDER BY conflict_id ON CONFLICT (conflict_id) DO NOTHING`,
);
const ADD_CORRECTIONS = statement(
  'recorder-add-ethnicity-corrections',
  `INSERT INTO ethnicity_correction_projection (update_id, child_id, referral_id, corrected_at)
   SELECT update_id, child_id, referral_id, corrected_at
   FROM json_to_recordset($1::json) AS r (update_id uuid, child_id uuid, referral_id uuid, corrected_at timestamptz)
   ORDER BY update_id, child_id ON CONFLICT (update_id, child_id) DO NOTHING`,
);
const STATED_OF_CHILD = /^\/children\/([0-9a-f-]{36})\/selfDefinedEthnicity(?:\/|$)/;

/** Updates the projections of conflicts about ethnicity and their corrections. Facts may come in any order and repeatedly. Both are rare. */
export function projectEthnicity(transaction: Transaction, facts: readonly RecordedFact[]): void {
  const conflicts = facts.flatMap((fact) => conflictIn(fact));
  const corrections = facts.flatMap((fact) => correctionsIn(fact));
  if (conflicts.length > 0) transaction.send(ADD_CONFLICTS, [batchJson(conflicts)]);
  if (corrections.length > 0) transaction.send(ADD_CORRECTIONS, [batchJson(corrections)]);
}

function conflictIn(fact: RecordedFact): readonly object[] {
  if (fact.kind !== 'ethnicity-conflict') return [];
  const { conflictId, referralId, childId, kind, knownBy, recordedBy } = fact.data;
  return [{ conflict_id: conflictId, referral_id: referralId, child_id: childId, kind, known_by: knownBy, recorded_by: recordedBy, raised_at: fact.at }];
}

function correctionsIn(fact: RecordedFact): readonly object[] {
  if (fact.kind !== 'correction') return [];
  const { updateId, referralId, fields } = fact.data;
  const children = new Set(fields.flatMap((field) => STATED_OF_CHILD.exec(field)?.[1] ?? []));
  return [...children].map((childId) => ({ update_id: updateId, child_id: childId, referral_id: referralId, corrected_at: fact.at }));
}
