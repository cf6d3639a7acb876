import type { ReferralAcknowledged } from '#libs/contracts';
import { batchJson, statement, type Transaction } from '#libs/persistence';

/** The copy that a receipt must be about. */
export interface KnownRecipient {
  readonly referralId: string;
  readonly agency: string;
  readonly hop: number;
  readonly envelopeDigest: string;
}

/** One look-up for each receipt. OFFSET 0 keeps PostgreSQL from turning the look-ups into a join that reads the whole table. */
const FIND_RECIPIENTS = statement(
  'publisher-find-recipients',
  `SELECT n.referral_id AS "referralId", n.agency, n.hop, n.envelope_digest AS "envelopeDigest"
   FROM json_to_recordset($1::json) AS r (referral_id uuid, agency text)
   CROSS JOIN LATERAL (SELECT * FROM recipient n WHERE n.referral_id = r.referral_id AND n.agency = r.agency OFFSET 0) AS n`,
);
const STORE_RECEIPTS = statement(
  'publisher-store-receipts',
  `INSERT INTO receipt (receipt_id, referral_id, agency, rung, reason_code, decision, redirected_to, feedback, actor, occurred_at)
   SELECT receipt_id, referral_id, agency, rung, reason_code, decision, redirected_to, feedback, actor, occurred_at
   FROM json_to_recordset($1::json) AS r (receipt_id uuid, referral_id uuid, agency text, rung text, reason_code text, decision text,
     redirected_to text, feedback text, actor text, occurred_at timestamptz)
   ON CONFLICT (receipt_id) DO NOTHING
   RETURNING receipt_id`,
);

export type ReceiptOfReferral = ReferralAcknowledged & { readonly referralId: string };

/** Finds the recipients that these receipts speak for, by {@link recipientKey}. */
export async function findRecipients(transaction: Transaction, receipts: readonly ReceiptOfReferral[]): Promise<ReadonlyMap<string, KnownRecipient>> {
  const keys = new Map(receipts.map(({ referralId, agency }) => [recipientKey(referralId, agency), { referral_id: referralId, agency }]));
  const { rows } = await transaction.run<KnownRecipient>(FIND_RECIPIENTS, [batchJson([...keys.values()])]);
  return new Map(rows.map((row) => [recipientKey(row.referralId, row.agency), row]));
}

export function recipientKey(referralId: string, agency: string): string {
  return `${referralId} ${agency}`;
}

/**
 * Stores receipts. A receipt that is sent again under another message id passes the inbox, and must have no second effect.
 *
 * @returns the receipts that were not known before, in order.
 */
export async function storeReceipts(transaction: Transaction, receipts: readonly ReceiptOfReferral[]): Promise<ReadonlySet<ReceiptOfReferral>> {
  if (receipts.length === 0) return new Set();
  const byId = new Map(receipts.toReversed().map((receipt) => [receipt.receiptId, receipt]));
  const { rows } = await transaction.run<{ receipt_id: string }>(STORE_RECEIPTS, [batchJson([...byId.values()].map((receipt) => receiptRow(receipt)))]);
  const stored = new Set(rows.map(({ receipt_id }) => receipt_id));
  return new Set(receipts.filter((receipt) => stored.has(receipt.receiptId) && byId.get(receipt.receiptId) === receipt));
}

function receiptRow(receipt: ReceiptOfReferral): object {
  return {
    receipt_id: receipt.receiptId,
    referral_id: receipt.referralId,
    agency: receipt.agency,
    rung: receipt.rung,
    reason_code: receipt.reasonCode,
    decision: receipt.decision,
    redirected_to: receipt.redirectedTo,
    feedback: receipt.feedback,
    actor: receipt.actor,
    occurred_at: receipt.occurredAt,
  };
}
