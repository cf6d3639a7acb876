import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { childEnvironment } from '#libs/config';
import { CorrectionPublishedContract, ReferralCorrectedContract, ReferralForwardedContract, WithdrawalPublishedContract } from '#libs/contracts';
import { KafkaTopicAdmin } from '#libs/messaging';

import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { AGENCIES, PARTNERSHIP_FILE, startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';
import type { Restored } from './restore-copies.js';

jest.setTimeout(60_000);

const HUB = 'northshire-csc';
const NEIGHBOUR = 'northmoor-csc';

/** Everything that happened after the backup is in the topics and in the records of the agencies, and not in the publisher's database. */
describe('the publisher continues after its database went back to a backup', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;
  let redirected: Shared;
  let corrected: Shared;
  let withdrawn: Shared;
  let lost: string;
  let restored: Restored;
  let backedUpAt: number;
  let cursor: string;

  const sharedWithHub = async (): Promise<Shared> => {
    const { body: { referralId } } = await publisher.submit(exampleReferral());
    return (await exchange.sharedWith(referralId as string, [HUB])).get(HUB) as Shared;
  };
  const correct = async (text: string) => {
    const answer = await publisher.record(`/v1/referrals/${corrected.data.referralId}/corrections`, { reason: 'new-information', fields: [{ field: '/narrative', value: text }] });
    expect(answer.status).toBe(201);
    return answer.body as { readonly changeId: string; readonly version: number };
  };
  // Records of access cannot be taken away, not even by the owner of the schema. A real backup goes back with its files.
  const tables = async (): Promise<readonly string[]> => (await exchange.sql<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE 'backup%' AND tablename NOT IN ('migrations', 'access_record')`)).map(({ name }) => name);
  const copiesAt = (agency: string, { data: { referralId } }: Shared): readonly Shared[] =>
    exchange.shared.filter(({ data }) => data.referralId === referralId && data.recipient === agency);
  const recipient = async ({ data: { referralId } }: Shared, agency: string) =>
    (await publisher.get(`/v1/referrals/${referralId}`)).body.recipients.find((each: { agency: string }) => each.agency === agency) as { rung: string; hop: number } | undefined;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
    [redirected, corrected, withdrawn] = [await sharedWithHub(), await sharedWithHub(), await sharedWithHub()];
    await exchange.agenciesPublish(...[redirected, corrected, withdrawn].flatMap((each) => exchange.receiptsUpTo('opened', each)));
    await eventually('the openings', async () => (await exchange.count('statement')) === 6);
    await eventually('an empty outbox', async () => (await exchange.count('outbox')) === 0);
    for (const table of await tables()) await exchange.sql(`CREATE TABLE backup_${table} AS TABLE ${table}`);
    backedUpAt = Date.now();

    await exchange.agenciesPublish(exchange.receipt(redirected, 'redirected', { redirectedTo: NEIGHBOUR, reasonCode: 'not-our-area' }));
    const hop = (await exchange.sharedWith(redirected.data.referralId, [NEIGHBOUR])).get(NEIGHBOUR) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', hop));
    await eventually('the acceptance', async () => (await recipient(redirected, NEIGHBOUR))?.rung === 'accepted');
    expect((await correct('An account that the backup lacks.')).version).toBe(2);
    await publisher.record(`/v1/referrals/${withdrawn.data.referralId}/withdrawal`, { reason: 'wrong-child' });
    lost = (await sharedWithHub()).data.referralId;
    await eventually('everything sent', async () => (await exchange.count('outbox')) === 0);
    await exchange.published(ReferralForwardedContract, redirected.data.referralId);
    await exchange.published(CorrectionPublishedContract, corrected.data.referralId);
    await exchange.published(WithdrawalPublishedContract, withdrawn.data.referralId);

    ({ next: cursor } = (await publisher.get('/v1/referrals')).body as { next: string });
    await publisher.stop();
    for (const table of await tables()) {
      await exchange.sql(`DO $$ BEGIN
        PERFORM set_config('session_replication_role', 'replica', true);
        DELETE FROM ${table};
        INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM backup_${table};
      END $$`);
    }
    restored = await rebuild();
    const admin = new KafkaTopicAdmin({ brokers: exchange.kafkaBrokers, clientId: 'restore-test' });
    await admin.rewind(exchange.topics.publisherGroup(), AGENCIES.map((agency) => exchange.topics.acknowledgement(agency)), backedUpAt - 5_000);
    await admin.close();
    publisher = await exchange.start();
  }, 120_000);
  afterAll(() => exchange.remove(), 30_000);

  async function rebuild(): Promise<Restored> {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/apps/referral-publisher/src/rebuild.js'], {
      env: childEnvironment({
        DATABASE_URL: exchange.schema.appUrl, DATABASE_SCHEMA: exchange.schema.schema, KAFKA_BROKERS: exchange.kafkaBrokers.join(','),
        TOPIC_PREFIX: exchange.topics.lifecycle().replace(/safeguarding.*/, ''), PARTNERSHIP_FILE, CASE_KEY_SECRET: 'a secret of thirty-two characters',
      }),
    });
    return JSON.parse(stdout) as Restored;
  }

  it('names what no fact can give back: a referral, and the content of a correction', () => {
    expect(restored).toMatchObject({
      recipients: 1, withdrawals: 1, lostReferrals: [lost], lostChanges: [{ referralId: corrected.data.referralId, operation: 'correction' }],
    });
  });

  it('refuses a cursor of the list of referrals from before, because the numbers of lost changes may come again', async () => {
    expect((await publisher.get(`/v1/referrals?cursor=${cursor}`)).body).toMatchObject({ code: 'GEN-017' });
    expect(((await publisher.get('/v1/referrals')).body as { items: object[] }).items).not.toEqual([]);
  });

  it('follows a redirect that it followed before no second time, and knows the hop and its answer', async () => {
    await eventually('the answer, read once more', async () => (await recipient(redirected, NEIGHBOUR))?.rung === 'accepted');
    expect(await recipient(redirected, NEIGHBOUR)).toMatchObject({ hop: 2 });
    expect((await recipient(redirected, HUB))?.rung).toBe('redirected');
    // A statement that came after it was judged, so the redirect had its turn.
    await exchange.agenciesPublish(exchange.receipt(corrected, 'accepted'));
    await eventually('a later answer', async () => (await recipient(corrected, HUB))?.rung === 'accepted');
    expect(copiesAt(NEIGHBOUR, redirected)).toHaveLength(1);
    expect([exchange.factsOf('forwarded', redirected.data.referralId).length, exchange.factsOf('forwarding-declined', redirected.data.referralId).length]).toEqual([1, 0]);
  });

  it('knows that a referral was withdrawn, and shares it no more', async () => {
    const correction = { reason: 'new-information', fields: [{ field: '/narrative', value: 'More.' }] };
    expect((await publisher.record(`/v1/referrals/${withdrawn.data.referralId}/corrections`, correction)).body).toMatchObject({ code: 'REF-009' });
    await exchange.agenciesPublish(exchange.receipt(withdrawn, 'redirected', { redirectedTo: NEIGHBOUR, reasonCode: 'not-our-area' }));
    await eventually('the declined redirect', async () => (await exchange.count('redirect_outcome', `referral_id = '${withdrawn.data.referralId}' AND outcome = 'withdrawn'`)) === 1);
    expect(copiesAt(NEIGHBOUR, withdrawn)).toEqual([]);
  });

  it('gives the repeated correction a version above every one that an agency may hold', async () => {
    const { version } = await correct('An account that the backup lacks.');
    expect(version).toBe(3);
    const versions = (await exchange.published(ReferralCorrectedContract, corrected.data.referralId, 2)).filter(({ data }) => data.recipient === HUB).map(({ data }) => data.copy.version);
    expect(versions).toEqual([2, 3]);
  });
});
