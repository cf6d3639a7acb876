import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual, promisify } from 'node:util';

import { Topics, type AuditAgencyList, type AuditEventPage, type AuditGapPage, type AuditOverduePage } from '#libs/contracts';
import { freePort, ManagedProcess } from '#libs/local-services';
import { CLOCK_RULE_IDS } from '#libs/safeguarding';
import { leftOf, makeTemporaryFolder, processFamily, SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from './support/exchange-desk.js';
import { clusterOfAgency, reachesKafka, reading, writing } from './support/kafka-clients.js';

jest.setTimeout(180_000);

const DAY_MS = 86_400_000;

interface Description extends SandboxDescription {
  readonly ready: boolean;
  readonly pid: number;
}

/** `npm start` as a person lives with it: stopped in the evening, started again in the morning, given up half-way. */
describe('a sandbox', () => {
  const folder = makeTemporaryFolder('sandbox-days');
  let running: SandboxUnderTest<Description> | undefined;
  let referralId = '';
  let evening: Readonly<Record<string, number>> = {};

  afterAll(async () => {
    await running?.stop();
    folder.remove();
  });

  const start = async (): Promise<{ desk: ExchangeDesk; sandbox: SandboxUnderTest<Description> }> => {
    running = await SandboxUnderTest.start<Description>({ dataDir: folder.path });
    return { sandbox: running, desk: new ExchangeDesk(running.description()) };
  };

  /** SandboxUnderTest.stop fails when a process is left or the exit code is not 0. */
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };

  it('prints Ready when all of it can be used, and describes itself for scripts', async () => {
    const { sandbox, desk } = await start();
    expect(sandbox.readyLine).toMatch(/^Ready after \d+\.\d s/);
    const { ready, pid, urls, agencies, pids, kafka, identities } = sandbox.description();
    expect([ready, pid]).toEqual([true, sandbox.process.pid]);
    expect(Object.keys(agencies)).toHaveLength(6);
    expect(identities.map(({ role }) => role)).toEqual(['police', ...Object.keys(agencies).map(() => 'practitioner'), 'auditor', 'operator', ...Object.keys(agencies).map(() => 'operator')]);
    const family = sandbox.family();
    expect(Object.values(pids).filter((each) => !family.has(each))).toEqual([]);
    expect(Object.keys(pids)).toHaveLength(2 + 1 + 4 + 6);
    expect(kafka.brokers).toEqual([`127.0.0.1:${sandbox.portBase + 91}`]);
    for (const url of [...Object.values(urls), ...Object.values(agencies).map((agency) => agency.url)]) {
      expect([url, (await fetch(`${url}/health/ready`)).status]).toEqual([url, 200]);
    }
    referralId = (await desk.publish(exampleReferral, 'evening-1')).body.referralId;
    await eventually(() => desk.rungs(referralId, 'northshire-icb'), (rungs) => rungs.includes('delivered'));
  });

  it('holds two weeks of referrals: some decided, one refused, one redirected, one unreadable, some unanswered', async () => {
    if (running === undefined) throw new Error('it does not run');
    const desk = new ExchangeDesk(running.description());
    // 14 referrals to 32 recipients, one redirected to a 33rd, one graded higher and so to a 34th; and the one of this evening to four.
    const twoWeeks = { published: 38, delivered: 38, opened: 21, accepted: 14, refused: 3, redirected: 1, decided: 6, fed_back: 3 };
    const { items } = await eventually(() => agencies(desk), (found) => isDeepStrictEqual(recipientsOf(found.items), twoWeeks));
    evening = twoWeeks;
    for (const { awaiting } of items.filter(({ agency }) => agency === 'northshire-csc')) expect(awaiting).toBeGreaterThan(0);
    // The unreadable message is no copy of a referral, so its rejection is on record and belongs to none.
    const { body } = await desk.audit<AuditEventPage>(`events?from=${new Date(Date.now() - 60 * DAY_MS).toISOString()}&rung=rejected`);
    expect(body.items).toMatchObject([{ agency: 'northshire-icb', judgement: { verdict: 'unattached' } }]);
  });

  it('shows every rule: each clock but the referrer\'s, an overdue one, each kind of change, a gap and a late referral', async () => {
    if (running === undefined) throw new Error('it does not run');
    const desk = new ExchangeDesk(running.description());
    const kinds = async (): Promise<ReadonlySet<string>> => {
      const { body } = await desk.audit<AuditEventPage>(`events?from=${new Date(Date.now() - 60 * DAY_MS).toISOString()}&by=recorded&limit=500`);
      return new Set(body.items.map(({ type }) => type.replace('safeguarding.', '').replace(/\.v\d+$/, '')));
    };
    const changes = [
      'correction.published', 'update.acknowledged', 'withdrawal.published', 'risk.regraded', 'referral.recipient-added', 'missing-episode.recorded',
      'sharing.decided-against', 'milestone.stated', 'incident.notified', 'incident.linked', 'deadline.breached', 'deadline.escalated',
    ];
    await eventually(kinds, (known) => changes.every((kind) => known.has(kind)));
    const { items: clocks } = await desk.watched('limit=200');
    expect([...new Set(clocks.map(({ rule }) => rule))].toSorted()).toEqual(CLOCK_RULE_IDS.filter((rule) => rule !== 'CHASE').toSorted());
    // The recorder learns of the calls, and of the interview that ends the sibling's clock, after the watch has made them.
    const overdue = async () => (await desk.audit<AuditOverduePage>('overdue?rule=RETURN_INTERVIEW')).body.items;
    await eventually(overdue, (items) => items.length === 1 && items[0]?.calledLast === 'partnership-lead');
    for (const state of ['open', 'closed']) expect((await desk.audit<AuditGapPage>(`gaps?state=${state}`)).body.items).toHaveLength(1);
  });

  it('has given each app the rights that it needs: no client was refused, and the doctor finds the rights as they are needed', async () => {
    const brokerLog = readFileSync(join(folder.path, 'kafka', 'log', 'kafka-1.log'), 'utf8');
    const logs = readdirSync(join(folder.path, 'logs')).map((name) => readFileSync(join(folder.path, 'logs', name), 'utf8'));
    expect([brokerLog, ...logs].flatMap((log) => log.match(/^.*(authorization-failed|tls-refused|is Denied).*$/gm) ?? [])).toEqual([]);
    expect(await rightsByDoctor(folder.path)).toMatchObject({ status: 'ok' });
  });

  it('lets in no client without a certificate, and keeps an agency from the topics of another one', async () => {
    if (running === undefined) throw new Error('it does not run');
    const description = running.description();
    const { brokers, topicPrefix, security } = description.kafka;
    if (security === undefined) throw new Error('its Kafka is in plain text');
    const { authorityFile } = security;
    const csc = clusterOfAgency(description, 'northshire-csc');
    for (const file of [security.identityFile, csc.security?.identityFile]) expect(statSync(file ?? '').mode & 0o777).toBe(0o600);
    expect(await Promise.all([{ brokers }, { brokers, security: { authorityFile } }, csc].map((cluster) => reachesKafka(cluster)))).toEqual([false, false, true]);

    const topics = new Topics(topicPrefix);
    expect(await reading(csc, description, 'northshire-csc', topics.referral('northshire-csc'))).toBe('received');
    expect(await reading(csc, description, 'northshire-csc', topics.referral('northshire-icb'))).toBe('topic-authorization-failed');
    // Its own referrals are for the publisher to write.
    for (const topic of [topics.acknowledgement('northshire-icb'), topics.referral('northshire-csc')]) expect(await writing(csc, topic)).toBe('topic-authorization-failed');
  });

  it('keeps another one off its data while it runs, in one sentence', async () => {
    const second = await sandboxProgram(folder.path, (await freePort()) - 100);
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.lines()).toEqual([expect.stringMatching(/^The data folder .* is in use by another sandbox \(process \d+\)\. Stop that one/)]);
  });

  it('starts an app again that has died, and records that in its description', async () => {
    const before = running?.description().pids['agency-node hilltop-school'] ?? 0;
    process.kill(before, 'SIGKILL');
    const after = await eventually(
      () => Promise.resolve(running?.description().pids['agency-node hilltop-school'] ?? 0),
      (pid) => pid !== 0 && pid !== before,
    );
    expect(running?.family().has(after)).toBe(true);
  });

  it('stops with everything it started, and takes its description away', async () => {
    await stop();
    expect(existsSync(join(folder.path, 'sandbox.json'))).toBe(false);
  });

  it('given up half-way leaves nothing behind, and is none the worse for it', async () => {
    for (const afterMs of [0, 1_000, 4_000]) {
      const sandbox = await sandboxProgram(folder.path, (await freePort()) - 100);
      await sandbox.waitForLine(/ s {2}/, { timeoutMs: 30_000 });
      await pause(afterMs);
      const family = processFamily(sandbox.pid);
      expect(await sandbox.stop()).toMatchObject({ code: 0, signal: null });
      expect(await leftOf(family)).toEqual([]);
    }
  });

  it('finds its data again', async () => {
    const { desk } = await start();
    expect(await desk.rungs(referralId, 'northshire-icb')).toEqual(['published', 'delivered']);
    expect((await desk.publish(exampleReferral, 'evening-1')).body.referralId).toBe(referralId);
    expect(recipientsOf((await agencies(desk)).items)).toEqual(evening);
    await stop();
  });
});

