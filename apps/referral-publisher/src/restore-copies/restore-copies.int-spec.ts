import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { childEnvironment } from '#libs/config';

import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { PARTNERSHIP_FILE, startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

const RECIPIENTS = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'];
/** Everything that the backup is too young for. */
const LOST = ['referral', 'referral_content', 'recipient', 'statement', 'statement_effect'];

describe('a publisher whose database is restored from a backup', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
  }, 30_000);
  afterAll(() => exchange.remove(), 30_000);

  async function rebuild(): Promise<{ readonly copies: number }> {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/apps/referral-publisher/src/rebuild.js'], {
      env: childEnvironment({
        DATABASE_URL: exchange.schema.appUrl, DATABASE_SCHEMA: exchange.schema.schema, KAFKA_BROKERS: exchange.kafkaBrokers.join(','),
        TOPIC_PREFIX: exchange.topics.lifecycle().replace(/safeguarding.*/, ''), PARTNERSHIP_FILE, CASE_KEY_SECRET: 'a secret of thirty-two characters',
      }),
    });
    return JSON.parse(stdout) as { readonly copies: number };
  }
  const verdicts = async (referralId: string): Promise<readonly unknown[]> =>
    (await exchange.sql<{ verdict: string }>(`SELECT data ->> 'rung' || ' ' || verdict || coalesce(' ' || code, '') AS verdict FROM statement WHERE referral_id = '${referralId}' ORDER BY kafka_offset`))
      .map(({ verdict }) => verdict);

  it('reads its copies again from the lifecycle topic, so that the statements about them are judged', async () => {
    const { body: { referralId: lost } } = await publisher.submit(exampleReferral());
    const hub = (await exchange.sharedWith(lost, RECIPIENTS)).get('northshire-csc') as Shared;
    const { body: { referralId: kept } } = await publisher.submit(exampleReferral());
    const ofKept = (await exchange.sharedWith(kept, RECIPIENTS)).get('northshire-csc') as Shared;
    await eventually('both publications in the topic', () => exchange.factsOf('published', lost).length + exchange.factsOf('published', kept).length === 2);
    for (const table of LOST) await exchange.sql(`DELETE FROM ${table} ${table === 'statement_effect' ? '' : `WHERE referral_id = '${lost}'`}`);

    await exchange.agenciesPublish(exchange.receipt(hub, 'opened'), exchange.receipt(hub, 'accepted'), exchange.receipt(ofKept, 'opened'));
    await eventually('the statements', async () => (await verdicts(lost)).length === 2 && (await verdicts(kept)).length === 1);
    expect(await verdicts(lost)).toEqual(['opened waiting copy', 'accepted waiting copy']);

    expect(await rebuild()).toMatchObject({ copies: RECIPIENTS.length });
    expect(await verdicts(lost)).toEqual(['opened taken', 'accepted taken']);
    // A later statement finds the copy at once. One that the publisher had itself is not there twice, and a repetition adds none.
    await exchange.agenciesPublish(exchange.receipt(hub, 'redirected', { reasonCode: 'not-our-area', redirectedTo: 'northmoor-csc' }), exchange.receipt(hub, 'decided', { decision: 'early-help' }));
    await eventually('the decision', async () => (await verdicts(lost)).length === 4);
    expect((await verdicts(lost)).slice(2)).toEqual(['redirected refused answered-otherwise', 'decided taken']);
    expect(await exchange.count('sent_copy', `referral_id = '${kept}'`)).toBe(RECIPIENTS.length);
    expect(await rebuild()).toMatchObject({ copies: 0 });
  }, 60_000);

  it('goes on after a redirect of a referral whose content the backup lacks, because no agency can be sent it', async () => {
    const { body: { referralId: lost } } = await publisher.submit(exampleReferral());
    const hub = (await exchange.sharedWith(lost, RECIPIENTS)).get('northshire-csc') as Shared;
    await eventually('the publication in the topic', () => exchange.factsOf('published', lost).length === 1);
    for (const table of LOST.slice(0, 3)) await exchange.sql(`DELETE FROM ${table} WHERE referral_id = '${lost}'`);
    await rebuild();
    await exchange.agenciesPublish(exchange.receipt(hub, 'opened'), exchange.receipt(hub, 'redirected', { reasonCode: 'not-our-area', redirectedTo: 'northmoor-csc' }));
    await eventually('the redirect', async () => (await verdicts(lost)).length === 2);
    expect(await verdicts(lost)).toEqual(['opened taken', 'redirected taken']);
  }, 60_000);

  it('follows no redirect a second time that it had followed, or declined, after the backup', async () => {
    const { body: { referralId } } = await publisher.submit(exampleReferral());
    const copies = await exchange.sharedWith(referralId, RECIPIENTS);
    const [hub, icb] = [copies.get('northshire-csc') as Shared, copies.get('northshire-icb') as Shared];
    const stated = [
      exchange.receipt(hub, 'opened'), exchange.receipt(hub, 'redirected', { reasonCode: 'not-our-area', redirectedTo: 'northmoor-csc' }),
      exchange.receipt(icb, 'opened'), exchange.receipt(icb, 'redirected', { reasonCode: 'not-our-area', redirectedTo: 'hilltop-school' }),
    ];
    await exchange.agenciesPublish(...stated);
    const other = (await exchange.sharedWith(referralId, ['northmoor-csc'])).get('northmoor-csc') as Shared;
    await eventually('both outcomes in the topic', () => exchange.factsOf('forwarded', referralId).length + exchange.factsOf('forwarding-declined', referralId).length === 2);

    // The backup has the referral, and nothing that followed.
    for (const table of ['statement', 'redirect_outcome', 'notified_holder']) await exchange.sql(`DELETE FROM ${table} WHERE referral_id = '${referralId}'`);
    await exchange.sql('DELETE FROM statement_effect');
    await exchange.sql(`DELETE FROM recipient WHERE referral_id = '${referralId}' AND hop > 1`);
    await rebuild();
    const quarantined = await exchange.count('quarantine');
    await exchange.agenciesPublish(...stated, exchange.receipt(other, 'opened'), exchange.receipt(other, 'accepted'), exchange.receipt(icb, 'accepted'));

    await eventually('all statements', async () => (await verdicts(referralId)).length === 7);
    expect((await verdicts(referralId)).filter((verdict) => !String(verdict).endsWith(' taken'))).toEqual([]);
    expect(await exchange.count('quarantine')).toBe(quarantined);
    expect(exchange.factsOf('forwarded', referralId)).toHaveLength(1);
    const { body: { recipients } } = await publisher.get(`/v1/referrals/${referralId}`);
    expect(recipients.map((one: { agency: string; hop: number; rung: string }) => `${one.agency} ${one.hop} ${one.rung}`)).toEqual(expect.arrayContaining([
      'northshire-csc 1 redirected', 'northmoor-csc 2 accepted', 'northshire-icb 1 accepted',
    ]));
  }, 60_000);
});
