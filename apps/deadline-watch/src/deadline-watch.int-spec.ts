import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { childEnvironment } from '#libs/config';
import { audienceOf, compileContract, partitionFor, WatchedClockPage, type DeadLetterList, type OutgoingMessage } from '#libs/contracts';
import { createHttpApp, type HttpApp } from '#libs/http-api';
import { moveClock, newId } from '#libs/kernel';
import { KafkaPublisher, KafkaTopicAdmin } from '#libs/messaging';
import { Logger } from '#libs/observability';
import type { Database } from '#libs/persistence';
import { callerHeaders, ChangeFacts, ReferralFacts, TEST_SERVER, TestIssuer, testKafkaBrokers } from '#libs/testing';

import { deadlineWatch } from './deadline-watch.js';
import { DERIVED_TABLES } from './tables.js';
import { clocksAsText, PARTNERSHIP_FILE, query, TemporaryWatch } from './test-support/temporary-watch.js';

const CSC = 'northshire-csc';
const ICB = 'northshire-icb';
const NORTHMOOR = 'northmoor-csc';
const OPERATOR = callerOf('northshire-exchange-team');
const FRIDAY_EVENING = new Date('2026-05-22T17:00:00.000Z');
const TUESDAY_EVENING = '2026-05-26T16:30:00.000Z';

function callerOf(organisation: string): { readonly authorization: string } {
  return callerHeaders(TestIssuer.shared(), { audience: audienceOf('watch'), organisation, person: 'ops-0031' });
}

