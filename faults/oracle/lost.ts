import type { Ledger } from '../load/submissions.js';
import type { Judgement } from './oracle.js';
import type { NodeTables, Tables } from './tables.js';

/** Everything promised or caused that is missing somewhere on the way from the 202 to the audit. */
export function findLost(ledger: Ledger, tables: Tables, judgement: Judgement): string[] {
  return [
    ...missingAtPublisher(ledger, tables),
    ...missingAtAgencies(tables, judgement),
    ...missingFromRecord(tables),
    ...missingSteps(ledger, tables),
    ...redirectsNotFollowed(tables),
  ];
}

/** A 202 without its row, or with fewer recipients than it named. */
function missingAtPublisher(ledger: Ledger, { referrals, recipients }: Tables): string[] {
  const stored = new Map(referrals.map((row) => [row.referral_id, row]));
  const named = new Set(recipients.map(({ referral_id, agency }) => `${referral_id} ${agency}`));
  return ledger.accepted.flatMap(({ answer, idempotencyKey }) => {
    if (answer === undefined) return [];
    if (stored.get(answer.referralId)?.idempotency_key !== idempotencyKey) return [`${answer.referralId}: answered with 202, not stored`];
    return answer.agencies
      .filter((agency) => !named.has(`${answer.referralId} ${agency}`))
      .map((agency) => `${answer.referralId}: promised to ${agency}, not named there`);
  });
}

/** A recipient whose node has not delivered it. Holds for every referral stored, whether its sender was told or not. */
function missingAtAgencies({ recipients, nodes, referrals }: Tables, { poisonIsParked }: Judgement): string[] {
  const poison = new Set(referrals.filter(({ correlation_id }) => correlation_id.endsWith('dead')).map(({ referral_id }) => referral_id));
  return nodes.flatMap(({ agency, deliveries, inbox, held }: NodeTables) => {
    const delivered = new Set(deliveries.map(({ message_id }) => message_id));
    const ids = new Set(held.map(({ referral_id }) => referral_id));
    return recipients
      .filter((row) => row.agency === agency && !(poisonIsParked === true && poison.has(row.referral_id)))
      .filter((row) => !delivered.has(row.message_id) || !inbox.has(row.message_id) || !ids.has(row.referral_id))
      .map(({ referral_id }) => `${referral_id}: published to ${agency}, not delivered there`);
  });
}

/** Facts and receipts that did not reach the publisher or the audit. */
function missingFromRecord({ referrals, receipts, events, nodes, recipients }: Tables): string[] {
  const atPublisher = new Set(receipts.map(({ receipt_id }) => receipt_id));
  const recorded = new Set(events.map(({ message_id }) => message_id));
  const published = new Set(events.filter(({ type }) => type.includes('published')).map(({ referral_id }) => referral_id));
  const made = nodes.flatMap(({ agency, deliveries, steps }) => [...deliveries, ...steps].map((row) => ({ ...row, agency })));
  const hops = new Set(recipients.filter(({ hop }) => hop > 1).map(({ referral_id, agency }) => `${referral_id} ${agency}`));
  const forwarded = new Set(events.filter(({ type }) => type.includes('forwarded')).map(({ referral_id, agency }) => `${referral_id} ${agency}`));
  return [
    ...referrals.filter(({ referral_id }) => !published.has(referral_id)).map(({ referral_id }) => `${referral_id}: its publication is not in the audit`),
    ...made.filter(({ receipt_id }) => !atPublisher.has(receipt_id)).map((row) => `${row.referral_id}: a receipt of ${row.agency} did not reach the publisher`),
    ...made.filter(({ receipt_id }) => !recorded.has(receipt_id)).map((row) => `${row.referral_id}: a receipt of ${row.agency} is not in the audit`),
    ...[...hops].filter((hop) => !forwarded.has(hop)).map((hop) => `${hop}: a later hop is not in the audit`),
  ];
}

/** A step that a person was answered 200 for and that is not there. */
function missingSteps({ steps }: Ledger, { nodes }: Tables): string[] {
  const taken = new Set(nodes.flatMap(({ agency, steps }) => steps.map(({ referral_id, rung }) => `${referral_id} ${agency} ${rung}`)));
  return steps
    .filter(({ referralId, agency, rung }) => !taken.has(`${referralId} ${agency} ${rung}`))
    .map(({ referralId, agency, rung }) => `${referralId}: ${rung} at ${agency} was answered with 200, and is not there`);
}

/** A redirect leads to another hop or to the statement that there is none. */
function redirectsNotFollowed({ receipts, events }: Tables): string[] {
  const redirected = receipts.filter(({ rung }) => rung === 'redirected').map(({ referral_id }) => referral_id);
  const followed = new Set(events.filter(({ type }) => type.includes('forward')).map(({ referral_id }) => referral_id));
  return redirected.filter((id) => !followed.has(id)).map((id) => `${id}: redirected, and neither forwarded nor declined`);
}
