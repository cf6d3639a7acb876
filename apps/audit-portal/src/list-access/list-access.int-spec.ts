import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AccessRecordedContract, AuditAccessPage, AuditExportManifest, compileContract, encodeEvent, type AccessRecorded, type ProblemDocument } from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';
import { KafkaPublisher } from '#libs/messaging';
import { ReferralFacts, testKafkaBrokers } from '#libs/testing';

import { AuditUnderTest, callerOf } from '../test-support/audit-under-test.js';
import { ACCESS_COLUMNS } from './access-format.js';

const CSC = 'northshire-csc';
const REFERRAL = newId();

function access(more: Partial<AccessRecorded> = {}): AccessRecorded {
  return {
    accessId: newId(), at: new Date(Date.now() - 3_600_000).toISOString(), app: 'agency-node', node: CSC, action: 'inbox.open', kind: 'content', outcome: 'granted', status: 200,
    organisation: CSC, person: 'sw-0142', client: 'northshire-case-management', reason: 'safeguarding', referralIds: [REFERRAL], correlationId: newId(), ...more,
  };
}

describe('the records of access at the portal', () => {
  let audit: AuditUnderTest;
  const opened = access();
  const denied = access({ organisation: 'hilltop-school', person: 'dsl-0009', outcome: 'denied', status: 404, problem: 'ACK-001' });
  const other = access({ referralIds: [newId()], organisation: 'northshire-icb', person: 'hv-0007', client: 'icb-desk', at: new Date(Date.now() - 7_200_000).toISOString() });

  const list = async (parameters = ''): Promise<AuditAccessPage> => audit.json<AuditAccessPage>(`/v1/audit/access${parameters}`);
  const idsOf = async (parameters: string): Promise<readonly string[]> => (await list(parameters)).items.map(({ accessId }) => accessId);
  const ownRecords = async () => audit.query<{ record: AccessRecorded }>('SELECT record FROM portal_access_record ORDER BY at, access_id');

  beforeAll(async () => {
    audit = await AuditUnderTest.start();
    const publisher = new KafkaPublisher({ brokers: testKafkaBrokers(), clientId: 'test' });
    const messages = [opened, denied, other].map((data) => encodeEvent(AccessRecordedContract, {
      topic: audit.topics.access(), key: data.organisation, id: data.accessId, source: '/agency-node', time: data.at, correlationId: data.correlationId, data,
    }));
    expect((await publisher.publish([...messages, ...messages])).map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'acknowledged'));
    await publisher.close();
    for (const deadline = Date.now() + 30_000; (await audit.query('SELECT 1 FROM access_log')).length < 3; ) {
      if (Date.now() > deadline) throw new Error('the recorder did not log the records of access');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, 60_000);
  afterAll(() => audit.stop(), 20_000);

  it('show an auditor who read a referral, and who was denied it, once each', async () => {
    const page = await list(`?referralId=${REFERRAL}&kind=content`);
    expect(compileContract(AuditAccessPage).validate(page)).toMatchObject({ ok: true });
    const expected = [opened, denied].toSorted((one, two) => (one.at + one.accessId < two.at + two.accessId ? 1 : -1));
    expect(page.items).toEqual(expected.map((item) => ({ ...item, recordedAt: expect.any(String) })));
  });

  it.each([
    ['organisation=hilltop-school', () => [denied]], ['person=hv-0007', () => [other]], ['client=icb-desk', () => [other]], ['outcome=denied&app=agency-node', () => [denied]],
    ['action=inbox.open&organisation=northshire-icb', () => [other]], ['app=audit-recorder', () => []],
  ])('are found by %s', async (filter, expected) => {
    expect(await idsOf(`?${filter}`)).toEqual(expected().map(({ accessId }) => accessId));
  });

  it('are found by correlation id and period, and walked through in pages', async () => {
    expect(await idsOf(`?correlationId=${opened.correlationId}`)).toEqual([opened.accessId]);
    expect(await idsOf(`?app=agency-node&to=${new Date(Date.now() - 5_400_000).toISOString()}`)).toEqual([other.accessId]);
    const first = await list('?app=agency-node&limit=2');
    const second = await list(`?app=agency-node&limit=2&cursor=${first.next}`);
    expect(new Set([...first.items, ...second.items].map(({ accessId }) => accessId))).toEqual(new Set([opened, denied, other].map(({ accessId }) => accessId)));
    expect(second.next).toBeUndefined();
    expect((await audit.get('/v1/audit/access?outcome=perhaps')).status).toBe(400);
    expect((await audit.get('/v1/audit/access?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z')).status).toBe(400);
  });

  it('are records of the same kind themselves: the next question shows the last one', async () => {
    await list('?organisation=hilltop-school');
    const [last] = (await list('?action=audit.list-access&limit=1')).items;
    expect(last).toMatchObject({ app: 'audit-portal', kind: 'audit', reason: 'oversight', organisation: 'northshire-inspectorate', person: 'insp-0007', filters: [{ name: 'organisation', value: 'hilltop-school' }], rows: 1 });
  });

  it.each([['northshire-police', 'pc-2041'], [CSC, 'sw-0142'], ['northshire-exchange-team', 'ops-0031'], ['no-such-body', 'x-1']])('are denied to %s, and the denial is one of them', async (organisation, person) => {
    const answer = await audit.get(`/v1/audit/access?referralId=${REFERRAL}`, callerOf(organisation, person));
    expect([answer.status, ((await answer.json()) as ProblemDocument).code]).toEqual([403, expect.stringMatching(/^(AUD-010|IDN-012|IDN-013)$/)]);
    const [record] = (await list(`?organisation=${organisation}&app=audit-portal&outcome=denied&limit=1`)).items;
    expect(record).toMatchObject({ action: 'audit.list-access', person, status: 403, filters: [{ name: 'referralId' }] });
  });

  it('leave as a file with a manifest, for the Commissioner', async () => {
    const answer = await audit.get(`/v1/audit/exports/access?referralId=${REFERRAL}&kind=content`);
    const text = await answer.text();
    const [head = '', ...lines] = text.split('\r\n').slice(0, -1);
    expect(head.replaceAll('"', '').split(',')).toEqual([...ACCESS_COLUMNS]);
    expect(lines.map((line) => line.slice(1, 37))).toEqual([opened, denied].toSorted((one, two) => (one.at + one.accessId < two.at + two.accessId ? -1 : 1)).map(({ accessId }) => accessId));
    const manifest = await audit.json<AuditExportManifest>(`/v1/audit/exports/${answer.headers.get('x-export-id')}/manifest`);
    expect(compileContract(AuditExportManifest).validate(manifest)).toMatchObject({ ok: true });
    expect(manifest).toMatchObject({ of: 'access', rows: 2, sha256: sha256Hex(text), filter: { referralId: REFERRAL, kind: 'content' }, sees: 'all' });
    const rows = (await (await audit.get('/v1/audit/exports/access?format=jsonl&organisation=northshire-icb')).text()).trim().split('\n').map((line) => JSON.parse(line) as AccessRecorded);
    expect(rows).toMatchObject([other]);
    expect((await audit.get('/v1/audit/exports/access', callerOf('northshire-police', 'pc-2041'))).status).toBe(403);
    expect((await idsOf('?kind=export&action=audit.export-access')).length).toBeGreaterThanOrEqual(3);
  });

  it('has a search, a timeline and an export in them, before the answer', async () => {
    const facts = new ReferralFacts(audit.topics);
    await audit.publish([facts.published([CSC])]);
    await audit.json(`/v1/audit/events?referralId=${facts.referralId}`);
    await audit.json(`/v1/audit/referrals/${facts.referralId}/timeline`);
    const answer = await audit.get(`/v1/audit/exports/events?referralId=${facts.referralId}`);
    await answer.text();
    const records = (await ownRecords()).map(({ record }) => record).filter(({ referralIds = [], filters = [] }) => referralIds.includes(facts.referralId) || filters.some(({ value }) => value === facts.referralId));
    expect(records).toMatchObject([
      { action: 'audit.search-events', rows: 1, referralIds: [facts.referralId] },
      { action: 'audit.read-timeline', referralIds: [facts.referralId] },
      { action: 'audit.export-events', kind: 'export', resource: answer.headers.get('x-export-id') },
    ]);
    await audit.query('ALTER TABLE portal_access_record RENAME TO mislaid');
    for (const path of [`/v1/audit/events?referralId=${facts.referralId}`, `/v1/audit/referrals/${facts.referralId}/timeline`, `/v1/audit/exports/events?referralId=${facts.referralId}`, '/v1/audit/access']) {
      const withheld = await audit.get(path);
      const text = await withheld.text();
      expect([path, withheld.status, text.includes('northshire-police'), text.includes(REFERRAL)]).toEqual([path, 503, false, false]);
    }
    expect((await audit.get('/v1/audit/access', callerOf('no-such-body', 'x-1'))).status).toBe(503);
    await audit.query('ALTER TABLE mislaid RENAME TO portal_access_record');
    expect((await audit.get(`/v1/audit/events?referralId=${facts.referralId}`)).status).toBe(200);
  }, 60_000);
});
