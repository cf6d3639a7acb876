import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ACKNOWLEDGEMENT_CONTRACTS, decodeEvent, LIFECYCLE_CONTRACTS, partitionOfCase, Topics, type IncomingMessage, type ReceivedEvent } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { Database, migrateSchema, statement, type Migration, type SchemaDefinition } from '#libs/persistence';
import { MAX_STATEMENTS, statementsIn } from '#libs/safeguarding';
import { asIncoming, ChangeFacts, dropSchema, machineBatch, ReferralFacts, testPostgresUrl, uniqueName, unreadableEntry } from '#libs/testing';

import { knownFactsIn } from './known-facts.js';
import { isStatementEvent, StatementJudge } from './statement-judge.js';
import { KNOWN_FACT_GRANTS, knownFactTables, STATEMENT_GRANTS, statementTable } from './tables.js';

const HUB = 'northshire-csc';
const SCHOOL = 'hilltop-school';
const topics = new Topics('t.');
const migrations: readonly Migration[] = [{ name: 'Judge1700000000000', statements: [knownFactTables(), statementTable()] }];

describe('the statements of agencies, stored and judged', () => {
  let definition: SchemaDefinition;
  let database: Database;
  let owner: Database;
  let judge: StatementJudge;

  beforeAll(async () => {
    const adminUrl = testPostgresUrl();
    const schema = uniqueName('judge');
    const url = new URL(adminUrl);
    url.username = `${schema}_app`;
    url.password = randomBytes(12).toString('hex');
    definition = { adminUrl, appUrl: url.href, schema, migrations, grants: [...STATEMENT_GRANTS, ...KNOWN_FACT_GRANTS] };
    await migrateSchema(definition);
    database = await Database.open({ url: url.href, schema, poolSize: 4, applicationName: schema });
    owner = await Database.open({ url: adminUrl, schema, poolSize: 1, applicationName: schema });
    judge = new StatementJudge({ topics, agencies: [HUB, SCHOOL], storesFacts: true });
  });
  beforeEach(async () => {
    await query(owner, 'TRUNCATE statement, sent_copy, declined_redirect');
  });
  afterAll(async () => {
    await database.close();
    await owner.close();
    await dropSchema(definition);
  });

  const take = async (messages: readonly IncomingMessage[]) => {
    const events = messages.map((message) => decoded(message));
    return database.transaction(async (transaction) =>
      judge.take(transaction, knownFactsIn(events), events.filter((event) => isStatementEvent(event)).flatMap((event) => statementsIn(event))));
  };
  const changesBy = async (message: IncomingMessage | undefined) => (await take(message === undefined ? [] : [message])).map(({ statement: { data }, before, after }) =>
    [(data as { readonly rung?: string }).rung, before?.verdict ?? null, after.verdict, 'missing' in after ? after.missing : 'countsAt' in after ? after.countsAt : '']);
  const stored = async (): Promise<readonly string[]> =>
    (await query<{ text: string }>(database, 'SELECT s::text AS text FROM statement s ORDER BY agency, partition, kafka_offset')).map(({ text }) => text);
  const verdicts = async (): Promise<readonly string[]> =>
    (await query<{ text: string }>(database, `SELECT agency || ' ' || coalesce(data ->> 'rung', type) || ' ' || verdict || coalesce(' ' || code, '') AS text
      FROM statement ORDER BY agency, partition, kafka_offset`)).map(({ text }) => text);

  const judged = async (): Promise<readonly string[]> => (await query<{ text: string }>(database, `SELECT concat_ws(' ', agency, partition, statement_id, digest,
    referral_id, data::text, verdict, effect, code, counts_at, marks) AS text FROM statement ORDER BY 1`)).map(({ text }) => text);

  it('have their verdicts at once, and other ones as soon as a copy or a rung becomes known', async () => {
    const facts = new ReferralFacts(topics);
    const [published, accepted, opened] = [facts.published([HUB]), facts.receipt(HUB, 'accepted', 4), facts.receipt(HUB, 'opened', 3)].map((message) => asIncoming(message));
    expect(await changesBy(accepted)).toEqual([['accepted', null, 'waiting', 'copy']]);
    expect(await changesBy(published)).toEqual([['accepted', 'waiting', 'waiting', 'opened']]);
    expect(await changesBy(opened)).toEqual([['accepted', 'waiting', 'taken', facts.at(4)], ['opened', null, 'taken', facts.at(3)]]);
    expect(await changesBy(opened)).toEqual([]);
  });

  it('about a copy that was sent again wait for its fact, and share one ladder with those about the first copy', async () => {
    const facts = new ReferralFacts(topics);
    const resendId = newId();
    const { messageId, envelopeDigest } = facts.sentCopy(HUB, resendId);
    const second = (minutes: number, rung: 'opened' | 'accepted') => facts.receipt(HUB, rung, minutes, { messageId, envelopeDigest });
    await take([facts.published([HUB]), facts.receipt(HUB, 'opened', 3)].map((message) => asIncoming(message)));
    expect(await changesBy(asIncoming(second(12, 'accepted')))).toEqual([['accepted', null, 'waiting', 'copy']]);
    expect(await changesBy(asIncoming(new ChangeFacts(topics, facts).resent(resendId, [HUB], 10)))).toEqual([['accepted', 'waiting', 'taken', facts.at(12)]]);
    expect(await changesBy(asIncoming(facts.receipt(HUB, 'accepted', 13)))).toEqual([['accepted', null, 'taken', facts.at(13)]]);
    expect(await query<{ effect: string }>(database, `SELECT effect FROM statement WHERE data ->> 'rung' = 'accepted' ORDER BY counts_at`)).toEqual([{ effect: 'new' }, { effect: 'repeat' }]);
  });

  it('let an agency answer again once the fact is known that its redirect was declined', async () => {
    const facts = new ReferralFacts(topics);
    const receiptId = newId();
    const stated = [facts.published([HUB]), facts.receipt(HUB, 'opened', 3), facts.receipt(HUB, 'redirected', 4, { receiptId }), facts.receipt(HUB, 'refused', 5)];
    await take(stated.map((message) => asIncoming(message)));
    expect(await verdicts()).toContain(`${HUB} refused refused answered-otherwise`);
    expect(await changesBy(asIncoming(facts.forwardingDeclined(HUB, SCHOOL, 6, receiptId)))).toEqual([['refused', 'refused', 'taken', facts.at(5)]]);
  });

  it('end in the same rows whatever order they and the facts arrive in, in whatever batches, and however often', async () => {
    const messages = everything();
    await take(messages);
    const expected = await stored();
    expect(await verdicts()).toEqual(expect.arrayContaining([
      `${HUB} decided taken`, `${HUB} refused refused answered-otherwise`, `${SCHOOL} accepted waiting opened`, `${HUB} opened refused other-hop`,
      `${HUB} opened refused wrong-agency`, `${HUB} accepted waiting copy`, `${HUB} rejected unattached`,
      `${SCHOOL} delivered waiting copy`, `${HUB} redirected taken`, `${HUB} refused taken`,
    ]));
    const arrivals = fc.tuple(
      fc.shuffledSubarray([...messages], { minLength: messages.length }),
      fc.array(fc.constantFrom(...messages), { maxLength: 5 }),
      fc.integer({ min: 1, max: 6 }),
    );
    await fc.assert(fc.asyncProperty(arrivals, async ([order, repeats, batch]) => {
      await query(owner, 'TRUNCATE statement, sent_copy, declined_redirect');
      const all = [...order, ...repeats];
      for (let first = 0; first < all.length; first += batch) await take(all.slice(first, first + batch));
      expect(await stored()).toEqual(expected);
    }), { numRuns: 30 });
  });

  it('have the same verdicts however a machine splits its statements into batches, and whenever the facts come', async () => {
    const referrals = Array.from({ length: 60 }, () => new ReferralFacts(topics)).filter(({ caseKey }) => partitionOfCase(caseKey) === 0).slice(0, 6);
    const [known, ...others] = referrals;
    if (known === undefined) throw new Error('no referral of sixty is in partition 0');
    const first = known.entry(HUB, 'delivered', 1);
    const entries = [
      first, ...others.map((facts) => facts.entry(HUB, 'delivered', 1)), unreadableEntry(known.at(2)), known.entry(HUB, 'rejected', 2),
      known.entry(HUB, 'delivered', 3, { hop: 2 }),
      // Another statement under a used id, a repeat, and one about a referral that was never published.
      { ...first, offset: '99' }, first, new ReferralFacts(topics).entry(HUB, 'delivered', 4), known.entry(HUB, 'delivered', 5, { envelopeDigest: '0'.repeat(64) }),
    ];
    const published = referrals.map((facts) => asIncoming(facts.published([HUB])));
    await take(published);
    await take([asIncoming(known.batch(HUB, entries, 6))]);
    const expected = await judged();
    expect(await verdicts()).toEqual(expect.arrayContaining([
      `${HUB} delivered taken`, `${HUB} rejected unattached`, `${HUB} rejected taken`, `${HUB} delivered refused other-hop`, `${HUB} delivered refused id-used`,
      `${HUB} delivered waiting copy`, `${HUB} delivered refused other-content`,
    ]));
    const splits = fc.tuple(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: entries.length, maxLength: entries.length }), fc.boolean());
    await fc.assert(fc.asyncProperty(splits, async ([sizes, areFactsLast]) => {
      await query(owner, 'TRUNCATE statement, sent_copy, declined_redirect');
      if (!areFactsLast) await take(published);
      const left = [...entries];
      for (const size of sizes) if (left.length > 0) await take([asIncoming(known.batch(HUB, left.splice(0, size), 6))]);
      if (areFactsLast) await take(published);
      expect(await judged()).toEqual(expected);
    }), { numRuns: 20 });
  });

  it('are stored up to one more than are judged, so that a flood slows nothing down and still shows', async () => {
    const facts = new ReferralFacts(topics);
    await take([asIncoming(facts.published([HUB]))]);
    const flood = Array.from({ length: MAX_STATEMENTS.ofPersons + 50 }, () => asIncoming(facts.receipt(HUB, 'opened', 2)));
    await take(flood.slice(0, 600));
    await take(flood.slice(600));
    expect(await query(database, 'SELECT verdict, count(*)::int AS count FROM statement GROUP BY verdict ORDER BY verdict')).toEqual([
      { verdict: 'refused', count: 1 }, { verdict: 'taken', count: MAX_STATEMENTS.ofPersons },
    ]);
    expect(await take(flood)).toEqual([]);
  });

  it('of the partition of the case are judged whatever floods another partition, and whichever of the two is read first', async () => {
    const facts = new ReferralFacts(topics);
    const flood = Array.from({ length: MAX_STATEMENTS.ofPersons + 50 }, () => asIncoming(facts.receipt(HUB, 'opened', 2))).map((message) => ({ ...message, partition: 1 - message.partition }));
    const honest = [facts.receipt(HUB, 'opened', 3), facts.receipt(HUB, 'accepted', 4)].map((message) => asIncoming(message));
    const ends: (readonly string[])[] = [];
    for (const batches of [[flood, honest], [honest, flood], [[...flood, ...honest]], [flood.slice(0, 700), honest, flood.slice(700)]]) {
      await query(owner, 'TRUNCATE statement, sent_copy, declined_redirect');
      await take([asIncoming(facts.published([HUB]))]);
      for (const batch of batches) await take(batch);
      ends.push(await stored());
      expect((await verdicts()).filter((verdict) => verdict.includes(' taken'))).toEqual([`${HUB} opened taken`, `${HUB} accepted taken`]);
    }
    expect(ends).toEqual(ends.map(() => ends[0]));
  });

  it('of a machine that repeats itself leave room for its other statements, for the answers of persons, and for the time of the transaction', async () => {
    const referrals = Array.from({ length: 620 }, () => new ReferralFacts(topics)).filter(({ caseKey }) => partitionOfCase(caseKey) === 0).slice(0, 250);
    const [facts] = referrals;
    if (facts === undefined) throw new Error('no referral is in partition 0');
    await take(referrals.map((each) => asIncoming(each.published([HUB]))));
    for (let round = 0; round < MAX_STATEMENTS.ofMachinesAboutOneMessage + 3; round += 1) {
      await take([asIncoming(facts.batch(HUB, referrals.map((each) => each.entry(HUB, 'delivered', 1)), 2))]);
    }
    const correction = newId();
    const changes = new ChangeFacts(topics, facts);
    await take([changes.correction(correction, [HUB], 3), changes.receipt(correction, 'correction', HUB, 'delivered', 4), facts.receipt(HUB, 'opened', 5)].map((message) => asIncoming(message)));
    expect(await query(database, 'SELECT verdict, code, effect, count(*)::int AS count FROM statement GROUP BY 1, 2, 3 ORDER BY 1, 2, 3')).toEqual([
      { verdict: 'refused', code: 'too-many', effect: null, count: referrals.length },
      { verdict: 'taken', code: null, effect: 'new', count: referrals.length + 2 },
      { verdict: 'taken', code: null, effect: 'repeat', count: referrals.length * (MAX_STATEMENTS.ofMachinesAboutOneMessage - 1) },
    ]);
  }, 60_000);

  it('are attached to a copy by the message that they name, and not by the message that brought them', async () => {
    const facts = new ReferralFacts(topics);
    const { messageId: copyId = '' } = facts.entry(HUB, 'delivered', 1);
    const { messageId: _, ...unnamed } = facts.entry(HUB, 'rejected', 2);
    await take([asIncoming(facts.published([HUB]))]);
    await take([asIncoming(machineBatch(topics, HUB, partitionOfCase(facts.caseKey), [unnamed], { batchId: copyId }))]);
    expect(await verdicts()).toEqual([`${HUB} rejected unattached`]);
  });

  it('cannot be changed by the role of the app, except for their verdict, and not be removed', async () => {
    await take(everything());
    await expect(query(database, "UPDATE statement SET data = '{}'")).rejects.toThrow();
    await expect(query(database, 'DELETE FROM statement')).rejects.toThrow();
    await expect(query(database, 'UPDATE sent_copy SET hop = 9')).rejects.toThrow();
  });
});

