import type { Ledger } from '../../harness/load/ledger.js';
import { about, type Finding } from './finding.js';
import type { Tables } from './tables.js';

export interface Judgement {
  /** Poison is in quarantine for good reason: its absence elsewhere is no loss. */
  readonly poisonIsQuarantined?: boolean;
  /** Ids of statements that no agency made. They have no cause, and their verdicts are judged apart. */
  readonly forged?: ReadonlySet<string>;
}

/** Everything promised or caused that is missing on the way from the 202 to the audit. */
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
function missingAtAgencies({ poisonKeys }: Ledger, { recipients, deliveries, held, referrals }: Tables, { poisonIsQuarantined }: Judgement): Finding[] {
  const poison = new Set(referrals.filter(({ idempotency_key }) => poisonKeys.has(idempotency_key)).map(({ referral_id }) => referral_id));
  const delivered = new Set(deliveries.map(({ agency, message_id }) => `${agency} ${message_id}`));
  const kept = new Set(held.map(({ agency, referral_id }) => `${agency} ${referral_id}`));
  return recipients
    .filter(({ hop, referral_id }) => !(poisonIsQuarantined === true && hop === 1 && poison.has(referral_id)))
    .filter(({ agency, message_id, referral_id }) => !delivered.has(`${agency} ${message_id}`) || !kept.has(`${agency} ${referral_id}`))
    .map((row) => about(row, 'not-delivered', `published to ${row.agency}, not delivered there`));
}

/** Facts and receipts that did not reach the publisher or the audit. */
function missingFromRecord({ referrals, receipts, events, deliveries, steps, recipients }: Tables): Finding[] {
  const atPublisher = new Set(receipts.map(({ receipt_id }) => receipt_id));
  const recorded = new Set(events.map(({ message_id }) => message_id));
  const published = new Set(events.filter(({ type }) => type.includes('published')).map(({ referral_id }) => referral_id));
  const forwarded = new Set(events.filter(({ type }) => type.includes('forwarded')).map(({ referral_id, agency }) => `${referral_id} ${agency}`));
  const made = [...deliveries, ...steps].map(({ referral_id, agency, receipt_id }) => ({ referral_id, agency, message_id: receipt_id }));
  return [
    ...referrals.filter(({ referral_id }) => !published.has(referral_id)).map((row) => about(row, 'publication-not-in-audit', 'its publication is not in the audit')),
    ...made.filter(({ message_id }) => !atPublisher.has(message_id))
      .map((row) => about(row, 'receipt-not-at-publisher', `a receipt of ${row.agency} did not reach the publisher`)),
    ...made.filter(({ message_id }) => !recorded.has(message_id)).map((row) => about(row, 'receipt-not-in-audit', `a receipt of ${row.agency} is not in the audit`)),
    ...recipients.filter(({ hop, referral_id, agency }) => hop > 1 && !forwarded.has(`${referral_id} ${agency}`))
      .map(({ referral_id, agency }) => about({ referral_id, agency }, 'hop-not-in-audit', `its hop to ${agency} is not in the audit`)),
  ];
}

/** A step that a person was answered 200 for and that is not there. */
function missingSteps({ steps }: Ledger, tables: Tables): Finding[] {
  const taken = new Set(tables.steps.map(({ referral_id, agency, rung }) => `${referral_id} ${agency} ${rung}`));
  return steps
    .filter(({ referralId, agency, rung }) => !taken.has(`${referralId} ${agency} ${rung}`))
    .map(({ referralId, agency, rung }) => ({ code: 'step-missing', text: `${rung} at ${agency} was answered with 200, and is not there`, referralId, agency }));
}

/** A redirect leads to another hop or to the fact that there is none. */
function redirectsNotFollowed({ receipts, events }: Tables): Finding[] {
  const followed = new Set(events.filter(({ type }) => type.includes('forward')).map(({ referral_id }) => referral_id));
  return receipts.filter(({ rung, referral_id }) => rung === 'redirected' && !followed.has(referral_id))
    .map((row) => about(row, 'redirect-not-followed', `redirected by ${row.agency}, and neither forwarded nor declined`));
}
