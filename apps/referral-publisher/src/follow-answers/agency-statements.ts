import {
  AGENCY_STATEMENT_CONTRACTS, type EthnicityRecorded, type MilestoneStated, type ReceivedEvent, type Topics, type UpdateAcknowledged,
} from '#libs/contracts';
import type { Refusal } from '#libs/intake';
import { batchJson, statement, type Transaction } from '#libs/persistence';

/** A statement of an agency beside the rungs of the ladder. */
export type AgencyStatement = UpdateAcknowledged | MilestoneStated | EthnicityRecorded;

const TYPES = new Set(AGENCY_STATEMENT_CONTRACTS.map(({ type }) => type));

export function isStatement(event: ReceivedEvent): event is ReceivedEvent<AgencyStatement> {
  return TYPES.has(event.contract.type);
}

const KNOWN = statement(
  'publisher-known-statements',
  `SELECT r.ordinal, n.agency IS NOT NULL AS holds, c.envelope_digest AS digest
   FROM json_to_recordset($1::json) AS r (ordinal integer, referral_id uuid, agency text, update_id uuid)
   LEFT JOIN recipient n USING (referral_id, agency)
   LEFT JOIN change h ON h.change_id = r.update_id AND h.referral_id = r.referral_id
   LEFT JOIN change_recipient c ON c.change_id = h.change_id AND c.agency = r.agency`,
);
const STORE_RECEIPTS = statement(
  'publisher-store-change-receipts',
  `INSERT INTO change_receipt (receipt_id, change_id, agency, rung, actor, occurred_at)
   SELECT receipt_id, change_id, agency, rung, actor, occurred_at
   FROM json_to_recordset($1::json) AS r (receipt_id uuid, change_id uuid, agency text, rung text, actor text, occurred_at timestamptz)
   ON CONFLICT (receipt_id) DO NOTHING`,
);
const STORE_MILESTONES = statement(
  'publisher-store-milestones',
  `INSERT INTO agency_milestone (receipt_id, referral_id, agency, kind, at, actor, occurred_at)
   SELECT receipt_id, referral_id, agency, kind, at, actor, occurred_at
   FROM json_to_recordset($1::json) AS r (receipt_id uuid, referral_id uuid, agency text, kind text, at timestamptz, actor text, occurred_at timestamptz)
   ON CONFLICT (receipt_id) DO NOTHING`,
);
const KNOWN_ETHNICITIES = statement('publisher-known-ethnicities', 'SELECT receipt_id FROM recorded_ethnicity WHERE receipt_id = ANY ($1::uuid[])');

/** Refuses statements that match no publication and no change. */
export async function refusedStatements(
  transaction: Transaction,
  topics: Topics,
  statements: readonly ReceivedEvent<AgencyStatement>[],
): Promise<readonly Refusal[]> {
  if (statements.length === 0) return [];
  const asked = statements.map(({ data }, ordinal) => ({
    ordinal, referral_id: data.referralId, agency: data.agency, ...('updateId' in data && { update_id: data.updateId }),
  }));
  const { rows } = await transaction.run<{ ordinal: number; holds: boolean; digest: string | null }>(KNOWN, [batchJson(asked)]);
  const known = new Map(rows.map((row) => [row.ordinal, row]));
  return statements.flatMap(({ data, attributes: { id: messageId }, message }, ordinal): Refusal[] => {
    if (message.topic !== topics.acknowledgement(data.agency)) {
      return [{ messageId, code: 'wrong-agency', reason: 'The statement speaks for an agency whose topic it did not come from.' }];
    }
    if (known.get(ordinal)?.holds !== true) return [{ messageId, code: 'unknown-recipient', reason: 'No such referral was published to this agency.' }];
    if (!('updateId' in data)) return [];
    const digest = known.get(ordinal)?.digest ?? null;
    if (digest === null) return [{ messageId, code: 'unknown-change', reason: 'No such change was sent to this agency.' }];
    return digest === data.envelopeDigest ? [] : [{ messageId, code: 'other-content', reason: 'The receipt is about other bytes than those sent to this agency.' }];
  });
}

/**
 * Stores receipts and milestones for the sender's status. Ethnicities are stored where they are compared.
 *
 * @returns ids of the ethnicity statements that were known before.
 */
export async function storeStatements(transaction: Transaction, statements: readonly AgencyStatement[]): Promise<ReadonlySet<string>> {
  const receipts = statements.flatMap((data) => ('rung' in data ? [receiptRow(data)] : []));
  if (receipts.length > 0) await transaction.run(STORE_RECEIPTS, [batchJson(receipts)]);
  const milestones = statements.flatMap((data) => ('at' in data ? [milestoneRow(data)] : []));
  if (milestones.length > 0) await transaction.run(STORE_MILESTONES, [batchJson(milestones)]);
  const ethnicities = statements.flatMap((data) => ('namespace' in data ? [data.receiptId] : []));
  if (ethnicities.length === 0) return new Set();
  const { rows } = await transaction.run<{ receipt_id: string }>(KNOWN_ETHNICITIES, [ethnicities]);
  return new Set(rows.map(({ receipt_id }) => receipt_id));
}

function receiptRow({ receiptId, updateId, agency, rung, actor, occurredAt }: UpdateAcknowledged): object {
  return { receipt_id: receiptId, change_id: updateId, agency, rung, actor, occurred_at: occurredAt };
}

function milestoneRow({ receiptId, referralId, agency, kind, at, actor, occurredAt }: MilestoneStated): object {
  return { receipt_id: receiptId, referral_id: referralId, agency, kind, at, actor, occurred_at: occurredAt };
}
