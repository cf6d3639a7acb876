import { about, type Finding } from './finding.js';
import type { EventRow, Tables } from './tables.js';

/** Rungs and facts in the record without the cause that must have come before them. */
export function findCauseless({ referrals, recipients, receipts, events, deliveries, steps }: Tables): Finding[] {
  const known = new Set(referrals.map(({ referral_id }) => referral_id));
  const named = new Set(recipients.map(({ referral_id, agency }) => `${referral_id} ${agency}`));
  const made = new Set([...deliveries, ...steps].map(({ agency, receipt_id }) => `${agency} ${receipt_id}`));
  const rungs = events.filter(({ is_statement, rung, referral_id }) => is_statement && rung !== null && rung !== 'rejected' && referral_id !== null);
  const stated = [...rungs, ...receipts.map(({ receipt_id, ...row }) => ({ ...row, message_id: receipt_id }))];
  return [
    ...events.filter(({ is_statement, referral_id }) => !is_statement && referral_id !== null && !known.has(referral_id))
      .map((event) => about(event, 'fact-of-unknown-referral', `${event.type} about a referral that the publisher does not have`)),
    ...rungs.filter(({ referral_id, agency }) => !named.has(`${referral_id} ${agency}`))
      .map((event) => about(event, 'rung-of-unnamed-agency', `${event.rung} by ${event.agency}, to which it was never published`)),
    ...stated.filter(({ agency, message_id, rung }) => rung !== 'rejected' && !made.has(`${agency} ${message_id}`))
      .map((event) => about(event, 'receipt-unknown-to-agency', `${event.rung} by ${event.agency}, which has no such receipt in its tables`)),
    ...outOfOrder(rungs),
  ];
}

const FOLLOWS = new Map([['opened', 'delivered'], ['accepted', 'opened'], ['redirected', 'opened'], ['decided', 'accepted']]);

/** In the agency's own topic a rung comes after the rung that it needs. */
function outOfOrder(events: readonly EventRow[]): Finding[] {
  const places = new Map(events.map((event) => [`${event.referral_id} ${event.agency} ${event.rung}`, event]));
  return events.flatMap((event) => {
    const { referral_id, agency, rung, kafka_partition, kafka_offset } = event;
    const needed = FOLLOWS.get(rung ?? '');
    if (needed === undefined) return [];
    const before = places.get(`${referral_id} ${agency} ${needed}`);
    if (before === undefined) return [about(event, 'rung-without-cause', `${rung} by ${agency} without ${needed}`)];
    const wrong = before.kafka_partition !== kafka_partition || BigInt(before.kafka_offset) >= BigInt(kafka_offset);
    return wrong ? [about(event, 'rung-before-cause', `${rung} by ${agency} comes before ${needed}`)] : [];
  });
}
