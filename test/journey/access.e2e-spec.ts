import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { audienceOf, type AuditAccess, type AuditAccessPage, type ReferralAccepted } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { Database, statement } from '#libs/persistence';
import { SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';

jest.setTimeout(120_000);

const HUB = 'northshire-csc';
const SCHOOL = 'hilltop-school';
const OTHER_SCHOOL = 'riverside-school';
const FORCE = 'northshire-police';

function brief({ app, node, action, outcome, problem, organisation }: AuditAccess) {
  return [node ?? app, action, outcome, problem, organisation];
}

/** Rosa's mother asks who has seen her daughter's referral. */
describe('who has read a referral', () => {
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;
  let referral: ReferralAccepted;

  beforeAll(async () => {
    sandbox = await SandboxUnderTest.start<SandboxDescription>({ args: ['--no-demo'] });
    desk = new ExchangeDesk(sandbox.description());
    referral = (await desk.publish(exampleReferral)).body;
    for (const agency of [HUB, SCHOOL]) await eventually(() => desk.rungs(referral.referralId, agency), (rungs) => rungs.includes('delivered'));
  }, 240_000);
  afterAll(() => sandbox.stop(), 60_000);

  const accesses = async (query: string, is: (items: readonly AuditAccess[]) => boolean): Promise<readonly AuditAccess[]> =>
    (await eventually(async () => (await desk.audit<AuditAccessPage>(`access?${query}`)).body, ({ items }) => is(items))).items;
  const sql = async (schemaOf: string, text: string): Promise<void> => {
    const { database: { adminUrl }, environments } = sandbox.description();
    const database = await Database.open({ url: adminUrl, schema: environments[schemaOf]?.['DATABASE_SCHEMA'] ?? '', poolSize: 1, applicationName: 'journey' });
    await database.run(statement(`journey-${newId()}`, text));
    await database.close();
  };

  it('is answered from every app: each read and each denial, once, with person and reason', async () => {
    const { referralId } = referral;
    await desk.open(HUB, referralId);
    await desk.open(SCHOOL, referralId);
    await desk.timeline(referralId);
    await desk.exported(`referralId=${referralId}`);
    expect((await desk.open(OTHER_SCHOOL, referralId)).status).toBe(404);
    expect((await desk.callNodeOf(HUB, SCHOOL, 'POST', `/v1/inbox/${referralId}/openings`)).status).toBe(404);
    expect((await desk.call(FORCE, 'GET', `/v1/referrals/${newId()}`)).status).toBe(404);
    const { recorder, watch } = sandbox.description().urls;
    for (const [url, id, path] of [[recorder, 'recorder', '/v1/dead-letters'], [watch, 'watch', '/v1/clocks']] as const) {
      expect((await fetch(`${url}${path}`, { headers: await desk.headersOf(SCHOOL, audienceOf(id)) })).status).toBe(404);
    }
    const found = await accesses(`referralId=${referralId}&limit=500`, (items) => items.filter(({ app }) => app === 'agency-node').length === 4);
    const [opened] = found.filter(({ action, organisation }) => action === 'inbox.open' && organisation === HUB);
    expect(opened).toMatchObject({ outcome: 'granted', kind: 'content', person: 'sw-0142', reason: 'safeguarding', referralIds: [referralId], node: HUB });
    expect(found.map((each) => brief(each))).toEqual(expect.arrayContaining([
      [HUB, 'inbox.open', 'granted', undefined, HUB], [SCHOOL, 'inbox.open', 'granted', undefined, SCHOOL],
      [OTHER_SCHOOL, 'inbox.open', 'denied', 'ACK-001', OTHER_SCHOOL], [HUB, 'inbox.open', 'denied', 'GEN-003', SCHOOL],
      ['audit-portal', 'audit.read-timeline', 'granted', undefined, 'northshire-inspectorate'], ['referral-publisher', 'referral.read-status', 'granted', undefined, FORCE],
    ]));
    expect(new Set(found.map(({ accessId }) => accessId)).size).toBe(found.length);
    const denied = await accesses('outcome=denied&limit=500', (items) => items.length >= 5);
    expect(denied.map((each) => brief(each))).toEqual(expect.arrayContaining([
      ['referral-publisher', 'referral.read-status', 'denied', 'REF-004', FORCE], ['audit-recorder', 'dead-letters.list', 'denied', 'GEN-003', SCHOOL],
      ['deadline-watch', 'clocks.list', 'denied', 'GEN-003', SCHOOL],
    ]));
    expect(await accesses('kind=export', (items) => items.length === 1)).toMatchObject([{ action: 'audit.export-events', filters: expect.arrayContaining([{ name: 'referralId', value: referralId }]) }]);
    // The record has no word of the content.
    expect(JSON.stringify([found, denied])).not.toMatch(/Rosa|Example Street|ZZ99/);
  });

  it('is printed in plain sentences, and the denials of a day as well', async () => {
    const { referralId } = referral;
    const argv = ['dist/apps/cli/src/main.js', 'audit', 'access', '--sandbox', join(sandbox.dataDir, 'sandbox.json')];
    const { stdout } = await promisify(execFile)(process.execPath, [...argv, '--referral', referralId, '--all', '--access-reason', 'subject-access-request'], { env: { ...process.env, COLUMNS: '300' } });
    expect(stdout).toMatch(new RegExp(`northshire-csc \\(sw-0142\\) +opened the content of ${referralId}, for safeguarding`));
    expect(stdout).toMatch(new RegExp(`riverside-school \\(dsl-0021\\) +was denied: open the content of ${referralId} \\(ACK-001\\)`));
    const { stdout: denials } = await promisify(execFile)(process.execPath, [...argv, '--outcome', 'denied', '--from', '24h', '--json', '--all']);
    expect((JSON.parse(denials) as AuditAccessPage).items.every(({ outcome }) => outcome === 'denied')).toBe(true);
    const [own] = await accesses('action=audit.list-access&limit=500', (items) => items.some(({ reason }) => reason === 'subject-access-request'));
    expect(own?.organisation).toBe('northshire-inspectorate');
  });

  it('is never left without an answer: a node that cannot record gives no content, and no denial', async () => {
    await sql(`agency-node ${HUB}`, 'ALTER TABLE access_record RENAME TO mislaid');
    const withheld = await desk.open(HUB, referral.referralId);
    expect([withheld.status, JSON.stringify(withheld.body).includes('Rosa')]).toEqual([503, false]);
    expect((await desk.open(HUB, newId())).status).toBe(503);
    // A submission is a fact already, so it needs no record at the publisher either.
    expect((await desk.publish({ ...exampleReferral, caseReference: `NP-${newId().slice(-8)}` })).status).toBe(202);
    await sql(`agency-node ${HUB}`, 'ALTER TABLE mislaid RENAME TO access_record');
    expect((await desk.open(HUB, referral.referralId)).status).toBe(200);
  });
});
