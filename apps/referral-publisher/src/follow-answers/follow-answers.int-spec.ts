import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEAD_LETTER_HEADERS, type OutgoingMessage, type ReceiptRung } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

const RECIPIENTS = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'];

interface Recipient {
  readonly agency: string;
  readonly notCounted?: readonly object[];
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
    ({ exchange, publisher } = await startPublisher());
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

    const [hub, probation] = [copyOf('northshire-csc'), copyOf('northshire-probation')];
    await exchange.agenciesPublish(
      exchange.receipt(hub, 'delivered', { occurredAt: inMinutes(1) }),
      exchange.receipt(hub, 'opened', { occurredAt: inMinutes(2) }),
      exchange.receipt(hub, 'accepted', { occurredAt: inMinutes(3) }),
      exchange.receipt(hub, 'decided', { occurredAt: inMinutes(4), decision: 'section-47-enquiry' }),
      exchange.receipt(hub, 'fed_back', { occurredAt: inMinutes(4.5), feedback: 'assessment-started' }),
      exchange.receipt(copyOf('northshire-icb'), 'delivered'),
      exchange.receipt(copyOf('hilltop-school'), 'rejected', { reasonCode: 'invalid-payload' }),
      exchange.receipt(probation, 'delivered', { occurredAt: inMinutes(1) }),
      exchange.receipt(probation, 'opened', { occurredAt: inMinutes(2) }),
      exchange.receipt(probation, 'refused', { occurredAt: inMinutes(3), reasonCode: 'not-our-remit' }),
    );
    await reached(id, 'northshire-csc', 'fed_back');
    await reached(id, 'northshire-probation', 'refused');
    await reached(id, 'northshire-icb', 'delivered');
    await reached(id, 'hilltop-school', 'rejected');

    const [csc, icb, school, asked] = await recipients(id);
    expect(csc?.rungs.map(({ rung, decision, feedback }) => [rung, decision ?? feedback])).toEqual([
      ['published', undefined], ['delivered', undefined], ['opened', undefined], ['accepted', undefined],
      ['decided', 'section-47-enquiry'], ['fed_back', 'assessment-started'],
    ]);
    expect(csc).toMatchObject({ rung: 'fed_back' });
    expect(icb).toMatchObject({ rung: 'delivered' });
    expect(school).toMatchObject({ rung: 'rejected', rungs: [{ rung: 'published' }, { reasonCode: 'invalid-payload' }] });
    expect(asked).toMatchObject({ rung: 'refused', rungs: [{ rung: 'published' }, { rung: 'delivered' }, { rung: 'opened' }, { reasonCode: 'not-our-remit' }] });
    expect([csc, icb, school, asked].map((each) => each?.notCounted)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('has one rung for one receipt, however often and by any message it comes', async () => {
    const { id, copyOf } = await published();
    const hub = copyOf('northshire-csc');
    const delivered = exchange.receipt(hub, 'delivered');
    const inAnotherMessage = (): OutgoingMessage => ({ ...delivered, headers: { ...delivered.headers, ce_id: newId() } });
    await exchange.agenciesPublish(delivered, delivered, inAnotherMessage());
    await exchange.agenciesPublish(delivered, inAnotherMessage(), exchange.receipt(hub, 'delivered'), exchange.receipt(hub, 'opened'));
    await reached(id, 'northshire-csc', 'opened');
    expect(await rungsOf(id, 'northshire-csc')).toEqual(['published', 'delivered', 'opened']);
    // The second statement of the delivery has an id of its own, and is a repeat.
    expect(await exchange.count('statement', `referral_id = '${id}'`)).toBe(3);
    expect((await recipients(id))[0]?.notCounted).toBeUndefined();
  });

  it('is shown no answer that nobody gave: what breaks the contract is quarantined, with notice, and the next is taken', async () => {
    const { id, copyOf } = await published();
    const hub = copyOf('northshire-csc');
    const broken = { ...exchange.receipt(hub, 'opened'), value: Buffer.from('{"rung":"opened"}') };
    const messageId = broken.headers['ce_id'] ?? '';
    await exchange.agenciesPublish(broken, exchange.receipt(hub, 'delivered'), exchange.receipt(hub, 'opened'));
    await reached(id, 'northshire-csc', 'opened');
    const notice = await eventually('a notice', () => exchange.deadLetterNotices.find(({ headers }) => headers[DEAD_LETTER_HEADERS.messageId] === messageId));

    expect(await rungsOf(id, 'northshire-csc')).toEqual(['published', 'delivered', 'opened']);
    expect(notice).toMatchObject({ value: null, key: '', headers: { [DEAD_LETTER_HEADERS.reason]: 'invalid-payload' } });
    const { body } = await publisher.letters(`referralId=${id}`);
    expect(body.items).toMatchObject([{ reasonCode: 'invalid-payload', messageId }]);
    expect((await publisher.get('/v1/dead-letters', 'northshire-csc')).body).toMatchObject({ status: 404, code: 'GEN-003' });
    expect((await publisher.get('/metrics')).text).toMatch(/invalid-payload/);
  });

  it('keeps the first content of a receipt whose id comes again with another, and shows the other as not counted', async () => {
    const { id, copyOf } = await published();
    const hub = copyOf('northshire-csc');
    const receiptId = newId();
    await exchange.agenciesPublish(exchange.receipt(hub, 'delivered', { receiptId }));
    await reached(id, 'northshire-csc', 'delivered');
    await exchange.agenciesPublish(exchange.receipt(hub, 'accepted', { receiptId }), exchange.receipt(hub, 'opened'));
    await reached(id, 'northshire-csc', 'opened');
    expect(await rungsOf(id, 'northshire-csc')).toEqual(['published', 'delivered', 'opened']);
    expect((await recipients(id))[0]?.notCounted).toMatchObject([{ receiptId, rung: 'accepted', verdict: 'refused', code: 'id-used' }]);
  });

  it('takes a receipt after all when what kept it out is gone, once, whoever replays it, at its own place and time', async () => {
    await exchange.sql(`ALTER TABLE statement ADD CONSTRAINT too_narrow CHECK (data ->> 'decision' <> 'early-help')`);
    const { id, copyOf } = await published();
    const hub = copyOf('northshire-csc');
    const stated = (rung: ReceiptRung, details = {}) => exchange.receipt(hub, rung, details);
    await exchange.agenciesPublish(stated('delivered'), stated('opened'), stated('accepted'), stated('decided', { decision: 'early-help' }), stated('fed_back', { feedback: 'assessment-started' }));
    await reached(id, 'northshire-csc', 'fed_back');
    const { body: { items: [letter] } } = await publisher.letters(`referralId=${id}`);
    expect(letter).toMatchObject({ reasonCode: 'effect-failed', status: 'quarantined' });
    expect((await publisher.replay(letter.id)).body).toMatchObject({ status: 422, code: 'ACK-006' });

    await exchange.sql('ALTER TABLE statement DROP CONSTRAINT too_narrow');
    const replays = await Promise.all([1, 2, 3].map(() => publisher.replay(letter.id)));
    expect(replays.map(({ body }) => body.result as string).toSorted()).toEqual(['already-replayed', 'already-replayed', 'replayed']);
    expect(await rungsOf(id, 'northshire-csc')).toEqual(['published', 'delivered', 'opened', 'accepted', 'decided', 'fed_back']);
    expect(await exchange.sql(`SELECT stored_at - '${letter.quarantinedAt}' < '0' AS early, marks FROM statement WHERE data ->> 'decision' = 'early-help'`))
      .toEqual([{ early: true, marks: [] }]);
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
