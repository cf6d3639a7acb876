import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compileContract, DeadLetterList, envelopeDigest, keyOfPartition, partitionOfCase, ReferralSharedContract, type OutgoingMessage, type ReferralShared } from '#libs/contracts';
import { BatchedIntake } from '#libs/intake';
import { newId } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { NodeIdentity } from '../node-identity.js';
import { AGENCY, eventually, ExchangeUnderTest, OPERATOR, type NodeUnderTest, type SharedReferral } from '../test-support/exchange-under-test.js';
import { isSharedReferral, ReceiveReferral } from './receive-referral.js';

// The receipts arrive through Kafka, and a busy machine delays them.
jest.setTimeout(20_000);

describe('a referral arrives at an agency', () => {
  let exchange: ExchangeUnderTest;
  let node: NodeUnderTest;

  beforeAll(async () => {
    exchange = await ExchangeUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
    node = await exchange.startNode();
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  const rungsOf = (referralId: string): readonly string[] => exchange.receiptsOf(referralId).map(({ rung }) => rung);
  const delivered = (referral: SharedReferral) =>
    eventually('its delivered receipt', () => exchange.receiptsOf(referral.referralId).find(({ rung }) => rung === 'delivered'));
  const onlyDeadLetter = async (referralId: string): Promise<{ id: string; reasonCode: string; status: string }> => {
    const { status, body } = await node.get(`/v1/dead-letters?referralId=${referralId}`, OPERATOR);
    expect([status, body]).toMatchObject([200, { items: [{ referralId }] }]);
    return body.items[0];
  };

  it('is delivered once, with one receipt, though it was sent three times', async () => {
    const referral = exchange.share();
    await exchange.publish(referral, referral);
    const receipt = await delivered(referral);
    await exchange.publish(referral, exchange.share({}, { key: referral.key }));
    await eventually('all four messages', async () => (await exchange.sql('SELECT FROM referral')).length === 2);

    expect(rungsOf(referral.referralId)).toEqual(['delivered']);
    expect(receipt).toMatchObject({
      agency: AGENCY,
      messageId: referral.id,
      hop: 1,
      envelopeDigest: envelopeDigest(referral.value ?? Buffer.alloc(0)),
      topic: exchange.topics.referral(AGENCY),
    });
    expect(receipt.actor).toBeUndefined();
    const published = exchange.receipts.find(({ data }) => data.receiptId === receipt.receiptId);
    const correlationId = referral.headers['ce_correlationid'];
    expect(published?.correlationId).toBe(correlationId);
    // A batch concerns a partition: that of the case, so that what persons state later comes after it.
    expect(published?.event.attributes.partitionKey).toBe(keyOfPartition(partitionOfCase(referral.key)));
    expect(await exchange.sql('SELECT referral_id FROM referral_content')).toHaveLength(2);
  });

  it('that was sent again is one referral: the agency states the second copy too, and keeps what its people have opened', async () => {
    const first = exchange.share();
    await exchange.publish(first);
    await delivered(first);
    const { referralId } = first;
    expect((await node.open(referralId)).status).toBe(200);
    const again = exchange.share({ referralId, again: { resendId: newId(), at: new Date().toISOString(), version: 1 } }, { key: first.key });
    await exchange.publish(again, again);
    await eventually('the second delivery', () => exchange.receiptsOf(referralId).filter(({ rung }) => rung === 'delivered').length === 2);
    expect(exchange.receiptsOf(referralId).map(({ rung, messageId }) => [rung, messageId])).toEqual([['delivered', first.id], ['opened', first.id], ['delivered', again.id]]);
    const { body } = await node.get('/v1/inbox?state=opened');
    expect(body.items.filter((item: { referralId: string }) => item.referralId === referralId)).toMatchObject([{ rung: 'opened' }]);
    expect(await exchange.sql(`SELECT rung FROM referral WHERE referral_id = '${referralId}'`)).toEqual([{ rung: 'opened' }]);
  });

  it('that was sent again after a change brings the present content, and an earlier change that comes later does not undo it', async () => {
    const first = exchange.share();
    const { referralId } = first;
    const example = ReferralSharedContract.examples['to-social-care'] as ReferralShared;
    const seen = async (): Promise<unknown> => exchange.sql(`SELECT version, view ->> 'narrative' AS narrative FROM referral_content WHERE referral_id = '${referralId}'`);
    await exchange.publish(first);
    await delivered(first);
    const again = exchange.share(
      { referralId, view: { ...example.view, narrative: 'A corrected account.' }, again: { resendId: newId(), at: new Date().toISOString(), version: 3 } }, { key: first.key });
    await exchange.publish(again);
    await eventually('the second delivery', () => exchange.receiptsOf(referralId).length === 2);
    expect(await seen()).toEqual([{ version: 3, narrative: 'A corrected account.' }]);
    const other = exchange.share({ again: { resendId: newId(), at: new Date().toISOString(), version: 2 } });
    await exchange.publish(other);
    await delivered(other);
    expect(await exchange.sql(`SELECT version FROM referral_content WHERE referral_id = '${other.referralId}'`)).toEqual([{ version: 2 }]);
  });

  it('is in the way of nothing: its broken neighbours are quarantined, and their owner gets a notice with the reason', async () => {
    const key = 'one-case';
    const [before, after] = [exchange.share({}, { key }), exchange.share({}, { key })];
    const unread = exchange.share({}, { key });
    const content = { referralId: unread.referralId, child: 'Amara Example' };
    const invalid: SharedReferral = { ...unread, value: Buffer.from(JSON.stringify(content)) };
    const noise: OutgoingMessage = { ...unread, headers: { 'ce_subject': 'Amara Example' }, value: Buffer.from('{') };
    await exchange.publish(before, invalid, noise, after);

    await delivered(before);
    await delivered(after);
    const rejected = await eventually('both rejections', () => {
      const all = exchange.receipts.filter(({ data }) => data.rung === 'rejected');
      return all.length === 2 && all;
    });
    expect(rejected.map(({ data }) => data.reasonCode)).toEqual(['invalid-payload', 'not-a-cloudevent']);
    expect(rejected.map(({ data }) => data.referralId)).toEqual([invalid.referralId, undefined]);
    const digests = [invalid, noise].map(({ value }) => envelopeDigest(value ?? Buffer.alloc(0)));
    expect(rejected.map(({ data }) => data.envelopeDigest)).toEqual(digests);
    expect(rejected[0]?.event.attributes.partitionKey).toBe(keyOfPartition(partitionOfCase(key)));

    const notices = await eventually('both notices', () => exchange.deadLetterNotices.length === 2 && exchange.deadLetterNotices);
    expect(notices.map(({ value }) => value)).toEqual([null, null]);
    const listed = (await node.get('/v1/dead-letters', OPERATOR)).body;
    expect(compileContract(DeadLetterList).validate(listed).ok).toBe(true);
    expect(listed.items.map(({ reasonCode }: { reasonCode: string }) => reasonCode)).toEqual(['not-a-cloudevent', 'invalid-payload']);
    expect(JSON.stringify([rejected.map(({ data }) => data), notices, listed, exchange.logLines])).not.toContain('Amara');
  });

  it('is replayed with one effect once what kept it out is gone, by however many at once', async () => {
    await exchange.sql(`ALTER TABLE referral ADD CONSTRAINT too_narrow CHECK (force <> 'southshire-police')`);
    const referral = exchange.share({ sender: { force: 'southshire-police', unit: 'MISSING-1' } });
    const neighbour = exchange.share();
    await exchange.publish(referral, neighbour);
    await delivered(neighbour);
    await eventually('the rejection', () => rungsOf(referral.referralId).includes('rejected'));
    const letter = await onlyDeadLetter(referral.referralId);
    expect(letter).toMatchObject({ reasonCode: 'effect-failed', status: 'quarantined' });

    expect(await node.post(`/v1/dead-letters/${letter.id}/replay`, undefined, OPERATOR)).toMatchObject({ status: 422, body: { code: 'ACK-006' } });
    await exchange.sql('ALTER TABLE referral DROP CONSTRAINT too_narrow');
    const replays = await Promise.all([1, 2, 3].map(() => node.post(`/v1/dead-letters/${letter.id}/replay`, undefined, OPERATOR)));

    expect(replays.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(replays.map(({ body }) => body.result as string).toSorted()).toEqual(['already-replayed', 'already-replayed', 'replayed']);
    await delivered(referral);
    expect(rungsOf(referral.referralId)).toEqual(['rejected', 'delivered']);
    expect((await node.open(referral.referralId)).status).toBe(200);
    expect((await node.get(`/v1/dead-letters/${letter.id}`, OPERATOR)).body).toMatchObject({ status: 'replayed', closedBy: 'ops-0100' });
  });

  it('is quarantined, not read, when it is addressed to another agency', async () => {
    const referral = exchange.share({ recipient: 'northmoor-csc' });
    await exchange.publish(referral);
    const [rejection] = await eventually('the rejection', () => {
      const receipts = exchange.receiptsOf(referral.referralId);
      return receipts.length > 0 && receipts;
    });
    expect(rejection).toMatchObject({ rung: 'rejected', reasonCode: 'wrong-recipient', agency: AGENCY });
    expect((await node.open(referral.referralId)).body).toMatchObject({ code: 'ACK-001' });

    const letter = await onlyDeadLetter(referral.referralId);
    const discard = () => node.post(`/v1/dead-letters/${letter.id}/discard`, { reason: 'not-for-us' }, OPERATOR);
    expect((await discard()).body).toEqual({ id: letter.id, result: 'discarded' });
    expect((await discard()).body).toEqual({ id: letter.id, result: 'already-discarded' });
    expect((await node.post(`/v1/dead-letters/${letter.id}/replay`, undefined, OPERATOR)).body).toMatchObject({ code: 'ACK-007' });
    expect(await exchange.sql(`SELECT id FROM quarantine WHERE id = '${letter.id}' AND value IS NULL`)).toHaveLength(1);
  });

  it('keeps its first content when the same message id comes with another', async () => {
    const first = exchange.share();
    const forged = exchange.share({ referralId: first.referralId, marking: 'OFFICIAL' }, { id: first.id, key: first.key });
    await exchange.publish(first, forged);
    await delivered(first);
    await eventually('the rejection', () => rungsOf(first.referralId).includes('rejected'));

    const rejection = exchange.receiptsOf(first.referralId).find(({ rung }) => rung === 'rejected');
    expect(rejection).toMatchObject({ reasonCode: 'conflicting-content' });
    expect((await node.open(first.referralId)).body).toMatchObject({ marking: 'OFFICIAL-SENSITIVE' });
  });

  it('stays as people opened it when it comes again as a later hop, and the later copy is delivered as well', async () => {
    const first = exchange.share();
    const later = exchange.share({ referralId: first.referralId, hop: 3, view: { narrative: 'Another account.' } }, { key: first.key });
    await exchange.publish(first);
    await delivered(first);
    const opened = await node.open(first.referralId);
    await exchange.publish(later);
    await eventually('both deliveries', () => rungsOf(first.referralId).filter((rung) => rung === 'delivered').length === 2);

    const receipts = exchange.receiptsOf(first.referralId).filter(({ rung }) => rung === 'delivered');
    expect(receipts.map(({ messageId, hop }) => [messageId, hop])).toEqual([[first.id, 1], [later.id, 3]]);
    expect((await node.open(first.referralId)).body).toEqual(opened.body);
  });

  it('is the first of two copies even when both come in one batch', async () => {
    const first = exchange.share();
    const later = exchange.share({ referralId: first.referralId, hop: 2, marking: 'OFFICIAL' }, { key: first.key });
    await exchange.publish(first, later);
    await eventually('both deliveries', () => rungsOf(first.referralId).length === 2);
    expect((await node.open(first.referralId)).body).toMatchObject({ hop: 1, marking: 'OFFICIAL-SENSITIVE' });
    const [counted] = await exchange.sql<{ wrong: string }>(
      'SELECT count(*) AS wrong FROM rung_count c WHERE referrals <> (SELECT count(*) FROM referral r WHERE r.rung = c.rung)',
    );
    expect(counted).toEqual({ wrong: '0' });
  });

  it('waits in quarantine for a node that knows its version, and is delivered when the node has been updated', async () => {
    const referral = exchange.share();
    const olderRelease = { ...ReferralSharedContract, type: 'safeguarding.referral.shared.v9', version: 9 };
    const { appUrl: url, schema } = exchange.schema;
    const database = await Database.open({ url, schema, poolSize: 1, applicationName: schema });
    const { topics } = exchange;
    const older = new BatchedIntake({
      database,
      topics,
      group: topics.agencyGroup(AGENCY),
      accepted: [olderRelease],
      recognisesRepeats: isSharedReferral,
      effects: new ReceiveReferral(new NodeIdentity(AGENCY, topics)),
    });
    const message = { ...referral, partition: 0, offset: '900000', timestamp: '0' };
    const summary = await older.take({ topic: message.topic, partition: 0, messages: [message] });
    await database.close();
    expect(summary.quarantined).toEqual({ 'unknown-version': 1 });

    const letter = await onlyDeadLetter(referral.referralId);
    expect((await node.post(`/v1/dead-letters/${letter.id}/replay`, undefined, OPERATOR)).body).toEqual({ id: letter.id, result: 'replayed' });
    await delivered(referral);
  });
});
