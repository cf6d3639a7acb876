import { batchJson, statement, type Transaction } from '#libs/persistence';

import type { RecordedFact } from '../record-events/recorded-fact.js';
import { foldChanges } from './fold-changes.js';

/** Every writer takes rows in key order, so that two recorders can wait for each other but never in a circle. */
const MERGE_UPDATES = statement(
  'recorder-merge-updates',
  `INSERT INTO update_projection AS p (update_id, agency, referral_id, named, delivered, acknowledged, child_ids, episode_id)
   SELECT r.update_id, r.agency, r.referral_id, r.named, r.delivered, r.acknowledged, r.child_ids, r.episode_id
   FROM json_to_recordset($1::json) AS r (update_id uuid, agency text, referral_id uuid, named occurrence, delivered occurrence, acknowledged occurrence,
     child_ids uuid[], episode_id uuid)
   ORDER BY r.update_id, r.agency
   ON CONFLICT (update_id, agency) DO UPDATE SET named = LEAST(p.named, EXCLUDED.named), delivered = LEAST(p.delivered, EXCLUDED.delivered),
     acknowledged = LEAST(p.acknowledged, EXCLUDED.acknowledged), child_ids = coalesce(p.child_ids, EXCLUDED.child_ids),
     episode_id = coalesce(p.episode_id, EXCLUDED.episode_id)`,
);
const MERGE_INCIDENTS = statement(
  'recorder-merge-incidents',
  `INSERT INTO incident_projection AS p (incident_id, notified, referral)
   SELECT r.incident_id, r.notified, r.referral
   FROM json_to_recordset($1::json) AS r (incident_id uuid, notified incident_notice, referral incident_referral)
   ORDER BY r.incident_id
   ON CONFLICT (incident_id) DO UPDATE SET notified = LEAST(p.notified, EXCLUDED.notified), referral = LEAST(p.referral, EXCLUDED.referral)`,
);
/** A grading is published once, and a repeat has the same content. */
const ADD_GRADINGS = statement(
  'recorder-add-gradings',
  `INSERT INTO grading_projection (grading_id, referral_id, grade, graded_at, reported_at)
   SELECT grading_id, referral_id, grade, graded_at, reported_at
   FROM json_to_recordset($1::json) AS r (grading_id uuid, referral_id uuid, grade text, graded_at timestamptz, reported_at timestamptz)
   ORDER BY grading_id ON CONFLICT (grading_id) DO NOTHING`,
);

/** Updates the projections of changes, gradings and incidents. Facts may come in any order and repeatedly. */
export function projectChanges(transaction: Transaction, facts: readonly RecordedFact[]): void {
  const { updates, incidents, gradings } = foldChanges(facts);
  if (updates.length > 0) transaction.send(MERGE_UPDATES, [batchJson(updates)]);
  if (incidents.length > 0) transaction.send(MERGE_INCIDENTS, [batchJson(incidents)]);
  if (gradings.length > 0) transaction.send(ADD_GRADINGS, [batchJson(gradings)]);
}
