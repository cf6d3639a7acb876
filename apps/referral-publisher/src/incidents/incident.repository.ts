import { comparisonForm } from '#libs/kernel';
import { statement, type StatementRunner } from '#libs/persistence';

/** One stored incident: its time and reference, without its content. */
export interface IncidentRow {
  readonly incidentId: string;
  readonly organisation: string;
  readonly reference: string;
  readonly caseKey: string;
  readonly reportedAt: string;
  readonly notifiedAt: string;
  readonly referralDueAt: string | null;
}

/** A referral about an incident that is not linked with it yet. */
export interface UnlinkedPair {
  readonly incidentId: string;
  readonly referralId: string;
  readonly organisation: string;
  readonly caseKey: string;
  readonly correlationId: string;
  readonly reportedAt: Date;
  readonly referredAt: Date;
}

const COLUMNS = `incident_id AS "incidentId", organisation, reference, case_key AS "caseKey", reported_at AS "reportedAt", notified_at AS "notifiedAt",
  referral_due_at AS "referralDueAt"`;
const INSERT = statement(
  'publisher-insert-incident',
  `INSERT INTO incident (incident_id, organisation, reference, reference_key, case_key, reported_at, notified_at, referral_due_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation, reference_key) DO NOTHING`,
);
const FIND = statement('publisher-find-incident', `SELECT ${COLUMNS} FROM incident WHERE incident_id = $1 AND organisation = $2`);
const LINKS = statement('publisher-find-incident-links', 'SELECT referral_id FROM incident_link WHERE incident_id = $1 ORDER BY linked_at LIMIT 100');
const INSERT_LINK = statement(
  'publisher-insert-incident-link',
  'INSERT INTO incident_link (incident_id, referral_id, linked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
);

const PAIR = `i.incident_id AS "incidentId", r.referral_id AS "referralId", i.organisation, i.case_key AS "caseKey", r.correlation_id AS "correlationId",
  i.reported_at AS "reportedAt", r.accepted_at AS "referredAt"`;
const NOT_LINKED = 'NOT EXISTS (SELECT FROM incident_link l WHERE l.incident_id = i.incident_id AND l.referral_id = r.referral_id)';
const PAIR_OF_IDS = statement(
  'publisher-pair-of-ids',
  `SELECT ${PAIR} FROM incident i JOIN referral r ON r.organisation = i.organisation
   WHERE i.incident_id = $1 AND r.referral_id = $2 AND i.organisation = $3`,
);
const PAIRS_OF_REFERRALS = statement(
  'publisher-pairs-of-referrals',
  `SELECT ${PAIR} FROM referral_content c JOIN referral r USING (referral_id)
   JOIN incident i ON i.organisation = r.organisation AND i.reference_key = c.incident_reference_key
   WHERE c.referral_id = ANY ($1::uuid[]) AND ${NOT_LINKED}`,
);
/** Starts from incidents without a referral, because they should be few. Each is one probe of the index on references. */
const PAIRS_OF_INCIDENTS = statement(
  'publisher-pairs-of-incidents',
  `SELECT ${PAIR} FROM incident i
   JOIN referral_content c ON c.incident_reference_key = i.reference_key
   JOIN referral r ON r.referral_id = c.referral_id AND r.organisation = i.organisation
   WHERE ($1::uuid IS NULL OR i.incident_id = $1) AND i.notified_at > exchange_now() - interval '400 days'
     AND NOT EXISTS (SELECT FROM incident_link l WHERE l.incident_id = i.incident_id) LIMIT 500`,
);

/** @returns false when the force has notified an incident under this reference before, in any writing. */
export async function insertIncident(runner: StatementRunner, row: IncidentRow): Promise<boolean> {
  const { incidentId, organisation, reference, caseKey, reportedAt, notifiedAt, referralDueAt } = row;
  const { count } = await runner.run(INSERT, [incidentId, organisation, reference, comparisonForm(reference), caseKey, reportedAt, notifiedAt, referralDueAt]);
  return count === 1;
}

type FoundIncident = Omit<IncidentRow, 'reportedAt' | 'notifiedAt' | 'referralDueAt'> & { reportedAt: Date; notifiedAt: Date; referralDueAt: Date | null };

export async function findIncident(runner: StatementRunner, organisation: string, incidentId: string): Promise<FoundIncident | undefined> {
  const { rows } = await runner.run<FoundIncident>(FIND, [incidentId, organisation]);
  return rows[0];
}

export async function linkedReferrals(runner: StatementRunner, incidentId: string): Promise<readonly string[]> {
  const { rows } = await runner.run<{ referral_id: string }>(LINKS, [incidentId]);
  return rows.map(({ referral_id }) => referral_id);
}

/** @returns false when the two are linked already. */
export async function insertLink(runner: StatementRunner, incidentId: string, referralId: string, linkedAt: string): Promise<boolean> {
  const { count } = await runner.run(INSERT_LINK, [incidentId, referralId, linkedAt]);
  return count === 1;
}

export async function pairOfIds(runner: StatementRunner, organisation: string, incidentId: string, referralId: string): Promise<UnlinkedPair | undefined> {
  const { rows } = await runner.run<UnlinkedPair>(PAIR_OF_IDS, [incidentId, referralId, organisation]);
  return rows[0];
}

export async function pairsOfReferrals(runner: StatementRunner, referralIds: readonly string[]): Promise<readonly UnlinkedPair[]> {
  const { rows } = await runner.run<UnlinkedPair>(PAIRS_OF_REFERRALS, [referralIds]);
  return rows;
}

/** @param incidentId one incident; without it, all incidents that have no referral. */
export async function pairsOfIncidents(runner: StatementRunner, incidentId?: string): Promise<readonly UnlinkedPair[]> {
  const { rows } = await runner.run<UnlinkedPair>(PAIRS_OF_INCIDENTS, [incidentId ?? null]);
  return rows;
}