async function until(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; !(await condition()); ) {
    if (Date.now() > deadline) throw new Error(`waited too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('the deadline watch on Kafka', () => {
  let watch: TemporaryWatch;
  let database: Database;
  let publisher: KafkaPublisher;
  let app: HttpApp;
  let url: string;
  let answered: ReferralFacts;
  let silent: ReferralFacts;
  let topicPrefix: string;

  const create = (partnershipFile: string): Promise<HttpApp> => {
    const { appUrl, schema } = watch.definition;
    return createHttpApp(
      deadlineWatch,
      {
        ...TestIssuer.shared().settings('watch'), ...TEST_SERVER, databaseUrl: appUrl, databaseSchema: schema, databasePoolSize: 4,
        kafkaBrokers: testKafkaBrokers(), kafkaAuthorityFile: undefined, kafkaIdentityFile: undefined, kafkaLoginFile: undefined, topicPrefix, partnershipFile,
      },
      { logger: Logger.to({ app: 'deadline-watch', level: 'fatal' }), processMetrics: false },
    );
  };
  const start = async (): Promise<void> => {
    app = await create(PARTNERSHIP_FILE);
    url = await app.listen();
  };
  const publish = async (messages: readonly OutgoingMessage[]): Promise<void> => {
    const outcomes = await publisher.publish(messages);
    expect(outcomes.map(({ status }) => status)).toEqual(messages.map(() => 'acknowledged'));
  };
  const clocks = async (filter: string, by = OPERATOR): Promise<WatchedClockPage> => {
    const response = await fetch(`${url}/v1/clocks?${filter}`, { headers: by });
    const page = (await response.json()) as WatchedClockPage;
    expect([response.status, compileContract(WatchedClockPage).validate(page).ok]).toEqual([200, true]);
    return page;
  };
  const allSent = async (): Promise<void> =>
    until(async () => {
      const { rows } = await query<{ left: number }>(database, 'SELECT (SELECT count(*) FROM outbox)::int + (SELECT count(*) FROM referral WHERE next_at < exchange_now())::int AS left');
      return rows[0]?.left === 0;
    }, 'all due notices had been made and sent');

  beforeAll(async () => {
    moveClock(Date.parse(TUESDAY_EVENING) - Date.now());
    watch = await TemporaryWatch.create();
    database = await watch.open(TUESDAY_EVENING);
    topicPrefix = watch.topics.lifecycle().replace(/safeguarding.*/, '');
    publisher = new KafkaPublisher({ brokers: testKafkaBrokers(), clientId: 'test' });
    const partnership = await readPartnership(PARTNERSHIP_FILE);
    const admin = new KafkaTopicAdmin({ brokers: testKafkaBrokers(), clientId: 'test' });
    await admin.ensureTopics(watch.topics.catalogue(partnership.ok ? agencyTopicsOf(partnership.value) : []), { replicationFactor: 1 });
    await admin.close();
    answered = watch.referral({ publishedAt: FRIDAY_EVENING, grade: 'green' });
    silent = watch.referral({ publishedAt: FRIDAY_EVENING, grade: 'green' });
  }, 30_000);
  afterAll(async () => {
    moveClock(0);
    await app.stop();
    await publisher.close();
    await watch.remove();
  }, 20_000);

  it('after a weekend off, reads what was answered meanwhile before it calls anybody', async () => {
    const others = Array.from({ length: 40 }, () => watch.referral({ publishedAt: FRIDAY_EVENING, grade: 'green' }));
    await publish([silent, answered, ...others].map((facts) => facts.published([CSC, ICB])));
    await publish([answered, ...others].flatMap((facts) => [facts.receipt(CSC, 'opened', 20), facts.receipt(CSC, 'accepted', 30), facts.receipt(CSC, 'decided', 60)]));
    await start();
    await until(async () => (await clocks(`state=breached&agency=${CSC}`)).items.length >= 2, 'the breach was there');
    await until(async () => (await clocks(`referralId=${silent.referralId}`)).items.some(({ rule }) => rule === 'CHASE'), 'the referrer was called');
    await allSent();
    const { rows } = await query<{ referral_id: string }>(database, "SELECT DISTINCT referral_id FROM notice WHERE name LIKE 'step-%'");
    expect(rows.map(({ referral_id: id }) => id)).toEqual([silent.referralId]);
  }, 40_000);

  it('lists clocks and their ends for operators, page by page, and not for the agency that a clock runs against', async () => {
    const { items } = await clocks(`referralId=${silent.referralId}`);
    expect(items.map(({ rule, state, organisation, dueAt }) => [rule, state, organisation, dueAt])).toEqual([
      ['HUB_GREEN', 'breached', CSC, '2026-05-25T17:00:00.000Z'],
      ...items.slice(1).map(({ rule }) => rule === 'CHASE'
        ? ['CHASE', 'breached', 'northshire-police', '2026-05-26T16:00:00.000Z']
        : ['LA_ACK', 'breached', CSC, '2026-05-26T16:00:00.000Z']),
    ]);
    expect(items.find(({ rule }) => rule === 'LA_ACK')?.explanation).toContain('one working day after Fri 22 May 2026 18:00 BST; Mon 25 May is a bank holiday');
    const seen: string[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const page: WatchedClockPage = await clocks(`state=met&limit=30${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    expect([seen.length, new Set(seen).size]).toEqual([82, 82]);
    const unknownCursor = await fetch(`${url}/v1/clocks?cursor=AAAAAAAAAAAA`, { headers: OPERATOR });
    expect([unknownCursor.status, await unknownCursor.json()]).toMatchObject([400, { code: 'GEN-017' }]);
    // An empty list of a misspelt agency would read as no clock breached.
    const misspelt = await fetch(`${url}/v1/clocks?state=breached&agency=northshire-ccs`, { headers: OPERATOR });
    expect([misspelt.status, await misspelt.json()]).toMatchObject([400, { code: 'GEN-011', errors: [{ pointer: '/agency', message: expect.stringContaining(CSC) }] }]);
    for (const organisation of [CSC, 'northshire-police', 'northshire-inspectorate', 'no-such-team']) {
      expect((await fetch(`${url}/v1/clocks`, { headers: callerOf(organisation) })).status).toBe(404);
    }
  });

  it('goes on with a list of clocks where a rebuild has removed the clock at which the page ended', async () => {
    const filter = 'state=met&limit=30';
    const page = await clocks(filter);
    const { rows: removed } = await query<{ row: object }>(database, `DELETE FROM clock c WHERE clock_id = '${page.items.at(-1)?.id}' RETURNING to_json(c) AS row`);
    expect(removed.length).toBe(1);
    const rest = await clocks(`${filter}&cursor=${page.next}`);
    expect([rest.items.length, rest.items.filter(({ id }) => page.items.some((item) => item.id === id))]).toEqual([30, []]);
    const { rows: back } = await query(database, `INSERT INTO clock SELECT * FROM json_populate_record(NULL::clock, '${JSON.stringify(removed[0]?.row).replaceAll("'", "''")}') RETURNING 1`);
    expect(back.length).toBe(1);
  });

  it('does not start with partnership files that have lost the rule of a running clock, and names it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'partnership-'));
    try {
      await cp(dirname(PARTNERSHIP_FILE), folder, { recursive: true });
      const file = join(folder, 'clocks', 'local-policy.yaml');
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace('rule: HUB_GREEN\n    version: 1', 'rule: HUB_GREEN\n    version: 2'));
      await expect(create(join(folder, basename(PARTNERSHIP_FILE)))).rejects.toThrow('clocks run by version 1 of the rule HUB_GREEN, which the files of the partnership no longer have');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is ready, and counts open clocks by rule and state', async () => {
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({
      status: 'ok', components: { consumer: { status: 'ok', required: true }, scan: { status: 'ok' }, database: { status: 'ok' } },
    });
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toMatch(/exchange_scan_lag_seconds\{app="deadline-watch"\} [0-9]/);
    expect(metrics).toContain('exchange_clocks_open');
  });

  it('sends no notice twice after a restart, and takes the answer that ends a clock', async () => {
    expect(await app.stop()).toBe(true);
    const before = (await query<{ count: number }>(database, 'SELECT count(*)::int AS count FROM notice')).rows[0]?.count;
    await start();
    await publish([silent.receipt(CSC, 'opened', 90), silent.receipt(CSC, 'accepted', (Date.parse('2026-05-26T16:20:00Z') - FRIDAY_EVENING.getTime()) / 60_000)]);
    await until(async () => (await clocks(`referralId=${silent.referralId}&state=met-late`)).items.length === 2, 'the answer was heard');
    await allSent();
    // The acknowledgement and the referrer's duty, each met. The hub's decision is still missing.
    expect((await query<{ count: number }>(database, 'SELECT count(*)::int AS count FROM notice')).rows[0]?.count).toBe((before ?? 0) + 2);
  }, 30_000);

  it('starts the return interview of a child who was found before the referral, and again from the corrected time; found in error cancels it', async () => {
    const found = watch.referral({ publishedAt: FRIDAY_EVENING, grade: 'green', foundAt: '2026-05-22T14:00:00Z' });
    const changes = new ChangeFacts(watch.topics, found);
    await publish([found.published([CSC]), changes.correction(newId(), [CSC], 30, ['/narrative'], '2026-05-22T14:00:00Z'), changes.correction(newId(), [CSC], 60, ['/narrative'], '2026-05-22T15:30:00Z')]);
    const interviews = async () => (await clocks(`referralId=${found.referralId}`)).items.filter(({ rule }) => rule === 'RETURN_INTERVIEW');
    await until(async () => (await interviews()).length === 2, 'the corrected clock had started');
    const [first, second] = await interviews();
    expect(first).toMatchObject({ state: 'superseded', anchorAt: '2026-05-22T14:00:00.000Z', dueAt: '2026-05-25T14:00:00.000Z', endedBy: 'anchor-corrected', childId: found.childIds[0], episodeId: found.episodeId });
    expect(second).toMatchObject({ state: 'breached', anchorAt: '2026-05-22T15:30:00.000Z', supersedes: first?.id, childId: found.childIds[0] });
    expect((await clocks('state=superseded')).items.map(({ id }) => id)).toEqual([first?.id]);
    await publish([changes.found(newId(), [CSC], 90, 'found-in-error')]);
    await until(async () => (await interviews())[1]?.state === 'cancelled', 'the find was taken back');
    expect((await interviews()).map(({ state, endedBy }) => [state, endedBy])).toEqual([['superseded', 'anchor-corrected'], ['cancelled', 'child-not-returned']]);
  }, 30_000);

  /** The clocks of a referral that the end of an agency concerns. */
  const ofReferral = async ({ referralId }: ReferralFacts): Promise<readonly string[]> => (await clocks(`referralId=${referralId}`)).items
      .filter(({ rule }) => rule === 'LA_ACK' || rule === 'NO_HOLDER').map(({ rule, agency, organisation, state, endedBy = 'no end' }) => `${rule} ${agency} ${organisation} ${state} ${endedBy}`).toSorted();

  it('takes the end of a hub and its handover: the force acts until the successor has the referral, and the successor has no new limit', async () => {
    const [handedOver, leftBehind, inError] = Array.from({ length: 3 }, () => watch.referral({ publishedAt: FRIDAY_EVENING, grade: 'green' }));
    if (handedOver === undefined || leftBehind === undefined || inError === undefined) throw new Error('there are three referrals');
    const [ended, later] = [6 * 60, 20 * 60];
    await publish([handedOver, leftBehind, inError].flatMap((facts) => [facts.published([NORTHMOOR]), facts.agencyEnded(NORTHMOOR, ended, ended, CSC)]));
    await until(async () => (await ofReferral(inError)).length === 2, 'people were called because no agency had the child');
    await publish([
      handedOver.receipt(NORTHMOOR, 'opened', 20), handedOver.handedOver(NORTHMOOR, CSC, later), handedOver.receipt(CSC, 'opened', later + 60, { hop: 2 }), handedOver.receipt(CSC, 'accepted', later + 70, { hop: 2 }),
      inError.agencyEnded(NORTHMOOR, null, later),
    ]);
    await until(async () => (await ofReferral(handedOver)).some((clock) => clock.includes('accepted')), 'the successor had answered');
    await allSent();
    expect(await ofReferral(handedOver)).toEqual([
      `LA_ACK ${NORTHMOOR} northshire-police cancelled handed-over`, `LA_ACK ${CSC} ${CSC} met accepted`, `NO_HOLDER ${CSC} ${CSC} cancelled another-agency-asked`,
    ]);
    expect(await ofReferral(leftBehind)).toEqual([`LA_ACK ${NORTHMOOR} northshire-police breached no end`, `NO_HOLDER ${NORTHMOOR} northshire-police breached no end`]);
    expect(await ofReferral(inError)).toEqual([`LA_ACK ${NORTHMOOR} ${NORTHMOOR} breached no end`, `NO_HOLDER ${NORTHMOOR} ${NORTHMOOR} cancelled end-taken-back`]);
  }, 30_000);

  it('quarantines what it cannot take', async () => {
    await publish([silent.receipt(CSC, 'accepted', 5, {}, watch.topics.lifecycle())]);
    await until(async () => (await query(database, 'SELECT 1 FROM quarantine')).count === 1, 'it was quarantined');
    const { items } = (await (await fetch(`${url}/v1/dead-letters`, { headers: OPERATOR })).json()) as DeadLetterList;
    expect(items).toMatchObject([{ reasonCode: 'wrong-topic', status: 'quarantined' }]);
  });

  it('has a program that makes the clocks again from the start of the topics, byte for byte, beside a watch that runs', async () => {
    await allSent();
    const before = await clocksAsText(database);
    for (const table of DERIVED_TABLES) await query(database, `DELETE FROM ${table}`);
    expect(await rebuild(watch)).toMatchObject({ schema: watch.definition.schema, messagesPerSecond: expect.any(Number) });
    expect(await clocksAsText(database)).toBe(before);
    expect((await query(database, 'SELECT 1 FROM outbox')).count).toBe(0);
  }, 60_000);

  it('restores its sent notices as well, when the whole schema was lost', async () => {
    const before = await clocksAsText(database);
    const fresh = await TemporaryWatch.create();
    const empty = await fresh.open(TUESDAY_EVENING);
    const { messages } = await rebuild(fresh);
    expect(messages).toBeGreaterThan(200);
    expect(await clocksAsText(empty)).toBe(before);
    expect((await fresh.scan(empty)).notices).toBe(0);
    await fresh.remove();
  }, 60_000);

  it('skips and counts the statements whose publication has left the topic, so that they do not wait for ever', async () => {
    const admin = new KafkaTopicAdmin({ brokers: testKafkaBrokers(), clientId: 'retention' });
    await admin.deleteMessages(watch.topics.lifecycle());
    await admin.close();
    // A partition without any message would mean that every publication may have left it.
    const fresh = [0, 1, 2].map((partition) => referralIn(partition));
    await publish([...fresh.map((each) => each.published([CSC])), ...fresh.map((each) => each.receipt(CSC, 'opened', 2))]);
    await publish([new ReferralFacts(watch.topics).receipt(CSC, 'opened', 3)]);
    const later = await TemporaryWatch.create();
    const remade = await later.open(TUESDAY_EVENING);
    const { rows: [earlier] } = await query<{ count: number }>(database, 'SELECT count(*)::int AS count FROM statement WHERE referral_id < $1 AND code IS DISTINCT FROM \'wrong-agency\'', [fresh[0]?.referralId]);
    const { skipped } = await rebuild(later);
    expect(skipped).toBe(earlier?.count);
    // A statement about a referral of later is no such statement: its fact may be lost, and an operator has to look.
    expect((await query<{ verdict: string }>(remade, 'SELECT verdict FROM statement ORDER BY stored_at, verdict')).rows.map(({ verdict }) => verdict).toSorted())
      .toEqual(['taken', 'taken', 'taken', 'waiting']);
    await later.remove();
  }, 60_000);

  /** A green referral whose facts are in this partition of the lifecycle topic. */
  function referralIn(partition: number): ReferralFacts {
    for (;;) {
      const referral = watch.referral({ publishedAt: FRIDAY_EVENING, grade: 'green' });
      if (partitionFor(referral.caseKey, 3) === partition) return referral;
    }
  }

  async function rebuild({ definition }: TemporaryWatch): Promise<{ readonly messages: number; readonly skipped: number }> {
    const { stdout } = await promisify(execFile)(process.execPath, ['dist/apps/deadline-watch/src/rebuild.js'], {
      env: childEnvironment({
        DATABASE_URL: definition.appUrl, DATABASE_SCHEMA: definition.schema, KAFKA_BROKERS: testKafkaBrokers().join(','), TOPIC_PREFIX: topicPrefix, PARTNERSHIP_FILE,
        // The messages were sent with a moved clock.
        EXCHANGE_MODE: 'test', EXCHANGE_CLOCK_OFFSET: 'PT1S',
      }),
    });
    return JSON.parse(stdout) as { readonly messages: number; readonly skipped: number };
  }
});
