import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  AuditEventPage, AuditExportManifest, AuditReferralPage, AuditTimeline, CLOCK_STATES, compileContract, DeadlineBreachedContract, DeadlineCancelledContract, DeadlineMetContract, DeadlineStartedContract,
  encodeEvent, type AuditEvent, type EventContract, type OutgoingMessage, type ProblemDocument,
} from '#libs/contracts';
import { caseKey, newId } from '#libs/kernel';
import { ChangeFacts, ReferralFacts } from '#libs/testing';

import { AUDITOR, AuditUnderTest, callerOf, CASE_KEY_SECRET } from '../test-support/audit-under-test.js';

const CSC = 'northshire-csc';
const ICB = 'northshire-icb';
const POLICE = 'northshire-police';
const OTHER_FORCE = 'southshire-police';
const FAMILY = 'NSP/2026/004711';
const PAST = '2026-05-26T16:00:00.000Z';
const FUTURE = '2098-05-26T16:00:00.000Z';

function referralsIn(items: readonly { readonly referralId?: string }[]): ReadonlySet<string | undefined> {
  return new Set(items.map(({ referralId }) => referralId));
}

describe('an inspector follows one family and one kind of clock through the record', () => {
  let audit: AuditUnderTest;
  let first: ReferralFacts;
  let second: ReferralFacts;
  let ofAnother: ReferralFacts;
  let withdrawn: ReferralFacts;

  const keyOf = (force: string): string => caseKey(CASE_KEY_SECRET, force, FAMILY);
  const since = (): string => `from=${first.at(-100)}&by=recorded&limit=500`;
  const events = async (filter: string, headers = AUDITOR): Promise<readonly AuditEvent[]> => {
    const response = await audit.get(`/v1/audit/events?${filter}`, headers);
    if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
    const page = (await response.json()) as AuditEventPage;
    expect(compileContract(AuditEventPage).validate(page)).toMatchObject({ ok: true });
    return page.items;
  };
  const page = async (path: string, organisation?: string): Promise<AuditEventPage> => {
    const [status, body] = await problem(path, organisation);
    expect(status).toBe(200);
    return body as unknown as AuditEventPage;
  };
  const problem = async (path: string, organisation = 'northshire-inspectorate'): Promise<readonly [number, ProblemDocument]> => {
    const response = await audit.get(`/v1/audit/${path}`, callerOf(organisation, 'insp-0007'));
    return [response.status, (await response.json()) as ProblemDocument];
  };
  const clockOf = ({ referralId }: ReferralFacts, dueAt: string) => {
    const id = newId();
    return <Data>(contract: EventContract<Data>, more: object = {}): OutgoingMessage => {
      const known = Object.values(contract.examples)[0] as Data & { readonly clock: object };
      const data = { ...known, referralId, agency: CSC, clock: { ...known.clock, id, dueAt, rule: 'LA_ACK' }, ...more } as Data;
      return encodeEvent(contract, {
        topic: audit.topics.notice(CSC), key: 'case', id: newId(), source: '/deadline-watch', subject: referralId, time: PAST, correlationId: newId(), data,
      });
    };
  };

  beforeAll(async () => {
    audit = await AuditUnderTest.start();
    first = new ReferralFacts(audit.topics, { unit: 'RESPONSE-1', caseKey: keyOf(POLICE) });
    second = new ReferralFacts(audit.topics, { caseKey: keyOf(POLICE) });
    ofAnother = new ReferralFacts(audit.topics, { force: OTHER_FORCE, caseKey: keyOf(OTHER_FORCE) });
    withdrawn = new ReferralFacts(audit.topics);
    const [running, breached, met, late, cancelled] = [clockOf(first, FUTURE), clockOf(second, PAST), clockOf(first, PAST), clockOf(second, PAST), clockOf(ofAnother, PAST)];
    await audit.publish([
      first.published([CSC, ICB]), first.receipt(CSC, 'delivered', 1), first.receipt(CSC, 'opened', 2), first.receipt(CSC, 'accepted', 3),
      second.published([CSC]), second.receipt(CSC, 'delivered', 1), second.receipt(CSC, 'opened', 2), second.receipt(CSC, 'accepted', 3),
      ofAnother.published([CSC]), withdrawn.published([CSC]), new ChangeFacts(audit.topics, withdrawn).withdrawal(newId(), [CSC], 10),
      running(DeadlineStartedContract), breached(DeadlineStartedContract), breached(DeadlineBreachedContract, { at: PAST }),
      met(DeadlineStartedContract), met(DeadlineMetContract, { at: PAST, lateSeconds: undefined }),
      late(DeadlineStartedContract), late(DeadlineMetContract, { at: '2026-05-26T16:00:00.001Z', lateSeconds: 1 }),
      cancelled(DeadlineStartedContract), cancelled(DeadlineCancelledContract, { at: PAST, breachedSeconds: undefined }),
    ]);
  }, 60_000);
  afterAll(() => audit.stop(), 30_000);

  it.each([['as written', FAMILY], ['in lower case, with spaces', ' nsp/2026/004711  ']])('finds the referrals of a case by its reference %s, without a period', async (_, written) => {
    const of = (force: string): string => `caseReference=${encodeURIComponent(written)}&force=${force}`;
    expect(referralsIn(await events(of(POLICE)))).toEqual(referralsIn([first, second]));
    expect(referralsIn(await events(of(OTHER_FORCE)))).toEqual(referralsIn([ofAnother]));
    const { items } = await audit.json<AuditReferralPage>(`/v1/audit/referrals?caseReference=${encodeURIComponent(written)}`);
    expect([referralsIn(items), new Set(items.map((each) => each.caseKey))]).toEqual([referralsIn([first, second]), new Set([keyOf(POLICE)])]);
    expect(referralsIn(await events(`caseKey=${keyOf(POLICE)}&unit=response-1`))).toEqual(referralsIn([first]));
  });

  it('lets a force find its own case alone, also by the key of another force', async () => {
    const asPolice = callerOf(POLICE, 'insp-0007');
    expect(referralsIn(await events(`caseReference=${FAMILY}`, asPolice))).toEqual(referralsIn([first, second]));
    expect(await problem(`events?caseKey=${keyOf(OTHER_FORCE)}`, POLICE)).toMatchObject([400, { code: 'GEN-011', errors: [{ pointer: '/caseKey', code: 'unknown' }] }]);
  });

  it.each([['caseReference', FAMILY], ['caseKey', 'f'.repeat(32)], ['referralState', 'answered']])('does not let an agency ask by %s, which shows what its view may hide', async (name, value) => {
    for (const list of ['events', 'exports/events', 'referrals']) expect(await problem(`${list}?from=${first.at(-100)}&${name}=${value}`, CSC)).toMatchObject([403, { code: 'AUD-008' }]);
  });

  it.each([
    ['caseReference=no-such-case', '/caseReference'], [`caseKey=${'f'.repeat(32)}`, '/caseKey'], ['caseReference=', '/caseReference'], ['caseKey=NSP', '/caseKey'], ['rule=LA_AKC', '/rule'], ['rule=', '/rule'],
    ['clockState=late', '/clockState'], ['referralState=', '/referralState'], ['caseReference=%0A', '/caseReference'], [`caseReference=${'x'.repeat(65)}`, '/caseReference'], ['caseKey=a&caseKey=b', '/caseKey'],
  ])('refuses %s, because an empty answer would read as a clean bill', async (filter, pointer) => {
    for (const list of ['events', 'exports/events', 'referrals']) {
      expect(await problem(`${list}?from=${first.at(-100)}&${filter}`)).toMatchObject([400, { code: 'GEN-011', errors: [{ pointer }] }]);
    }
  });

  it('states that no record names a person or a unit, because an empty page of a misspelt name would read as a clean bill', async () => {
    const period = `from=${first.at(-100)}`;
    expect(await page(`events?${period}&person=sw-0412&unit=RESPONSE-9`)).toEqual({ items: [], notRecorded: ['person', 'unit'] });
    for (const list of ['awaiting', 'gaps']) expect(await page(`${list}?unit=RESPONSE-9`)).toMatchObject({ items: [], notRecorded: ['unit'] });
    expect(await page('gaps?unit=RESPONSE-1')).not.toHaveProperty('notRecorded');
    for (const list of ['referrals', 'overdue']) expect(await page(`${list}?${list === 'referrals' ? period : ''}&unit=RESPONSE-9`)).toMatchObject({ items: [], notRecorded: ['unit'] });
    // This person and this unit are on record, and have no such event.
    expect(await page(`events?from=${first.at(-300)}&to=${first.at(-200)}&person=sw-0142&unit=RESPONSE-1`)).toEqual({ items: [] });
    // A name that only the record of others has is not recorded for an agency: the answer must not show it that the person exists.
    expect(await page(`events?${period}&person=sw-0142`, ICB)).toEqual({ items: [], notRecorded: ['person'] });
    expect((await page(`events?${period}&person=sw-0142`, CSC)).items.length).toBeGreaterThan(0);
  });

  it('states that no record names a referral or a request, in the same words for one that the caller may not see', async () => {
    expect(await page(`events?referralId=${newId()}`)).toEqual({ items: [], notRecorded: ['referralId'] });
    expect(await page(`events?correlationId=${newId()}`)).toEqual({ items: [], notRecorded: ['correlationId'] });
    expect(await page(`events?referralId=${first.referralId}&rung=fed_back`)).toEqual({ items: [] });
    for (const referralId of [newId(), ofAnother.referralId]) expect(await page(`events?referralId=${referralId}`, POLICE)).toEqual({ items: [], notRecorded: ['referralId'] });
  });

  it.each([
    ['person=sw-0412', ['person']], ['unit=RESPONSE-9', ['unit']], [`referralId=${newId()}`, ['referralId']], ['unit=RESPONSE-1&rung=fed_back', undefined],
  ])('certifies an empty export of %s with the filters that name nothing on record: %j', async (filter, notRecorded) => {
    const answer = await audit.get(`/v1/audit/exports/events?from=${first.at(-100)}&${filter}`);
    await answer.text();
    const manifest = await audit.json<AuditExportManifest>(`/v1/audit/exports/${answer.headers.get('x-export-id') ?? ''}/manifest`);
    expect([compileContract(AuditExportManifest).validate(manifest).ok, manifest.rows, manifest.notRecorded]).toEqual([true, 0, notRecorded]);
  });

  it.each(['gaps/units', 'agencies', `exports/${newId()}/manifest`, `referrals/${newId()}/timeline`])('refuses a parameter of %s, which has none', async (place) => {
    expect(await problem(`${place}?force=northshire-police`)).toMatchObject([400, { code: 'GEN-011', errors: [{ pointer: '/force', code: 'unknown-parameter' }] }]);
  });

  it('finds the events of each state of a clock, as the timelines show it', async () => {
    const timelines = await Promise.all([first, second, ofAnother].map(({ referralId }) => audit.json<AuditTimeline>(`/v1/audit/referrals/${referralId}/timeline`)));
    const clocks = timelines.flatMap((timeline) => timeline.clocks);
    for (const state of CLOCK_STATES) {
      const found = await events(`${since()}&clockState=${state}`);
      expect([state, new Set(found.map(({ clockId }) => clockId))]).toEqual([state, new Set(clocks.filter((clock) => clock.state === state).map(({ clockId }) => clockId))]);
      expect(new Set(found.map((event) => event.clockState))).toEqual(new Set(found.length === 0 ? [] : [state]));
    }
    expect(referralsIn(await events(`${since()}&rule=LA_ACK&clockState=breached`))).toEqual(referralsIn([second]));
    expect(await events(`${since()}&rule=HUB_RED`)).toEqual([]);
  });

  it.each([
    ['awaiting', () => [first, ofAnother]], ['answered', () => [second]], ['withdrawn', () => [withdrawn]], ['no-holder', () => []],
  ] as const)('finds the referrals that are %s', async (state, expected) => {
    expect(referralsIn((await audit.json<AuditReferralPage>(`/v1/audit/referrals?from=${first.at(-100)}&referralState=${state}`)).items)).toEqual(referralsIn(expected()));
    const found = await events(`${since()}&referralState=${state}`);
    expect(referralsIn(found)).toEqual(referralsIn(expected()));
  });

  it('lists referrals with such a clock against an agency', async () => {
    const { items } = await audit.json<AuditReferralPage>(`/v1/audit/referrals?from=${first.at(-100)}&rule=LA_ACK&clockState=breached&agency=${CSC}`);
    expect(referralsIn(items)).toEqual(referralsIn([second]));
    expect((await audit.json<AuditReferralPage>(`/v1/audit/referrals?from=${first.at(-100)}&rule=LA_ACK&agency=${ICB}`)).items).toEqual([]);
  });

  it('pages through filters that are combined, and refuses the cursor of another query', async () => {
    const asked = `caseReference=${FAMILY}&rule=LA_ACK&area=northshire&limit=2`;
    const whole = await events(asked.replace('limit=2', 'limit=500'));
    const found: AuditEvent[] = [];
    let cursor = '';
    do {
      const page = await audit.json<AuditEventPage>(`/v1/audit/events?${asked}${cursor}`);
      found.push(...page.items);
      cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
      if (cursor !== '') expect(await problem(`events?${asked.replace('LA_ACK', 'HUB_RED')}${cursor}`)).toMatchObject([400, { code: 'GEN-017' }]);
    } while (cursor !== '');
    expect(found.map(({ eventId }) => eventId)).toEqual(whole.map(({ eventId }) => eventId));
    expect(whole.length).toBeGreaterThan(4);
  });

  it('exports the clock of each row: rule, due time, present state, role and child', async () => {
    const [head = '', ...rows] = (await (await audit.get(`/v1/audit/exports/events?caseReference=${FAMILY}&clockState=breached`)).text()).trimEnd().split('\r\n');
    const names = head.split(',').map((cell) => JSON.parse(cell) as string);
    const cells = rows.map((row) => Object.fromEntries(row.split(',').map((cell, index) => [names[index], cell === '' ? '' : (JSON.parse(cell) as string)])));
    expect(cells).toHaveLength(2);
    for (const row of cells) expect(row).toMatchObject({ referralId: second.referralId, rule: 'LA_ACK', dueAt: PAST, clockState: 'breached', clockId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });
});
