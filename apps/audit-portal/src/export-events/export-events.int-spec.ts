import { createHash } from 'node:crypto';
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AuditExportManifest, compileContract } from '#libs/contracts';
import { caseKey, newId } from '#libs/kernel';
import { ReferralFacts } from '#libs/testing';

import { AUDITOR, AuditUnderTest, callerOf, CASE_KEY_SECRET } from '../test-support/audit-under-test.js';
import { ExportSlots } from './export-slots.js';

const AGENCIES = ['northshire-csc', 'northshire-icb'];
const REFERRALS = 4_300;
const EVENTS = REFERRALS * 7;

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 5_000; !(await condition()); ) {
    if (Date.now() > deadline) throw new Error('it did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an export of the event log', () => {
  let audit: AuditUnderTest;
  let period: string;

  beforeAll(async () => {
    audit = await AuditUnderTest.start();
    const began = new Date(Date.now() - 10 * 86_400_000);
    period = `from=${began.toISOString()}`;
    const referrals = Array.from({ length: REFERRALS }, (_, index) => new ReferralFacts(audit.topics, { publishedAt: new Date(began.getTime() + index * 1_000) }));
    await audit.publish(
      referrals.flatMap((facts) => [
        facts.published(AGENCIES),
        ...AGENCIES.flatMap((agency) => [facts.receipt(agency, 'delivered', 1), facts.receipt(agency, 'opened', 5), facts.receipt(agency, 'accepted', 9)]),
      ]),
    );
  }, 180_000);
  afterAll(() => audit.stop(), 20_000);

  const open = async (path: string): Promise<IncomingMessage> => {
    const asked = request(`${audit.url}${path}`, { headers: AUDITOR, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  };
  const cursors = async (): Promise<number> => {
    const [row] = await audit.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = current_schema() || '_reader' AND state LIKE 'idle in transaction%'`,
    );
    return row?.count ?? -1;
  };
  /** Each open cursor, and when it was last used. */
  const cursorUse = async (): Promise<readonly string[]> => (await audit.query<{ use: string }>(
    `SELECT pid || ' ' || state_change AS use FROM pg_stat_activity WHERE usename = current_schema() || '_reader' AND state LIKE 'idle in transaction%' ORDER BY pid`,
  )).map(({ use }) => use);
  /** Two equal answers show that none of the cursors is read any more. */
  const untilAtRest = async (count: number): Promise<void> => {
    let before = await cursorUse();
    await until(async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      const now = await cursorUse();
      const isAtRest = now.length === count && now.join() === before.join();
      before = now;
      return isAtRest;
    });
  };
  it('holds every event once, in the order of the time asked for, and states their number', async () => {
    const answer = await open(`/v1/audit/exports/events?${period}`);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString().split('\r\n').slice(1, -1);
    const ids = lines.map((line) => line.slice(0, 38));
    expect(new Set(ids).size).toBe(EVENTS);
    expect(lines).toHaveLength(EVENTS);
    const times = lines.map((line) => line.split(',')[2] ?? '');
    expect(times).toEqual(times.toSorted());
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('text/csv'),
      'content-disposition': expect.stringMatching(/^attachment; filename="exchange-events-\d{4}-\d{2}-\d{2}\.csv"$/),
      'x-export-estimated-rows': expect.stringMatching(/^\d+$/),
    });
    expect(answer.trailers).toEqual({ 'x-export-rows': String(EVENTS) });
  });

  it('has a manifest of the bytes as they were sent, for the organisation that asked and for auditors', async () => {
    const police = callerOf('northshire-police', 'pc-2041');
    const answer = await audit.get(`/v1/audit/exports/events?${period}&rung=accepted&agency=northshire-icb`, police);
    const file = Buffer.from(await answer.arrayBuffer());
    const place = `/v1/audit/exports/${answer.headers.get('x-export-id') ?? ''}/manifest`;
    const manifest = await audit.json<AuditExportManifest>(place);
    expect(compileContract(AuditExportManifest).validate(manifest)).toMatchObject({ ok: true });
    expect(manifest).toMatchObject({
      organisation: 'northshire-police', person: 'pc-2041', sees: 'force', format: 'csv', formatVersion: 1, rows: REFERRALS, bytes: file.length, sha256: createHash('sha256').update(file).digest('hex'),
      filter: { force: 'northshire-police', agency: 'northshire-icb', rung: 'accepted', by: 'occurred' },
    });
    expect(await (await audit.get(place, police)).json()).toEqual(manifest);
    for (const organisation of ['southshire-police', 'northshire-icb']) {
      const refused = await audit.get(place, callerOf(organisation, 'pc-2041'));
      expect([403, 404]).toContain(refused.status);
    }
  });

  it('has the key of a case in its manifest, and never the reference', async () => {
    const facts = new ReferralFacts(audit.topics, { caseKey: caseKey(CASE_KEY_SECRET, 'northshire-police', 'NSP/2026/004711') });
    await audit.publish([facts.published(AGENCIES)]);
    const answer = await audit.get('/v1/audit/exports/events?caseReference=NSP/2026/004711&force=northshire-police');
    await answer.text();
    const manifest = await audit.json<AuditExportManifest>(`/v1/audit/exports/${answer.headers.get('x-export-id') ?? ''}/manifest`);
    expect(manifest).toMatchObject({ rows: 1, filter: { caseKeys: [facts.caseKey] } });
    expect(JSON.stringify(manifest)).not.toContain('NSP/2026');
  });

  it('has no manifest where its receiver left before the end', async () => {
    const answer = await open(`/v1/audit/exports/events?${period}&format=jsonl`);
    answer.destroy();
    await until(async () => (await cursors()) === 0);
    const missing = await audit.get(`/v1/audit/exports/${String(answer.headers['x-export-id'])}/manifest`);
    expect([missing.status, await missing.json()]).toMatchObject([404, { code: 'AUD-011' }]);
  });

  it('stops at a receiver that does not read, and gives everything back when it leaves', async () => {
    const slots = audit.portal.nest.get(ExportSlots);
    const answers = [await open(`/v1/audit/exports/events?${period}&format=jsonl`), await open(`/v1/audit/exports/events?${period}`)];
    await until(async () => (await cursors()) === 2);
    expect(slots.inUse).toBe(2);
    const refused = await audit.get(`/v1/audit/exports/events?${period}`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    expect((await audit.get(`/v1/audit/events?${period}&limit=1`)).status).toBe(200);
    await untilAtRest(2);
    for (const answer of answers) answer.destroy();
    await until(async () => slots.inUse === 0 && (await cursors()) === 0);
    expect((await audit.get(`/v1/audit/exports/events?referralId=${newId()}`)).status).toBe(200);
  });

  it('as JSON Lines has one event a line, with its payload', async () => {
    const answer = await audit.get(`/v1/audit/exports/events?${period}&format=jsonl&agency=northshire-icb&rung=accepted`);
    const events = (await answer.text()).trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events).toHaveLength(REFERRALS);
    expect(events[0]).toMatchObject({ agency: 'northshire-icb', rung: 'accepted', data: { agency: 'northshire-icb', actor: 'sw-0142' } });
  });

  it('refuses a format that it does not have', async () => {
    const answer = await audit.get(`/v1/audit/exports/events?${period}&format=xlsx`);
    expect([answer.status, await answer.json()]).toMatchObject([400, { code: 'GEN-011', errors: [{ pointer: '/format' }] }]);
  });
});
