import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { ACKNOWLEDGEMENT_CONTRACTS, decodeEvent, LIFECYCLE_CONTRACTS, Topics, type OutgoingMessage } from '#libs/contracts';
import { isStatementEvent, KNOWN_FACT_GRANTS, knownFactsIn, knownFactTables, STATEMENT_GRANTS, StatementJudge, statementTable } from '#libs/judgement';
import type { PartitionLag } from '#libs/messaging';
import { Logger, Metrics } from '#libs/observability';
import { Database, migrateSchema, statement, type SchemaDefinition } from '#libs/persistence';
import { statementsIn } from '#libs/safeguarding';
import { asIncoming, dropSchema, ReferralFacts, testPostgresUrl, uniqueName } from '#libs/testing';

import { StatementAlarm } from './statement-alarm.js';

const HUB = 'northshire-csc';
const MINUTE_MS = 60_000;
const topics = new Topics('t.');
const EMPTY = statement('t-empty', 'TRUNCATE statement, sent_copy, declined_redirect');

/** The lag of one partition of facts. */
function facts(committed: number, end: number): readonly PartitionLag[] {
  return [{ topic: topics.lifecycle(), partition: 0, committed: BigInt(committed), end: BigInt(end), lag: BigInt(end - committed) }];
}

describe('the alarm for statements whose copy is not known', () => {
  let definition: SchemaDefinition;
  let owner: Database;
  let now: Database;
  let elevenMinutesLater: Database;
  const lines: string[] = [];
  const judge = new StatementJudge({ topics, agencies: [HUB], storesFacts: true });

  beforeAll(async () => {
    const adminUrl = testPostgresUrl();
    const schema = uniqueName('alarm');
    const url = new URL(adminUrl);
    Object.assign(url, { username: `${schema}_app`, password: randomBytes(12).toString('hex') });
    const migrations = [{ name: 'Judge1700000000000', statements: [knownFactTables(), statementTable()] }];
    definition = { adminUrl, appUrl: url.href, schema, migrations, grants: [...STATEMENT_GRANTS, ...KNOWN_FACT_GRANTS], movableClock: true };
    await migrateSchema(definition);
    const open = (as: string, clockOffsetMs = 0): Promise<Database> => Database.open({ url: as, schema, poolSize: 2, applicationName: schema, clockOffsetMs });
    [owner, now, elevenMinutesLater] = await Promise.all([open(adminUrl), open(url.href), open(url.href, 11 * MINUTE_MS)]);
  });
  beforeEach(async () => {
    lines.length = 0;
    await owner.run(EMPTY);
  });
  afterAll(async () => {
    await Promise.all([owner, now, elevenMinutesLater].map((database) => database.close()));
    await dropSchema(definition);
  });

  const take = async (message: OutgoingMessage): Promise<void> => {
    const event = decodeEvent(asIncoming(message), [...LIFECYCLE_CONTRACTS, ...ACKNOWLEDGEMENT_CONTRACTS]);
    if (!event.ok) throw new Error(event.error.message);
    await now.transaction((transaction) => judge.take(transaction, knownFactsIn([event.value]), isStatementEvent(event.value) ? statementsIn(event.value) : []));
  };
  const alarmAt = (database: Database) => {
    const metrics = new Metrics({ app: 'audit-recorder', processMetrics: false });
    const logger = Logger.to({ app: 'audit-recorder', destination: { write: (line) => void lines.push(line) } });
    const alarm = new StatementAlarm({ database, logger, metrics, copiesFrom: topics.lifecycle() });
    const series = async (): Promise<readonly string[]> => (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith('exchange_statements_'));
    return { look: (lags: readonly PartitionLag[]) => alarm.look(lags), series };
  };
  const raised = (): readonly unknown[] => lines.map((line) => JSON.parse(line) as Record<string, unknown>).map(({ event, level, organisation, count }) => [level, event, organisation, count]);

  it('is raised ten minutes after the statement was stored, once, again for a further one, and ends when the copy becomes known', async () => {
    const referral = new ReferralFacts(topics);
    await take(referral.receipt(HUB, 'delivered', 1));
    const early = alarmAt(now);
    for (let look = 0; look < 3; look += 1) await early.look(facts(9, 9));
    expect(raised()).toEqual([]);
    expect((await early.series())[0]).toMatch(/not_counted\{.*code="copy".*\} 1$/);

    const late = alarmAt(elevenMinutesLater);
    for (let look = 0; look < 3; look += 1) await late.look(facts(9, 9));
    expect(raised()).toEqual([['error', 'statements.copy-missing', HUB, 1]]);
    await take(new ReferralFacts(topics).receipt(HUB, 'delivered', 1));
    await late.look(facts(9, 9));
    expect(raised().slice(1)).toEqual([['error', 'statements.copy-missing', HUB, 2]]);
    expect(await late.series()).toContain(`exchange_statements_copy_missing{agency="${HUB}",app="audit-recorder"} 2`);

    await take(referral.published([HUB]));
    await late.look(facts(9, 9));
    expect(await late.series()).toContain(`exchange_statements_copy_missing{agency="${HUB}",app="audit-recorder"} 1`);
    expect(raised()).toHaveLength(2);
  });

  it('is not raised by a reader that has not yet read the facts of that time, because the copy may be among them', async () => {
    await take(new ReferralFacts(topics).receipt(HUB, 'delivered', 1));
    const late = alarmAt(elevenMinutesLater);
    await late.look(facts(5, 9));
    await late.look(facts(5, 9));
    await late.look(facts(8, 20));
    expect(raised()).toEqual([]);
    await late.look(facts(9, 30));
    expect(raised()).toEqual([['error', 'statements.copy-missing', HUB, 1]]);
  });

  it('counts a statement that waits for a rung, and raises nothing for it: its time has no limit', async () => {
    const referral = new ReferralFacts(topics);
    await take(referral.published([HUB]));
    await take(referral.receipt(HUB, 'accepted', 4));
    const late = alarmAt(elevenMinutesLater);
    for (let look = 0; look < 3; look += 1) await late.look(facts(9, 9));
    expect(raised()).toEqual([]);
    expect((await late.series())[0]).toMatch(/not_counted\{.*code="opened".*\} 1$/);
  });
});
