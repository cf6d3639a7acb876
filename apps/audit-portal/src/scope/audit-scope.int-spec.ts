import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  AuditAgencyList, AuditAwaitingPage, AuditEventPage, AuditOverduePage, AuditReferralPage, AuditTimeline, compileContract, type AuditEvent, type ProblemDocument,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { ChangeFacts, ReferralFacts } from '#libs/testing';

import { AUDITOR, AuditUnderTest, callerOf } from '../test-support/audit-under-test.js';

const CSC = 'northshire-csc';
const ICB = 'northshire-icb';
const SCHOOL = 'hilltop-school';
/** The force decided not to share with this one: see `ChangeFacts.everythingElse`. */
const NOT_TOLD = 'riverside-school';
const POLICE = 'northshire-police';
const OTHER_FORCE = 'southshire-police';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const PATHS = Object.keys((JSON.parse(readFileSync('docs/api/audit-portal.openapi.json', 'utf8')) as Document).paths).filter((path) => path.startsWith('/v1/'));

function as(organisation: string): Record<string, string> {
  return callerOf(organisation, 'sw-0142');
}

describe('the record is for the auditors that the partnership names, and each organisation sees its own part', () => {
  let audit: AuditUnderTest;
  let shared: ReferralFacts;
  let ofOthers: ReferralFacts;
  let ofOtherForce: ReferralFacts;

  const json = async <Body>(organisation: string, path: string): Promise<Body> => {
    const response = await audit.get(path, as(organisation));
    if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}: ${await response.text()}`);
    return (await response.json()) as Body;
  };
  const problem = async (organisation: string, path: string): Promise<readonly [number, ProblemDocument]> => {
    const response = await audit.get(path, as(organisation));
    return [response.status, (await response.json()) as ProblemDocument];
  };
  const since = (): string => `from=${shared.at(-100)}`;

  beforeAll(async () => {
    audit = await AuditUnderTest.start();
    shared = new ReferralFacts(audit.topics, { unit: 'RESPONSE-1' });
    ofOthers = new ReferralFacts(audit.topics, { unit: 'RESPONSE-2' });
    ofOtherForce = new ReferralFacts(audit.topics, { force: OTHER_FORCE });
    const changes = new ChangeFacts(audit.topics, shared);
    await audit.publish([
      shared.published([CSC, ICB]), shared.receipt(CSC, 'delivered', 1), shared.receipt(CSC, 'opened', 2), shared.receipt(ICB, 'delivered', 3),
      changes.regrade(newId(), 'amber', [CSC, ICB], 5), ...changes.everythingElse(SCHOOL, 10),
      ofOthers.published([ICB]), ofOthers.receipt(ICB, 'opened', 4),
      ofOtherForce.published([ICB]), ofOtherForce.receipt(ICB, 'delivered', 4),
    ]);
  }, 60_000);
  afterAll(() => audit.stop(), 30_000);

  it.each(PATHS)('%s shows nothing to an organisation that the partnership does not name, or names as an operator', async (path) => {
    const asked = path.replace('{referralId}', shared.referralId).replace('{id}', 'refused').replace('{exportId}', newId()).concat(path.includes('events') ? `?referralId=${shared.referralId}` : '');
    for (const stranger of ['no-such-council', 'northshire-exchange-team', 'northshire']) {
      expect(await problem(stranger, asked)).toMatchObject([403, { code: 'AUD-010' }]);
    }
  });

  it('shows all of it to an auditor', async () => {
    const { items } = (await (await audit.get(`/v1/audit/events?${since()}&by=recorded&limit=500`, AUDITOR)).json()) as AuditEventPage;
    expect(new Set(items.map(({ referralId }) => referralId))).toEqual(new Set([shared, ofOthers, ofOtherForce].map(({ referralId }) => referralId)));
  });

  it('shows an agency what it stated and what was sent to it, and no other event, also in an export', async () => {
    const { items } = await json<AuditEventPage>(CSC, `/v1/audit/events?${since()}&by=recorded`);
    expect(items.map(({ agency, rung }) => [agency, rung])).toEqual([[CSC, 'opened'], [CSC, 'delivered']]);
    const lines = (await (await audit.get(`/v1/audit/exports/events?${since()}&format=jsonl`, as(CSC))).text()).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as AuditEvent).rung)).toEqual(['delivered', 'opened']);
    for (const path of ['events', 'exports/events']) {
      expect(await problem(CSC, `/v1/audit/${path}?${since()}&agency=${ICB}`)).toMatchObject([403, { code: 'AUD-008' }]);
      expect(await problem(CSC, `/v1/audit/${path}?${since()}&area=northshire`)).toMatchObject([403, { code: 'AUD-008', detail: expect.stringContaining('area') }]);
    }
    expect((await json<AuditEventPage>(CSC, `/v1/audit/events?referralId=${ofOthers.referralId}`)).items).toEqual([]);
  });

  it('does not let an agency learn that the force decided not to share with it', async () => {
    const decisions = `type=safeguarding.sharing.decided-against.v1&referralId=${shared.referralId}`;
    expect((await audit.json<AuditEventPage>(`/v1/audit/events?${decisions}`)).items).toMatchObject([{ agency: NOT_TOLD }]);
    expect((await json<AuditEventPage>(NOT_TOLD, `/v1/audit/events?${decisions}`)).items).toEqual([]);
    expect(await problem(NOT_TOLD, `/v1/audit/referrals/${shared.referralId}/timeline`)).toMatchObject([404, { code: 'AUD-002' }]);
    const { items } = await json<AuditEventPage>(SCHOOL, `/v1/audit/events?referralId=${shared.referralId}&limit=500`);
    expect(items.map(({ type }) => type)).toContain('safeguarding.ethnicity.recorded.v1');
    expect(items.map(({ type }) => type)).not.toContain('safeguarding.ethnicity.conflict-raised.v1');
  });

  it('shows an agency its own line of a referral, without the others, the area and the grades', async () => {
    const timeline = await json<AuditTimeline>(CSC, `/v1/audit/referrals/${shared.referralId}/timeline`);
    expect(compileContract(AuditTimeline).validate(timeline)).toMatchObject({ ok: true });
    expect(timeline).toMatchObject({ force: POLICE, gradings: [], recipients: [{ agency: CSC }], awaiting: [{ agency: CSC }] });
    for (const hidden of ['area', 'grade', 'reportedAt', 'holder']) expect(timeline).not.toHaveProperty(hidden);
    expect(timeline.updates).toMatchObject([{ kind: 'regrade', recipients: [{ agency: CSC }] }]);
    expect(JSON.stringify(timeline)).not.toContain(ICB);
    expect(await problem(CSC, `/v1/audit/referrals/${ofOthers.referralId}/timeline`)).toMatchObject([404, { code: 'AUD-002' }]);
    const referrals = await json<AuditReferralPage>(CSC, `/v1/audit/referrals?${since()}`);
    expect(compileContract(AuditReferralPage).validate(referrals)).toMatchObject({ ok: true });
    expect(referrals.items).toMatchObject([{ referralId: shared.referralId, recipients: [{ agency: CSC }] }]);
    expect(JSON.stringify(referrals)).not.toMatch(new RegExp(`${ICB}|"area"|"grade"|"lastEventAt"`));
    expect(await problem(CSC, `/v1/audit/referrals?${since()}&grade=red`)).toMatchObject([403, { code: 'AUD-008' }]);
  });

  it('shows an agency its own silences, counts and late answers, and no gap of a force', async () => {
    const awaiting = await json<AuditAwaitingPage>(CSC, '/v1/audit/awaiting');
    expect(compileContract(AuditAwaitingPage).validate(awaiting)).toMatchObject({ ok: true });
    expect(awaiting.items).toMatchObject([{ agency: CSC, force: POLICE }]);
    expect(JSON.stringify(awaiting)).not.toMatch(/"area"|"grade"/);
    expect((await json<AuditAgencyList>(ICB, '/v1/audit/agencies')).items).toMatchObject([{ agency: ICB }]);
    expect((await json<AuditOverduePage>(ICB, '/v1/audit/overdue')).items.filter(({ agency }) => agency !== ICB)).toEqual([]);
    for (const path of ['gaps', 'gaps/units']) expect(await problem(ICB, `/v1/audit/${path}`)).toMatchObject([403, { code: 'AUD-010' }]);
  });

  it('shows a force what concerns its own referrals, whole, and nothing of another force', async () => {
    const { items } = await json<AuditEventPage>(POLICE, `/v1/audit/events?${since()}&by=recorded&limit=500`);
    expect(new Set(items.map(({ referralId }) => referralId))).toEqual(new Set([shared.referralId, ofOthers.referralId]));
    expect(await problem(POLICE, `/v1/audit/events?${since()}&force=${OTHER_FORCE}`)).toMatchObject([403, { code: 'AUD-008' }]);
    expect(await problem(POLICE, `/v1/audit/referrals/${ofOtherForce.referralId}/timeline`)).toMatchObject([404, { code: 'AUD-002' }]);
    expect((await json<AuditTimeline>(POLICE, `/v1/audit/referrals/${shared.referralId}/timeline`)).recipients).toHaveLength(2);
    expect((await json<AuditReferralPage>(POLICE, `/v1/audit/referrals?${since()}`)).items).toHaveLength(2);
    expect(new Set((await json<AuditAwaitingPage>(POLICE, '/v1/audit/awaiting')).items.map(({ force }) => force))).toEqual(new Set([POLICE]));
    expect(await problem(POLICE, '/v1/audit/agencies')).toMatchObject([403, { code: 'AUD-010' }]);
  });

  it('lets an auditor filter by person, unit, force and area', async () => {
    const found = async (filter: string): Promise<ReadonlySet<string | undefined>> =>
      new Set((await audit.json<AuditEventPage>(`/v1/audit/events?${since()}&by=recorded&limit=500&${filter}`)).items.map(({ referralId }) => referralId));
    expect(await found('unit=response-2')).toEqual(new Set([ofOthers.referralId]));
    expect(await found(`force=${OTHER_FORCE}`)).toEqual(new Set([ofOtherForce.referralId]));
    expect(await found('person=sw-0142&area=northshire')).toEqual(new Set([shared.referralId, ofOthers.referralId]));
    expect(await found('person=sw-9999')).toEqual(new Set());
    expect((await audit.json<AuditAwaitingPage>('/v1/audit/awaiting?unit=RESPONSE-2')).items).toMatchObject([{ referralId: ofOthers.referralId }]);
  });

  it.each([
    ['events', 'agency=northshire-cscc', '/agency', CSC], ['exports/events', 'force=northshire-police-', '/force', undefined], ['events', 'force=northshire-polise', '/force', POLICE],
    ['awaiting', 'agency=northshire-scs', '/agency', CSC], ['overdue', 'rule=LA_AKC', '/rule', 'LA_ACK'], ['gaps', 'area=nordshire', '/area', 'northshire'],
    ['events', 'type=safeguarding.referral.publisht.v1', '/type', 'safeguarding.referral.published.v1'], ['referrals', 'agency=nortshire-csc', '/agency', CSC],
    ['events', 'agency=', '/agency', undefined], ['awaiting', 'force=', '/force', undefined],
  ])('%s?%s is a question about nothing, and is refused with the known names', async (list, filter, pointer, known) => {
    const response = await audit.get(`/v1/audit/${list}?${list.includes('events') || list === 'referrals' ? `${since()}&` : ''}${filter}`, AUDITOR);
    const body = (await response.json()) as ProblemDocument;
    expect([response.status, body]).toMatchObject([400, { code: 'GEN-011', errors: [{ pointer }] }]);
    if (known !== undefined) expect(body.errors?.[0]?.message).toContain(known);
  });

  it('finds an agency that the partnership file names no longer, by its record', async () => {
    const { items } = await audit.json<AuditReferralPage>(`/v1/audit/referrals?${since()}&force=${OTHER_FORCE}`);
    expect(items).toMatchObject([{ referralId: ofOtherForce.referralId }]);
  });

  it('shows a school nothing of a sibling at another school, also where one correction was about both', async () => {
    const [sibling, updateId] = [newId(), newId()];
    const ofBoth = new ReferralFacts(audit.topics, {});
    await audit.publish([
      ofBoth.published([SCHOOL, NOT_TOLD]), ofBoth.receipt(SCHOOL, 'delivered', 1),
      new ChangeFacts(audit.topics, ofBoth).correction(updateId, [SCHOOL, NOT_TOLD], 5, ['/narrative', `/children/${sibling}/name/given`]),
    ]);
    const timeline = `/v1/audit/referrals/${ofBoth.referralId}/timeline`;
    expect((await audit.json<AuditTimeline>(timeline)).updates).toMatchObject([{ updateId, childIds: [sibling] }]);
    expect((await json<AuditTimeline>(SCHOOL, timeline)).updates).toMatchObject([{ updateId, kind: 'correction' }]);
    const lists = ['referrals', 'events', 'exports/events'].map((list) => `/v1/audit/${list}?${since()}${list.startsWith('exports') ? '&format=jsonl' : ''}`);
    for (const path of [timeline, ...lists, '/v1/audit/awaiting', '/v1/audit/overdue']) {
      const text = await (await audit.get(path, as(SCHOOL))).text();
      expect(text).toContain(path === '/v1/audit/overdue' ? 'items' : ofBoth.referralId);
      expect(text).not.toMatch(new RegExp(`${sibling}|${NOT_TOLD}`));
    }
  });
});
