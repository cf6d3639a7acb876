import type { Finding } from './finding.js';
import type { EventRow, Tables } from './tables.js';

/** Rungs and facts in the record without the thing that must have come before them. */
export function findCauseless({ referrals, recipients, receipts, events, nodes }: Tables): Finding[] {
  const known = new Set(referrals.map(({ referral_id }) => referral_id));
  const named = new Set(recipients.map(({ referral_id, agency }) => `${referral_id} ${agency}`));
  const made = new Map(nodes.map(({ agency, deliveries, steps }) =>
    [agency, new Set([...deliveries, ...steps].map(({ receipt_id }) => receipt_id))] as const));
  const rungs = events.filter(({ type, rung, referral_id }) => type.includes('acknowledged') && rung !== 'rejected' && referral_id !== null);
  return [
    ...events.filter(({ type, referral_id }) => !type.includes('acknowledged') && referral_id !== null && !known.has(referral_id))
      .map((event) => about('fact-of-unknown-referral', event, `${event.type} about a referral that the publisher does not have`)),
    ...rungs.filter(({ referral_id, agency }) => !named.has(`${referral_id} ${agency}`))
      .map((event) => about('rung-of-unnamed-agency', event, `${event.rung} by ${event.agency}, to which it was never published`)),
    ...[...rungs, ...receipts.map((row) => ({ ...row, message_id: row.receipt_id }))]
      .filter(({ agency, message_id, rung }) => rung !== 'rejected' && made.get(agency ?? '')?.has(message_id) === false)
      .map((event) => about('receipt-unknown-to-agency', event, `${event.rung} by ${event.agency}, which has no such receipt in its tables`)),
    ...outOfOrder(rungs),
  ];
}

const FOLLOWS = new Map([['opened', 'delivered'], ['accepted', 'opened'], ['redirected', 'opened'], ['decided', 'accepted']]);

/** In the agency's own topic a rung comes after the one it rests on. */
function outOfOrder(events: readonly EventRow[]): Finding[] {
  const places = new Map(events.map((event) => [`${event.referral_id} ${event.agency} ${event.rung}`, event]));
  return events.flatMap((event) => {
    const { referral_id, agency, rung, kafka_partition, kafka_offset } = event;
    const needed = FOLLOWS.get(rung ?? '');
    if (needed === undefined) return [];
    const before = places.get(`${referral_id} ${agency} ${needed}`);
    if (before === undefined) return [about('rung-without-cause', event, `${rung} by ${agency} without ${needed}`)];
    const wrong = before.kafka_partition !== kafka_partition || BigInt(before.kafka_offset) >= BigInt(kafka_offset);
    return wrong ? [about('rung-before-cause', event, `${rung} by ${agency} comes before ${needed}`)] : [];
  });
}

type Row = Pick<EventRow, 'referral_id' | 'agency' | 'message_id'>;

function about(code: string, { referral_id, agency, message_id }: Row, text: string): Finding {
  return { code, text, referralId: referral_id, agency, messageId: message_id };
}
