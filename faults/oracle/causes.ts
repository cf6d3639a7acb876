import type { EventRow, Tables } from './tables.js';

/** Rungs and facts in the record without the thing that must have come before them. */
export function findCauseless({ referrals, recipients, receipts, events, nodes }: Tables): string[] {
  const known = new Set(referrals.map(({ referral_id }) => referral_id));
  const named = new Set(recipients.map(({ referral_id, agency }) => `${referral_id} ${agency}`));
  const made = new Map(nodes.map(({ agency, deliveries, steps }) =>
    [agency, new Set([...deliveries, ...steps].map(({ receipt_id }) => receipt_id))] as const));
  const rungs = events.filter(({ type, rung, referral_id }) => type.includes('acknowledged') && rung !== 'rejected' && referral_id !== null);
  return [
    ...events.filter(({ type, referral_id }) => !type.includes('acknowledged') && referral_id !== null && !known.has(referral_id))
      .map(({ referral_id }) => `${referral_id}: a fact about a referral that nobody holds`),
    ...rungs.filter(({ referral_id, agency }) => !named.has(`${referral_id} ${agency}`))
      .map(({ referral_id, agency, rung }) => `${referral_id}: ${rung} by ${agency}, to which it was never published`),
    ...[...rungs, ...receipts.map((row) => ({ ...row, message_id: row.receipt_id }))]
      .filter(({ agency, message_id, rung }) => rung !== 'rejected' && made.get(agency ?? '')?.has(message_id) === false)
      .map(({ referral_id, agency, rung }) => `${referral_id}: ${rung} by ${agency}, which its own books do not know`),
    ...outOfOrder(rungs),
  ];
}

const FOLLOWS = new Map([['opened', 'delivered'], ['accepted', 'opened'], ['redirected', 'opened'], ['decided', 'accepted']]);

/** In the agency's own topic a rung never stands before the one it rests on. */
function outOfOrder(events: readonly EventRow[]): string[] {
  const places = new Map(events.map((event) => [`${event.referral_id} ${event.agency} ${event.rung}`, event]));
  return events.flatMap(({ referral_id, agency, rung, kafka_partition, kafka_offset }) => {
    const needed = FOLLOWS.get(rung ?? '');
    if (needed === undefined) return [];
    const before = places.get(`${referral_id} ${agency} ${needed}`);
    if (before === undefined) return [`${referral_id}: ${rung} by ${agency} without ${needed}`];
    const wrong = before.kafka_partition !== kafka_partition || BigInt(before.kafka_offset) >= BigInt(kafka_offset);
    return wrong ? [`${referral_id}: ${rung} by ${agency} stands before ${needed}`] : [];
  });
}
