import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OutgoingMessage, ReferralForwarded, ReferralForwardingDeclined, SubmitReferralRequest } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { canaryReferral, exampleReferral } from '../test-support/referrals.js';

describe('an agency redirects a referral to another agency', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  async function publishedTo(agency: string, content: SubmitReferralRequest = exampleReferral()): Promise<Shared> {
    const { body: { referralId } } = await publisher.submit(content);
    const shared = (await exchange.sharedWith(referralId, [agency])).get(agency) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('opened', shared));
    return shared;
  }

  const redirect = (from: Shared, redirectedTo: string, details: object = {}, ids: object = {}) =>
    exchange.receipt(from, 'redirected', { redirectedTo, reasonCode: 'not-our-area', ...details }, ids);
  const declinedReason = async (referralId: string): Promise<string> =>
    (await exchange.fact<ReferralForwardingDeclined>('forwarding-declined', referralId)).data.reason;

  it('and the other one gets its own view of the same referral as the next hop, published as a fact', async () => {
    const hub = await publishedTo('northshire-csc', canaryReferral());
    const { referralId } = hub.data;
    const receiptId = newId();
    await exchange.agenciesPublish(redirect(hub, 'northmoor-csc', { receiptId }));
    const other = (await exchange.sharedWith(referralId, ['northmoor-csc'])).get('northmoor-csc') as Shared;
    const fact = await exchange.fact<ReferralForwarded>('forwarded', referralId);

    expect(other.data).toMatchObject({ hop: 2, recipient: 'northmoor-csc', expectation: 'acknowledge-and-decide', agreement: { id: 'northshire-mash', version: 4 } });
    expect(other.message.topic).toBe(exchange.topics.referral('northmoor-csc'));
    expect(other.data.view).toEqual(hub.data.view);
    expect([other.message.key, fact.message.key]).toEqual([hub.message.key, hub.message.key]);
    expect(fact.data).toMatchObject({
      fromAgency: 'northshire-csc', toAgency: 'northmoor-csc', hop: 2, because: receiptId, messageId: other.attributes.id, envelopeDigest: other.digest,
    });
    expect(String(fact.message.value) + JSON.stringify(fact.message.headers)).not.toMatch(/canary/i);

    await exchange.agenciesPublish(exchange.receipt(other, 'delivered'), exchange.receipt(other, 'opened'), exchange.receipt(other, 'accepted'));
    const recipients = await eventually('the answer of the second hub', async () => {
      const { body } = await publisher.get(`/v1/referrals/${referralId}`);
      return body.recipients.at(-1).rung === 'accepted' && body.recipients;
    });
    expect(recipients.map((one: { agency: string; hop: number; rung: string }) => [one.agency, one.hop, one.rung])).toEqual([
      ['northshire-csc', 1, 'redirected'], ['northshire-icb', 1, 'published'], ['hilltop-school', 1, 'published'],
      ['northshire-probation', 1, 'published'], ['northmoor-csc', 2, 'accepted'],
    ]);
  });

  it('once, however often the receipt comes, and by any message', async () => {
    const hub = await publishedTo('northshire-csc');
    const receiptId = newId();
    const receipt = redirect(hub, 'northmoor-csc', { receiptId });
    const again = (): OutgoingMessage => ({ ...receipt, headers: { ...receipt.headers, ce_id: newId() } });
    const stated = (rung: string) => exchange.count('statement', `referral_id = '${hub.data.referralId}' AND data ->> 'rung' = '${rung}'`);
    await exchange.agenciesPublish(receipt, receipt, again());
    await exchange.fact('forwarded', hub.data.referralId);
    // The same redirect under an id of its own, and the used id with other bytes.
    const others = [redirect(hub, 'northmoor-csc'), redirect(hub, 'northshire-icb', { receiptId })];
    await exchange.agenciesPublish(receipt, again(), ...others, exchange.receipt(hub, 'fed_back', { feedback: 'already-open-to-us' }));
    await eventually('the last receipt', async () => (await stated('fed_back')) === 1);
    expect(await stated('redirected')).toBe(3);
    await eventually('an empty outbox', async () => (await exchange.count('outbox')) === 0);
    await exchange.sharedWith(hub.data.referralId, ['northmoor-csc']);

    expect(exchange.shared.filter(({ data }) => data.referralId === hub.data.referralId && data.recipient === 'northmoor-csc')).toHaveLength(1);
    expect(exchange.factsOf('forwarded', hub.data.referralId)).toHaveLength(1);
    expect(exchange.factsOf('forwarding-declined', hub.data.referralId)).toEqual([]);
  });

  it('when its statement comes before the opening that it needs, and the other agency gets the referral only then', async () => {
    const { body: { referralId } } = await publisher.submit(exampleReferral());
    const hub = (await exchange.sharedWith(referralId, ['northshire-csc'])).get('northshire-csc') as Shared;
    await exchange.agenciesPublish(redirect(hub, 'northmoor-csc'));
    const waits = await eventually('the waiting redirect', async () => (await publisher.get(`/v1/referrals/${referralId}`)).body.recipients[0].notCounted);
    expect(waits).toMatchObject([{ rung: 'redirected', verdict: 'waiting', code: 'opened' }]);
    expect(exchange.factsOf('forwarded', referralId)).toEqual([]);

    await exchange.agenciesPublish(...exchange.receiptsUpTo('opened', hub));
    expect((await exchange.sharedWith(referralId, ['northmoor-csc'])).get('northmoor-csc')?.data).toMatchObject({ hop: 2 });
    await exchange.agenciesPublish(...exchange.receiptsUpTo('opened', hub), exchange.receipt(hub, 'fed_back', { feedback: 'already-open-to-us' }));
    await eventually('the feedback', async () => (await publisher.get(`/v1/referrals/${referralId}`)).body.recipients[0].rung === 'fed_back');
    await eventually('an empty outbox', async () => (await exchange.count('outbox')) === 0);
    expect(exchange.factsOf('forwarded', referralId)).toHaveLength(1);
    expect(exchange.factsOf('forwarding-declined', referralId)).toEqual([]);
  });

  it.each([
    ['riverside-school', 'no-agreement'],
    ['southshire-csc', 'unknown-agency'],
    ['northshire-icb', 'already-a-recipient'],
    ['northshire-csc', 'already-a-recipient'],
  ])('but not %s: %s, published as a fact, and the answer is kept', async (agency, reason) => {
    const hub = await publishedTo('northshire-csc');
    await exchange.agenciesPublish(redirect(hub, agency));
    expect(await declinedReason(hub.data.referralId)).toBe(reason);
    const { body } = await publisher.get(`/v1/referrals/${hub.data.referralId}`);
    expect(body.recipients[0]).toMatchObject({ agency: 'northshire-csc', rung: 'redirected' });
    expect(body.recipients).toHaveLength(4);
    expect(exchange.factsOf('forwarded', hub.data.referralId)).toEqual([]);
  });

  it('and two redirect at once: one copy goes out, and the other redirect finds it sent', async () => {
    const hub = await publishedTo('northshire-csc');
    const school = (await exchange.sharedWith(hub.data.referralId, ['hilltop-school'])).get('hilltop-school') as Shared;
    await exchange.agenciesPublish(redirect(hub, 'northmoor-csc'), ...exchange.receiptsUpTo('opened', school), redirect(school, 'northmoor-csc'));
    expect(await declinedReason(hub.data.referralId)).toBe('already-a-recipient');
    await exchange.fact('forwarded', hub.data.referralId);
    await exchange.sharedWith(hub.data.referralId, ['northmoor-csc']);
    expect(exchange.shared.filter(({ data }) => data.referralId === hub.data.referralId && data.recipient === 'northmoor-csc')).toHaveLength(1);
  });

  it('when its content is no longer held, and no empty copy is sent', async () => {
    const hub = await publishedTo('northshire-csc');
    await exchange.sql(`DELETE FROM referral_content WHERE referral_id = '${hub.data.referralId}'`);
    await exchange.agenciesPublish(redirect(hub, 'northmoor-csc'));
    expect(await declinedReason(hub.data.referralId)).toBe('content-no-longer-held');
  });
});
