import { batchJson, statement, type Statement, type Transaction } from '#libs/persistence';

import { projectChanges } from '../record-changes/change-projection.js';
import { projectDeadlines } from '../record-deadlines/deadline-projection.js';
import { projectEthnicity } from '../record-ethnicity/ethnicity-projection.js';
import { FIRST, foldFacts, LATEST } from './fold-facts.js';
import { projectHolders } from './holders.js';
import type { RecordedFact } from './recorded-fact.js';

const TYPE_OF: ReadonlyMap<string, string> = new Map([['named', 'expectation'], ['ended', 'agency_end']]);
const MERGED = [...FIRST.map((column) => [column, 'LEAST'] as const), ...LATEST.map((column) => [column, 'GREATEST'] as const)];

/**
 * Every transaction takes rows in key order, referrals before recipients before tallies, so that two recorders can wait for each
 * other but never in a circle.
 */
const MERGE_REFERRALS: Statement = statement(
  'recorder-merge-referrals',
  `INSERT INTO referral_projection AS p (referral_id, published, origin, first_event_at, last_event_at)
   SELECT r.referral_id, r.published, r.origin, r.first_event_at, r.last_event_at
   FROM json_to_recordset($1::json) AS r (referral_id uuid, published publication, origin referral_origin, first_event_at timestamptz,
     last_event_at timestamptz)
   ORDER BY r.referral_id
   ON CONFLICT (referral_id) DO UPDATE SET
     published = LEAST(p.published, EXCLUDED.published),
     origin = LEAST(p.origin, EXCLUDED.origin),
     first_event_at = LEAST(p.first_event_at, EXCLUDED.first_event_at),
     last_event_at = GREATEST(p.last_event_at, EXCLUDED.last_event_at)`,
);

const MERGE_RECIPIENTS: Statement = statement(
  'recorder-merge-recipients',
  `INSERT INTO recipient_projection AS p (referral_id, agency, first_event_at, last_stated_at, ${MERGED.map(([column]) => column).join(', ')})
   SELECT r.referral_id, r.agency, r.first_event_at, r.last_stated_at, ${MERGED.map(([column]) => `r.${column}`).join(', ')}
   FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text, first_event_at timestamptz, last_stated_at timestamptz,
     ${MERGED.map(([column]) => `${column} ${TYPE_OF.get(column) ?? 'occurrence'}`).join(', ')})
   ORDER BY r.referral_id, r.agency
   ON CONFLICT (referral_id, agency) DO UPDATE SET
     ${MERGED.map(([column, choose]) => `${column} = ${choose}(p.${column}, EXCLUDED.${column})`).join(', ')},
     first_event_at = LEAST(p.first_event_at, EXCLUDED.first_event_at),
     last_stated_at = GREATEST(p.last_stated_at, EXCLUDED.last_stated_at)`,
);

const PROJECTION_LOCK = `hashtextextended('exchange/projections/' || current_schema(), 0)`;
const SHARE_PROJECTIONS = statement('recorder-share-projections', `SELECT pg_advisory_xact_lock_shared(${PROJECTION_LOCK})`);
const OWN_PROJECTIONS = statement('recorder-own-projections', `SELECT pg_advisory_xact_lock(${PROJECTION_LOCK})`);

/** Every recorder takes this lock for its transaction. Recorders share it, but a rebuild excludes them. */
export function shareProjections(transaction: Transaction): void {
  transaction.send(SHARE_PROJECTIONS);
}

/** A rebuild takes this lock. It sees every row that was recorded before, and later recordings wait for it. */
export async function ownProjections(transaction: Transaction): Promise<void> {
  await transaction.run(OWN_PROJECTIONS);
}

/**
 * Updates the projections with these facts and counted statements. They may come in any order and repeatedly.
 *
 * @param cleared referrals from which statements that count no longer were taken out.
 */
export function project(transaction: Transaction, facts: readonly RecordedFact[], cleared: readonly string[] = []): void {
  const { referrals, recipients } = foldFacts(facts);
  if (referrals.length > 0) transaction.send(MERGE_REFERRALS, [batchJson(referrals)]);
  if (recipients.length > 0) transaction.send(MERGE_RECIPIENTS, [batchJson(recipients)]);
  projectHolders(transaction, facts, recipients, cleared);
  projectChanges(transaction, facts);
  projectDeadlines(transaction, facts);
  projectEthnicity(transaction, facts);
}
