import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readPartnership, referralFacts, resolveRecipients, type Partnership } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';
import { newId, SharedCommit } from '#libs/kernel';
import { Database, isDataError, StatementError } from '#libs/persistence';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { eventually } from '../test-support/eventually.js';
import { lockTable } from '../test-support/locked-table.js';
import { PARTNERSHIP_FILE, PublisherUnderTest } from '../test-support/publisher-under-test.js';
import { withGivenIds } from '../given-ids.js';
import { exampleReferral } from '../test-support/referrals.js';
import { prepareReferral } from './prepare-referral.js';
import { ReferralRepository, type ReferralToStore } from './referral.repository.js';

/** The SQLSTATE of PostgreSQL's answer to a statement of the publisher's own role. */
async function sqlStateOf(database: Database | undefined, text: string): Promise<unknown> {
  const attempt = database?.run({ name: `test-${newId()}`, text });
  return attempt?.then(() => 'allowed', (error: unknown) => (error instanceof StatementError ? error.code : error));
}

describe('many referrals at once', () => {
  let exchange: PublisherUnderTest;
  let partnership: Partnership;
  let databases: Database[];

  beforeAll(async () => {
    exchange = await PublisherUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
    const read = await readPartnership(PARTNERSHIP_FILE);
    if (!read.ok) throw new Error('the demo partnership cannot be read');
    partnership = read.value;
    const { appUrl: url, schema } = exchange.schema;
    databases = await Promise.all([1, 2].map(() => Database.open({ url, schema, poolSize: 2, applicationName: schema })));
  }, 30_000);

  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
    await exchange.remove();
  }, 30_000);

  function prepared(idempotencyKey: string, changes: Partial<ReferralToStore> = {}): ReferralToStore {
    const terms = { partnership, policy: clockPolicyOf(partnership), topics: exchange.topics, caseKeySecret: 'a secret of thirty-two characters' };
    const submission = {
      organisation: 'northshire-police', idempotencyKey, requestDigest: '0'.repeat(64), correlationId: newId(), content: exampleReferral(),
      disclosedBy: { kind: 'system', reference: 'northshire-police' } as const,
    };
    const now = new Date();
    const recipients = resolveRecipients(partnership, referralFacts(submission.content, now));
    return { ...prepareReferral(terms, submission, recipients, now), ...changes };
  }

  const storeOf = (index: number): ReferralRepository => new ReferralRepository(databases[index] ?? databases[0] as Database);

  it('are each accepted or told to retry after a time, and every accepted one is stored', async () => {
    const publisher = await exchange.start({ ACCEPT_QUEUE_LIMIT: '5' });
    const unlock = await lockTable(exchange, 'referral');
    const submitting = Array.from({ length: 60 }, () => publisher.submit(exampleReferral()));
    let answered = 0;
    for (const answer of submitting) void answer.then(() => (answered += 1));
    // Refusals come at once, while the others still wait, because a request must not wait for a full queue.
    await eventually('the refusals', () => answered > 20);
    await unlock();
    const answers = await Promise.all(submitting);

    const taken = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status !== 202);
    expect(taken.length).toBeGreaterThanOrEqual(6);
    for (const { status, body, headers } of refused) {
      expect([status, body.code]).toEqual([503, 'REF-005']);
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(headers.get('connection')).toBe('close');
    }
    expect(await exchange.count('referral')).toBe(taken.length);
    const ids = new Set(taken.map(({ body }) => body.referralId as string));
    const arrived = () => exchange.shared.filter(({ data }) => ids.has(data.referralId));
    await eventually('every copy of what was taken', () => arrived().length >= taken.length * 4);
    expect(arrived()).toHaveLength(taken.length * 4);
    expect((await publisher.submit(exampleReferral())).status).toBe(202);
    await publisher.stop();
  }, 30_000);

  it('get a Retry-After once a newcomer would wait for more than two seconds, however few wait', async () => {
    const publisher = await exchange.start();
    const unlock = await lockTable(exchange, 'referral');
    const submitting: ReturnType<typeof publisher.submit>[] = [];
    const refused: number[] = [];
    const began = performance.now();
    // The database stalls: the first commit does not return, and its end is unknown.
    await eventually('a refusal', () => {
      const one = publisher.submit(exampleReferral());
      submitting.push(one);
      void one.then(({ status }) => status === 503 && refused.push(performance.now() - began));
      return refused.length > 0;
    });
    await unlock();
    const answers = await Promise.all(submitting);
    expect(refused[0]).toBeGreaterThan(2_000);
    for (const { status, headers } of answers) {
      expect([202, 503]).toContain(status);
      if (status === 503) expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    }
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThan(0);
    expect((await publisher.submit(exampleReferral())).status).toBe(202);
    await publisher.stop();
  }, 60_000);

  it('are finished before the publisher stops: each accepted request has an answer', async () => {
    const publisher = await exchange.start();
    const before = await exchange.count('referral');
    const answers = Promise.all(Array.from({ length: 60 }, () => publisher.submit(exampleReferral()).catch(() => undefined)));
    await eventually('the first are stored', async () => (await exchange.count('referral')) > before);
    expect(await publisher.stop()).toBe(true);
    const accepted = (await answers).filter((answer) => answer?.status === 202);
    expect(await exchange.count('referral')).toBe(before + accepted.length);
  }, 30_000);

  // No value passes validation and is refused by PostgreSQL: a referral's content goes into one jsonb column, and the contract
  // refuses every text that jsonb cannot hold (U+0000, lone surrogates). So the test makes the bad row here.
  it('do not suffer for one among them that PostgreSQL refuses', async () => {
    const commits = new SharedCommit({
      commit: (referrals: readonly ReferralToStore[]) => storeOf(0).store(referrals), isEntryAtFault: isDataError, queueLimit: 100, batchLimit: 50,
    });
    const bad = new Map<number, Partial<ReferralToStore>>([
      [3, { content: { ...withGivenIds(exampleReferral()), narrative: '\u0000' } }], [17, { content: { ...withGivenIds(exampleReferral()), narrative: '\uD800' } }], [31, { acceptedAt: 'never' }],
    ]);
    const referrals = Array.from({ length: 40 }, (_, index) => prepared(newId(), bad.get(index)));
    const answers = await Promise.allSettled(referrals.map((referral) => commits.add(referral)));

    expect(answers.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([...bad.keys()]);
    const reason = answers.find((answer) => answer.status === 'rejected')?.reason as unknown;
    expect(reason).toBeInstanceOf(StatementError);
    const ids = referrals.map(({ referralId }) => `'${referralId}'`).join(', ');
    expect(await exchange.count('referral', `referral_id IN (${ids})`)).toBe(37);
    expect(await exchange.count('recipient', `referral_id IN (${ids})`)).toBe(37 * 4);
  });

  it('bring neither recipients nor messages when another referral holds their key', async () => {
    const [key, free] = [newId(), newId()];
    const [winner, loser, neighbour] = [prepared(key), prepared(key), prepared(free)];
    expect(await storeOf(0).store([winner])).toEqual(['stored']);
    expect(await storeOf(0).store([loser, neighbour])).toEqual(['already-known', 'stored']);
    for (const table of ['referral', 'referral_content', 'recipient']) {
      expect(await exchange.count(table, `referral_id = '${loser.referralId}'`)).toBe(0);
    }
    expect(await exchange.count('outbox', `headers ->> 'ce_subject' = '${loser.referralId}'`)).toBe(0);
    expect(await exchange.count('outbox', `headers ->> 'ce_subject' = '${neighbour.referralId}'`)).toBe(5);
  });

  it('do not block each other for ever when two publishers are sent the same keys in two orders', async () => {
    // Each row takes time, so that the two commits overlap.
    await exchange.sql(`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.01); RETURN NEW; END'`);
    await exchange.sql('CREATE TRIGGER dawdle BEFORE INSERT ON referral FOR EACH ROW EXECUTE FUNCTION dawdle()');
    const keys = Array.from({ length: 20 }, () => newId());
    const here = keys.map((key) => prepared(key));
    const there = keys.toReversed().map((key) => prepared(key));
    const [ours, theirs] = await Promise.all([storeOf(0).store(here), storeOf(1).store(there)]);
    await exchange.sql('DROP FUNCTION dawdle CASCADE');
    expect([...ours, ...theirs].filter((result) => result === 'stored')).toHaveLength(20);
  }, 30_000);

  it('are stored by a role that may correct and delete nothing', async () => {
    for (const table of ['referral', 'recipient', 'statement', 'referral_content']) {
      expect([table, await sqlStateOf(databases[0], `DELETE FROM ${table}`)]).toEqual([table, '42501']);
      expect([table, await sqlStateOf(databases[0], `TRUNCATE ${table} CASCADE`)]).toEqual([table, '42501']);
      expect([table, await sqlStateOf(databases[0], `UPDATE ${table} SET referral_id = referral_id`)]).toEqual([table, '42501']);
    }
  });
});