async function agencies(desk: ExchangeDesk): Promise<AuditAgencyList> {
  return (await desk.audit<AuditAgencyList>('agencies')).body;
}

/** How many recipients, over all agencies, have reached each rung. */
function recipientsOf(items: AuditAgencyList['items']): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { rung, recipients } of items.flatMap(({ rungs }) => rungs)) sums[rung] = (sums[rung] ?? 0) + recipients;
  return sums;
}

async function rightsByDoctor(dataDir: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/apps/cli/src/main.js', 'doctor', '--json', '--sandbox', join(dataDir, 'sandbox.json')]);
  return (JSON.parse(stdout) as { readonly checks: readonly { readonly check: string }[] }).checks.find(({ check }) => check === 'rights on topics');
}

/** The program as a person starts it; nothing is waited for. */
async function sandboxProgram(dataDir: string, portBase: number): Promise<ManagedProcess> {
  const started = await ManagedProcess.start({
    name: 'sandbox',
    command: process.execPath,
    args: ['dist/apps/sandbox/src/main.js', '--data', dataDir, '--port-base', String(portBase), '--no-demo'],
    environment: 'inherited',
    logFile: join(dataDir, 'sandbox-program.log'),
    stopTimeoutMs: 60_000,
  });
  if (!started.ok) throw new Error(started.error.message);
  return started.value;
}