/**
 * A referral to the hub and the school, corrected once: honest statements, forged ones, and some that skip a rung. And a referral whose
 * hub redirects in vain, refuses, and takes it after all.
 */
function everything(): readonly IncomingMessage[] {
  const facts = new ReferralFacts(topics);
  const changes = new ChangeFacts(topics, facts);
  const elsewhere = new ReferralFacts(topics);
  const corrected = new ReferralFacts(topics);
  const redirect = newId();
  const correction = '019e5d10-7d10-7c4e-9a51-5f3f6f5b0d01';
  return [
    facts.published([HUB, SCHOOL]), facts.receipt(HUB, 'delivered', 1), facts.receipt(HUB, 'decided', 5), facts.receipt(HUB, 'accepted', 4),
    facts.receipt(HUB, 'opened', 3), facts.receipt(HUB, 'refused', 6), facts.receipt(SCHOOL, 'accepted', 7), facts.receipt(HUB, 'opened', 8, { hop: 2 }),
    changes.correction(correction, [HUB], 9), changes.receipt(correction, 'correction', HUB, 'acknowledged', 11), changes.receipt(correction, 'correction', SCHOOL, 'delivered', 12),
    facts.receipt(SCHOOL, 'opened', 13, {}, topics.acknowledgement(HUB)), elsewhere.receipt(HUB, 'accepted', 14), facts.unreadable(HUB, 15),
    // A redirect that is declined, another answer, and the answer corrected, with the repeat of a colleague.
    corrected.published([HUB]), corrected.receipt(HUB, 'opened', 2), corrected.receipt(HUB, 'redirected', 3, { receiptId: redirect }),
    corrected.forwardingDeclined(HUB, SCHOOL, 4, redirect), corrected.receipt(HUB, 'refused', 5), corrected.receipt(HUB, 'accepted', 6),
    corrected.receipt(HUB, 'accepted', 7, { actor: 'sw-0077' }), corrected.receipt(HUB, 'decided', 8),
  ].map((message) => asIncoming(message));
}

function decoded(message: IncomingMessage): ReceivedEvent {
  const event = decodeEvent(message, [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS]);
  if (!event.ok) throw new Error(event.error.message);
  return event.value;
}

async function query<Row>(on: Database, sql: string): Promise<readonly Row[]> {
  return (await on.run<Row>(statement(`t-${randomBytes(6).toString('hex')}`, sql))).rows;
}
