import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  ReferralCorrectedContract, ReferralResentContract, ReferralWithdrawnContract, type ReceivedEvent, type ReferralResent, type ResendRecorded,
} from '#libs/contracts';

import { changedPartnership } from '../test-support/changed-partnership.js';
import { eventually } from '../test-support/eventually.js';
import type { Answer, PublisherCopy, Submitting } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(30_000);

const HUB = 'northshire-csc';
const SCHOOL = 'hilltop-school';
const RECIPIENTS = [HUB, 'northshire-icb', SCHOOL, 'northshire-probation'];

describe('Kafka lost the copies of an agency', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;
  let first: Shared;
  let referralId: string;
  let since: string;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
    since = new Date(Date.now() - 1_000).toISOString();
    first = await sharedWithHub();
    ({ referralId } = first.data);
    await exchange.loseMessagesTo(HUB);
  }, 60_000);
  afterAll(() => exchange.remove(), 30_000);

  async function sharedWithHub(): Promise<Shared> {
    const { body } = await publisher.submit(exampleReferral());
    return (await exchange.sharedWith(body.referralId as string, RECIPIENTS)).get(HUB) as Shared;
  }
  const resend = (referrals: readonly object[], more: Submitting & { readonly person?: string | null } = {}): Promise<Answer> =>
    publisher.record('/v1/resends', { reason: 'broker-data-lost', referrals }, more);
  const copiesAt = (agency: string, id = referralId): readonly Shared[] => exchange.shared.filter(({ data }) => data.referralId === id && data.recipient === agency);
  /** A copy that still waits in the outbox is not listed. */
  const undelivered = async (query: string, organisation?: string) => {
    await eventually('an empty outbox', async () => (await exchange.count('outbox')) === 0);
    return (await publisher.get(`/v1/undelivered-copies?since=${since}${query}`, organisation)).body;
  };
  const atHub = async (id = referralId) =>
    (await publisher.get(`/v1/referrals/${id}`)).body.recipients.find((each: { agency: string }) => each.agency === HUB) as { rung: string; publishedAt?: string; due?: unknown };
  const resent = (id: string, count = 1): Promise<readonly ReceivedEvent<ReferralResent>[]> => exchange.published(ReferralResentContract, id, count);

  it('names them, page by page, to the force that sent them and to no other', async () => {
    const all = await undelivered('');
    expect(all.items.map(({ agency }: { agency: string }) => agency).toSorted()).toEqual(RECIPIENTS.toSorted());
    const [page] = (await undelivered('&limit=1')).items;
    const next = await undelivered(`&limit=1&cursor=${(await undelivered('&limit=1')).next}`);
    expect(next.items[0].agency > page.agency).toBe(true);
    expect((await undelivered(`&agency=${HUB}`)).items).toMatchObject([{ referralId, agency: HUB, hop: 1, changes: [] }]);
    expect((await undelivered('', 'southshire-police')).items).toEqual([]);
  });

  it('refuses an agency that does not exist with those that do, because an empty list would read as nothing lost', async () => {
    expect(await undelivered('&agency=northshire-ccs')).toMatchObject({ code: 'GEN-011', errors: [{ pointer: '/agency', code: 'unknown', message: expect.stringContaining(HUB) }] });
    expect(await undelivered('&agency=')).toMatchObject({ code: 'GEN-011', errors: [{ pointer: '/agency', code: 'empty' }] });
  });

  it('sends one again in a new message, with its own id and digest, in the same partition, to a named person alone', async () => {
    expect((await resend([{ referralId, agencies: [HUB] }], { person: null })).body).toMatchObject({ code: 'GEN-008' });
    const before = await atHub();
    const { status, body } = await resend([{ referralId, agencies: [HUB] }]);
    expect([status, body]).toMatchObject([201, { resent: [{ referralId, agency: HUB, hop: 1, changes: [] }], notResent: [] }]);
    const again = await eventually('the second copy', () => copiesAt(HUB)[1]);
    expect(again.attributes.id).not.toBe(first.attributes.id);
    expect(again.digest).not.toBe(first.digest);
    expect([again.message.partition, again.attributes.partitionKey]).toEqual([first.message.partition, first.attributes.partitionKey]);
    const { resendId, resentAt } = body as ResendRecorded;
    expect(again.data).toEqual({ ...first.data, again: { resendId, at: resentAt, version: 1 } });
    const [fact] = await resent(referralId);
    expect(fact?.data).toMatchObject({
      resendId, force: 'northshire-police', reason: 'broker-data-lost', resentBy: 'pc-2041',
      copies: [{ agency: HUB, hop: 1, messageId: again.attributes.id, envelopeDigest: again.digest, partition: again.message.partition, agreement: first.data.agreement }],
    });
    // The child has waited since the first publication.
    expect(await atHub()).toEqual(before);
    expect((await undelivered(`&agency=${HUB}`)).items).toMatchObject([{ referralId, resentAt }]);
  });

  it('is answered beside the first one: the statements about both are judged on one ladder', async () => {
    const again = copiesAt(HUB)[1] as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('opened', again), exchange.receipt(first, 'delivered'), exchange.receipt(first, 'accepted'));
    await eventually('the acceptance', async () => (await atHub()).rung === 'accepted');
    const verdicts = await exchange.sql<{ text: string }>(
      `SELECT data ->> 'rung' || ' ' || verdict || ' ' || effect AS text FROM statement WHERE referral_id = '${referralId}' ORDER BY kafka_offset, entry`);
    expect(verdicts.map(({ text }) => text)).toEqual(['delivered taken new', 'opened taken new', 'delivered taken repeat', 'accepted taken new']);
    expect((await undelivered(`&agency=${HUB}`)).items).toEqual([]);
  });

  it('sends nothing twice under one key, and refuses the key for another request', async () => {
    const request = [{ referralId, agencies: [SCHOOL] }];
    const one = await resend(request, { key: 'lost-topic-1' });
    const two = await resend(request, { key: 'lost-topic-1' });
    expect(two.body).toEqual(one.body);
    await resent(referralId, 2);
    expect(await exchange.count('resent_copy', `agency = '${SCHOOL}'`)).toBe(1);
    expect((await resend([{ referralId, agencies: [HUB] }], { key: 'lost-topic-1' })).body).toMatchObject({ code: 'REF-003' });
  });

  it('sends the present content, and a correction that the agency has not stated as delivered, to be acknowledged', async () => {
    const corrected = await sharedWithHub();
    const id = corrected.data.referralId;
    const { body: { changeId } } = await publisher.record(`/v1/referrals/${id}/corrections`, { reason: 'recorded-in-error', fields: [{ field: '/narrative', value: 'A corrected account.' }] });
    const lost = (await exchange.published(ReferralCorrectedContract, id)).find(({ data }) => data.recipient === HUB);
    await exchange.loseMessagesTo(HUB);
    expect((await undelivered(`&agency=${HUB}`)).items).toMatchObject([{ referralId: id, changes: [changeId] }]);
    expect((await resend([{ referralId: id, agencies: [HUB] }])).body.resent).toMatchObject([{ agency: HUB, changes: [changeId] }]);
    const again = await eventually('the second copy', () => copiesAt(HUB, id)[1]);
    expect(again.data).toMatchObject({ view: { narrative: 'A corrected account.' }, again: { version: 2 }, issuedAt: corrected.data.issuedAt });
    const correction = await eventually('the correction again', async () =>
      (await exchange.published(ReferralCorrectedContract, id)).find(({ data, attributes }) => data.recipient === HUB && attributes.id !== lost?.attributes.id));
    expect(correction.data).toEqual(lost?.data);
    const [fact] = await resent(id);
    expect(fact?.data.copies.map(({ updateId }) => updateId)).toEqual([undefined, changeId]);
  });

  it('sends nothing of a withdrawn referral but the withdrawal, and that only to an agency that has the referral', async () => {
    const withdrawn = await sharedWithHub();
    const id = withdrawn.data.referralId;
    await exchange.agenciesPublish(exchange.receipt(withdrawn, 'delivered'));
    await eventually('the delivery', async () => (await atHub(id)).rung === 'delivered');
    await publisher.record(`/v1/referrals/${id}/withdrawal`, { reason: 'wrong-child' });
    const { body } = await resend([{ referralId: id }]);
    expect(body.resent).toMatchObject([{ agency: HUB }]);
    expect(body.notResent).toEqual(RECIPIENTS.slice(1).map((agency) => ({ referralId: id, agency, reason: 'withdrawn' })));
    await eventually('the withdrawal again', async () =>
      (await exchange.published(ReferralWithdrawnContract, id)).filter(({ data }) => data.recipient === HUB).length === 2);
    expect(copiesAt(HUB, id)).toHaveLength(1);
  });

  it('says which copy it does not send, and why', async () => {
    const foreign = await resend([{ referralId }], { organisation: 'southshire-police' });
    expect(foreign.body).toMatchObject({ resent: [], notResent: [{ referralId, reason: 'unknown-referral' }] });
    expect((await resend([{ referralId, agencies: ['riverside-school'] }])).body.notResent).toEqual([{ referralId, agency: 'riverside-school', reason: 'not-a-recipient' }]);
  });

  it('sends an agency nothing that it may not see now, and nothing that it was not allowed to see then', async () => {
    const { data: { referralId: id, view } } = await sharedWithHub();
    const moved = await publisher.record(`/v1/referrals/${id}/corrections`, {
      reason: 'new-information', fields: [{ field: `/children/${view.children?.[0]?.childId}/school/urn`, value: '142002' }],
    });
    expect(moved.body).toMatchObject({ added: ['riverside-school'] });
    // The child has left this school, so it must not learn more of the child.
    expect((await resend([{ referralId: id, agencies: [SCHOOL] }])).body).toMatchObject({ resent: [], notResent: [{ agency: SCHOOL, reason: 'no-agreement' }] });

    const other = await sharedWithHub();
    await publisher.stop();
    const narrower = await changedPartnership((text) => text.replaceAll(/^ {6}- narrative$\n/gm, ''), 'agreements/multi-agency-safeguarding-hub.yaml');
    try {
      publisher = await exchange.start({ PARTNERSHIP_FILE: narrower.file });
      await resend([{ referralId: other.data.referralId, agencies: [HUB] }]);
      const again = await eventually('the second copy', () => copiesAt(HUB, other.data.referralId)[1]);
      expect(other.data.view.narrative).toBeDefined();
      expect({ ...again.data.view, narrative: other.data.view.narrative }).toEqual(other.data.view);
      expect(again.data.view.narrative).toBeUndefined();
    } finally {
      await narrower.remove();
    }
  });
});
