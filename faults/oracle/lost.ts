import type { Ledger } from '../load/submissions.js';
import type { Finding } from './finding.js';
import type { NodeTables, Tables } from './tables.js';

export interface Judgement {
  /** Poison is in quarantine for good reason: its absence elsewhere is no loss. */
  readonly poisonIsQuarantined?: boolean;
}

/** Everything promised or caused that is missing somewhere on the way from the 202 to the audit. */
export function findLost(ledger: Ledger, tables: Tables, judgement: Judgement): Finding[] {
  return [
    ...missingAtPublisher(ledger, tables),
    ...missingAtAgencies(ledger, tables, judgement),
    ...missingFromRecord(tables),
    ...missingSteps(ledger, tables),
    ...redirectsNotFollowed(tables),
  ];
}

/** A 202 without its row, or with fewer recipients than it named. */
function missingAtPublisher(ledger: Ledger, { referrals, recipients }: Tables): Finding[] {
  const stored = new Map(referrals.map((row) => [row.referral_id, row]));
  const named = new Set(recipients.map(({ referral_id, agency }) => `${referral_id} ${agency}`));
  return ledger.accepted.flatMap(({ answer, idempotencyKey }): Finding[] => {
    if (answer === undefined) return [];
    const { referralId, agencies } = answer;
    if (stored.get(referralId)?.idempotency_key !== idempotencyKey) return [{ code: 'not-stored', text: 'answered with 202, not stored', referralId }];
    return agencies
      .filter((agency) => !named.has(`${referralId} ${agency}`))
      .map((agency) => ({ code: 'recipient-missing', text: `promised to ${agency}, which is no recipient of it`, referralId, agency }));
  });
}

/** A recipient whose node has not delivered it. Holds for every referral stored, whether its sender got an answer or not. */
function missingAtAgencies(ledger: Ledger, { recipients, nodes, referrals }: Tables, { poisonIsQuarantined }: Judgement): Finding[] {
  const { poisonKeys } = ledger;
  const poison = new Set(referrals.filter(({ idempotency_key }) => poisonKeys.has(idempotency_key)).map(({ referral_id }) => referral_id));
  return nodes.flatMap(({ agency, deliveries, inbox, held }: NodeTables) => {
    const delivered = new Set(deliveries.map(({ message_id }) => message_id));
    const ids = new Set(held.map(({ referral_id }) => referral_id));
    return recipients
      .filter((row) => row.agency === agency && !(poisonIsQuarantined === true && row.hop === 1 && poison.has(row.referral_id)))
      .filter((row) => !delivered.has(row.message_id) || !inbox.has(row.message_id) || !ids.has(row.referral_id))
      .map((row) => ({
        code: 'not-delivered', text: `published to ${agency}, not delivered there`, referralId: row.referral_id, agency, messageId: row.message_id,
      }));
  });
}

/** Facts and receipts that did not reach the publisher or the audit. */
function missingFromRecord({ referrals, receipts, events, nodes, recipients }: Tables): Finding[] {
  const atPublisher = new Set(receipts.map(({ receipt_id }) => receipt_id));
  const recorded = new Set(events.map(({ message_id }) => message_id));
  const published = new Set(events.filter(({ type }) => type.includes('published')).map(({ referral_id }) => referral_id));
  const made = nodes.flatMap(({ agency, deliveries, steps }) => [...deliveries, ...steps]
    .map((row) => ({ referralId: row.referral_id, messageId: row.receipt_id, agency })));
  const forwarded = new Set(events.filter(({ type }) => type.includes('forwarded')).map(({ referral_id, agency }) => `${referral_id} ${agency}`));
  return [
    ...referrals.filter(({ referral_id }) => !published.has(referral_id))
      .map(({ referral_id }) => ({ code: 'publication-not-in-audit', text: 'its publication is not in the audit', referralId: referral_id })),
    ...made.filter(({ messageId }) => !atPublisher.has(messageId))
      .map((receipt) => ({ code: 'receipt-not-at-publisher', text: `a receipt of ${receipt.agency} did not reach the publisher`, ...receipt })),
    ...made.filter(({ messageId }) => !recorded.has(messageId))
      .map((receipt) => ({ code: 'receipt-not-in-audit', text: `a receipt of ${receipt.agency} is not in the audit`, ...receipt })),
    ...recipients.filter(({ hop, referral_id, agency }) => hop > 1 && !forwarded.has(`${referral_id} ${agency}`))
      .map(({ referral_id, agency }) => ({ code: 'hop-not-in-audit', text: `its hop to ${agency} is not in the audit`, referralId: referral_id, agency })),
  ];
}

/** A step that a person was answered 200 for and that is not there. */
function missingSteps({ steps }: Ledger, { nodes }: Tables): Finding[] {
  const taken = new Set(nodes.flatMap((node) => node.steps.map(({ referral_id, rung }) => `${referral_id} ${node.agency} ${rung}`)));
  return steps
    .filter(({ referralId, agency, rung }) => !taken.has(`${referralId} ${agency} ${rung}`))
    .map(({ referralId, agency, rung }) => ({ code: 'step-missing', text: `${rung} at ${agency} was answered with 200, and is not there`, referralId, agency }));
}

/** A redirect leads to another hop or to the fact that there is none. */
function redirectsNotFollowed({ receipts, events }: Tables): Finding[] {
  const followed = new Set(events.filter(({ type }) => type.includes('forward')).map(({ referral_id }) => referral_id));
  return receipts.filter(({ rung, referral_id }) => rung === 'redirected' && !followed.has(referral_id)).map(({ referral_id, agency, receipt_id }) => ({
    code: 'redirect-not-followed', text: `redirected by ${agency}, and neither forwarded nor declined`, referralId: referral_id, agency, messageId: receipt_id,
  }));
}
