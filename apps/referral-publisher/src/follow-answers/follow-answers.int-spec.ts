import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEAD_LETTER_HEADERS, type ReceiptRung } from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

const RECIPIENTS = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'];

interface Recipient {
  readonly agency: string;
  readonly hop: number;
  readonly rung: string;
  readonly rungs: readonly Readonly<Record<string, string>>[];
}

function inMinutes(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString();
}

describe('police follow the answers to a referral', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    exchange = await PublisherUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
    publisher = await exchange.start();
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  async function published(): Promise<{ id: string; copyOf: (agency: string) => Shared }> {
    const { body: { referralId: id } } = await publisher.submit(exampleReferral());
    const copies = await exchange.sharedWith(id, RECIPIENTS);
    return { id, copyOf: (agency) => copies.get(agency) as Shared };
  }

  async function recipients(id: string): Promise<readonly Recipient[]> {
    return (await publisher.get(`/v1/referrals/${id}`)).body.recipients;
  }

  const rungsOf = async (id: string, agency: string): Promise<readonly string[]> =>
    (await recipients(id)).find((recipient) => recipient.agency === agency)?.rungs.map(({ rung }) => rung ?? '') ?? [];

  const reached = (id: string, agency: string, rung: ReceiptRung) =>
    eventually(`${rung} by ${agency}`, async () => (await rungsOf(id, agency)).includes(rung));

  it('sees everyone at the first rung, then each agency climb its own ladder, with codes and times', async () => {
    const { id, copyOf } = await published();
    expect((await recipients(id)).map(({ agency, hop, rung }) => [agency, hop, rung])).toEqual(RECIPIENTS.map((agency) => [agency, 1, 'published']));

    const hub = copyOf('northshire-csc');
    await exchange.agenciesPublish(
      exchange.receipt(hub, 'delivered', { occurredAt: inMinutes(1) }),
      exchange.receipt(hub, 'opened', { occurredAt: inMinutes(2) }),
      exchange.receipt(hub, 'accepted', { occurredAt: inMinutes(3) }),
      exchange.receipt(hub, 'decided', { occurredAt: inMinutes(4), decision: 'section-47-enquiry' }),
      exchange.receipt(hub, 'fed_back', { occurredAt: inMinutes(5), feedback: 'assessment-started' }),
      exchange.receipt(copyOf('northshire-icb'), 'delivered'),
      exchange.receipt(copyOf('hilltop-school'), 'rejected', { reasonCode: 'invalid-payload' }),
      exchange.receipt(copyOf('northshire-probation'), 'refused', { reasonCode: 'not-our-remit' }),
    );
    await reached(id, 'northshire-csc', 'fed_back');
    await reached(id, 'northshire-probation', 'refused');
    await reached(id, 'northshire-icb', 'delivered');
    await reached(id, 'hilltop-school', 'rejected');

    const [csc, icb, school, probation] = await recipients(id);
    expect(csc?.rungs.map(({ rung, decision, feedback }) => [rung, decision ?? feedback])).toEqual([
      ['published', undefined], ['delivered', undefined], ['opened', undefined], ['accepted', undefined],
      ['decided', 'section-47-enquiry'], ['fed_back', 'assessment-started'],
    ]);
    expect(csc).toMatchObject({ rung: 'fed_back' });
    expect(icb).toMatchObject({ rung: 'delivered' });
    expect(school).toMatchObject({ rung: 'rejected', rungs: [{ rung: 'published' }, { reasonCode: 'invalid-payload' }] });
    expect(probation).toMatchObject({ rung: 'refused', rungs: [{ rung: 'published' }, { reasonCode: 'not-our-remit' }] });
  });

  it('has one rung for one receipt, however often and by any message it comes', async () => {
    const { id, copyOf } = await published();
    const hub = copyOf('northshire-csc');
    const receiptId = newId();
    const delivered = exchange.receipt(hub, 'delivered', { receiptId });
    await exchange.agenciesPublish(delivered, delivered, exchange.receipt(hub, 'delivered', { receiptId }, { id: newId() }));
    await exchange.agenciesPublish(delivered, exchange.receipt(hub, 'delivered', { receiptId }, { id: newId() }), exchange.receipt(hub, 'opened'));
    await reached(id, 'northshire-csc', 'opened');
    expect(await rungsOf(id, 'northshire-csc')).toEqual(['published', 'delivered', 'opened']);
  });

  it('is shown no forged answer: a receipt that cannot belong to the referral is quarantined, with notice, and the next is taken', async () => {
    const { id, copyOf } = await published();
    const [hub, school] = [copyOf('northshire-csc'), copyOf('hilltop-school')];
    const neighbour = exchange.topics.acknowledgement('northmoor-csc');
    const forged = [
      // The topic of another agency. A writer of that topic does not speak for the hub.
      ['wrong-agency', exchange.receipt(hub, 'accepted', {}, { topic: neighbour })],
      ['other-content', exchange.receipt(hub, 'accepted', { envelopeDigest: sha256Hex('other') })],
      // The school's digest in a receipt of the hub.
      ['other-content', exchange.receipt(hub, 'accepted', { envelopeDigest: school.digest })],
      ['unknown-recipient', exchange.receipt(hub, 'accepted', { agency: 'northmoor-csc' }, { topic: neighbour })],
      ['unknown-recipient', exchange.receipt(hub, 'accepted', { referralId: newId() })],
      // It passes the contract, but PostgreSQL refuses it, because its offsets from UTC end at 16 hours.
      ['effect-failed', exchange.receipt(hub, 'opened', { occurredAt: '2026-05-22T18:00:00+23:59' })],
      ['invalid-payload', { ...exchange.receipt(hub, 'opened'), value: Buffer.from('{"rung":"opened"}') }],
    ] as const;
    await exchange.agenciesPublish(...forged.map(([, message]) => message), exchange.receipt(hub, 'delivered'), exchange.receipt(hub, 'opened', {}, { topic: '' }));
    await reached(id, 'northshire-csc', 'opened');
    const ids = forged.map(([, { headers }]) => headers['ce_id']);
    const notices = await eventually('a notice for each', () => {
      const notices = exchange.deadLetterNotices.filter(({ headers }) => ids.includes(headers[DEAD_LETTER_HEADERS.messageId]));
      return notices.length >= forged.length && notices;
    });

    expect(await rungsOf(id, 'northshire-csc')).toEqual(['published', 'delivered', 'opened']);
    const reasons = new Map(notices.map(({ headers }) => [headers[DEAD_LETTER_HEADERS.messageId], headers[DEAD_LETTER_HEADERS.reason]]));
    expect(ids.map((messageId) => reasons.get(messageId))).toEqual(forged.map(([code]) => code));
    expect(notices).toHaveLength(forged.length);
    expect(notices.every(({ value, key }) => value === null && key === '')).toBe(true);
    const { body } = await publisher.get(`/v1/dead-letters?referralId=${id}`);
    expect(body.items).toHaveLength(forged.length - 1);
    expect((await publisher.get('/v1/dead-letters', 'northshire-csc')).body).toMatchObject({ status: 404, code: 'GEN-003' });
    expect((await publisher.get('/metrics')).text).toMatch(/wrong-agency/);
  });

  it('keeps the first content of a receipt whose message id comes again with another', async () => {
    const { id, copyOf } = await published();
    const hub = copyOf('northshire-csc');
    const messageId = newId();
    await exchange.agenciesPublish(exchange.receipt(hub, 'delivered', {}, { id: messageId }));
    await reached(id, 'northshire-csc', 'delivered');
    await exchange.agenciesPublish(exchange.receipt(hub, 'accepted', {}, { id: messageId }), exchange.receipt(hub, 'opened'));
    await reached(id, 'northshire-csc', 'opened');
    expect(await rungsOf(id, 'northshire-csc')).toEqual(['published', 'delivered', 'opened']);
    const { body } = await publisher.get(`/v1/dead-letters?referralId=${id}`);
    expect(body.items).toMatchObject([{ reasonCode: 'conflicting-content', messageId }]);
  });

  it('takes a receipt once, by any number of replays, after its obstacle is gone', async () => {
    await exchange.sql(`ALTER TABLE receipt ADD CONSTRAINT too_narrow CHECK (decision <> 'early-help')`);
    const { id, copyOf } = await published();
    const hub = copyOf('northshire-csc');
    await exchange.agenciesPublish(exchange.receipt(hub, 'decided', { decision: 'early-help' }), exchange.receipt(hub, 'delivered'));
    await reached(id, 'northshire-csc', 'delivered');
    const { body: { items: [letter] } } = await publisher.get(`/v1/dead-letters?referralId=${id}`);
    expect(letter).toMatchObject({ reasonCode: 'effect-failed', status: 'quarantined' });
    expect((await publisher.post(`/v1/dead-letters/${letter.id}/replay`)).body).toMatchObject({ status: 422, code: 'ACK-006' });

    await exchange.sql('ALTER TABLE receipt DROP CONSTRAINT too_narrow');
    const replays = await Promise.all([1, 2, 3].map(() => publisher.post(`/v1/dead-letters/${letter.id}/replay`)));
    expect(replays.map(({ body }) => body.result as string).toSorted()).toEqual(['already-replayed', 'already-replayed', 'replayed']);
    expect((await rungsOf(id, 'northshire-csc')).filter((rung) => rung === 'decided')).toHaveLength(1);
  });

  it('is not troubled by what an agency rejects of somebody else', async () => {
    const { id, copyOf } = await published();
    const hub = copyOf('northshire-csc');
    const quarantined = await exchange.count('quarantine');
    await exchange.agenciesPublish(
      exchange.receipt(hub, 'rejected', { referralId: newId(), reasonCode: 'not-json' }),
      exchange.receipt(hub, 'delivered'),
    );
    await reached(id, 'northshire-csc', 'delivered');
    expect(await rungsOf(id, 'northshire-csc')).toEqual(['published', 'delivered']);
    expect(await exchange.count('quarantine')).toBe(quarantined);
  });
});
