import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AuditAgencyList, AuditAwaitingPage, AuditEventPage, AuditReferralPage, AuditTimeline, compileContract, type AuditEvent } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { ReferralFacts } from '#libs/testing';

import { AuditUnderTest, callerOf } from './test-support/audit-under-test.js';

const CSC = 'northshire-csc';
const ICB = 'northshire-icb';
const NORTHMOOR = 'northmoor-csc';
const HOUR = 60;
const DAY = 24 * HOUR;

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY * 60_000);
}

describe('an auditor', () => {
  let audit: AuditUnderTest;
  let referral: ReferralFacts;
  let silent: ReferralFacts;

  beforeAll(async () => {
    audit = await AuditUnderTest.start();
    referral = new ReferralFacts(audit.topics, { publishedAt: daysAgo(3), grade: 'amber' });
    silent = new ReferralFacts(audit.topics, { publishedAt: daysAgo(5), area: 'northmoor' });
    await audit.publish([
      // Receipts before the publication, because Kafka keeps no order across topics.
      referral.receipt(CSC, 'delivered', 1),
      referral.receipt(CSC, 'opened', 30),
      referral.receipt(CSC, 'redirected', HOUR, { redirectedTo: NORTHMOOR }),
      referral.published([CSC, ICB]),
      referral.forwarded(CSC, NORTHMOOR, HOUR + 1),
      referral.receipt(NORTHMOOR, 'delivered', HOUR + 2, { hop: 2 }),
      referral.receipt(NORTHMOOR, 'opened', 2 * HOUR, { hop: 2 }),
      referral.receipt(NORTHMOOR, 'accepted', 3 * HOUR, { hop: 2 }),
      silent.published([CSC]),
      silent.receipt(CSC, 'delivered', 1),
      // Neither statement counts: the first has no `opened` before it, and the second came through the topic of another agency.
      silent.receipt(CSC, 'accepted', 5),
      silent.receipt(CSC, 'opened', 6, {}, audit.topics.acknowledgement(ICB)),
      silent.unreadable(ICB, 2),
    ]);
  }, 30_000);
  afterAll(() => audit.stop(), 20_000);

  it('follows one referral across agencies: its recipients, its events, and its silences', async () => {
    const timeline = await audit.json<AuditTimeline>(`/v1/audit/referrals/${referral.referralId}/timeline`);
    expect(compileContract(AuditTimeline).validate(timeline)).toMatchObject({ ok: true });
    expect(timeline).toMatchObject({ force: 'northshire-police', area: 'northshire', grade: 'amber' });
    expect(timeline.recipients.map(({ agency, hop, forwardedBy, highestRung }) => [agency, hop, forwardedBy, highestRung])).toEqual([
      [CSC, 1, undefined, 'redirected'], [ICB, 1, undefined, 'published'], [NORTHMOOR, 2, CSC, 'accepted'],
    ]);
    expect(timeline.recipients.map(({ respondedAt }) => respondedAt)).toEqual([referral.at(HOUR).replace('Z', '000Z'), undefined, referral.at(3 * HOUR).replace('Z', '000Z')]);
    expect(timeline.events.map(({ agency, rung }) => `${agency ?? '*'} ${rung}`)).toEqual([
      '* published', `${CSC} delivered`, `${CSC} opened`, `${CSC} redirected`, `${NORTHMOOR} published`,
      `${NORTHMOOR} delivered`, `${NORTHMOOR} opened`, `${NORTHMOOR} accepted`,
    ]);
    expect(timeline.awaiting).toMatchObject([
      { agency: ICB, awaits: 'response', since: expect.stringContaining(referral.at(0).slice(0, 23)), age: expect.stringMatching(/^P3DT/), highestRung: 'published' },
      { agency: NORTHMOOR, awaits: 'decision', age: expect.stringMatching(/^P2DT21H/), highestRung: 'accepted' },
    ]);
  });

  it('sees the verdict on every statement: what counts and from when, and what does not and why', async () => {
    const { events, recipients } = await audit.json<AuditTimeline>(`/v1/audit/referrals/${silent.referralId}/timeline`);
    expect(events.map(({ rung, agency, judgement }) => [rung, agency, judgement])).toEqual([
      ['published', undefined, undefined],
      ['delivered', CSC, { verdict: 'taken', countsAt: silent.at(1).replace('Z', '000Z'), marks: [] }],
      ['accepted', CSC, { verdict: 'waiting', code: 'opened', marks: [] }],
      ['opened', ICB, { verdict: 'refused', code: 'wrong-agency', marks: [] }],
    ]);
    expect(recipients).toMatchObject([{ agency: CSC, highestRung: 'delivered' }]);
    const [opened] = (await audit.json<AuditEventPage>(`/v1/audit/events?referralId=${referral.referralId}&agency=${NORTHMOOR}&rung=opened`)).items;
    expect(opened?.judgement).toMatchObject({ verdict: 'taken', marks: [] });
    expect((await audit.get(`/v1/audit/events?referralId=${referral.referralId}&verdict=believed`)).status).toBe(400);
  });

  it('learns that a referral is not known', async () => {
    const response = await audit.get(`/v1/audit/referrals/${newId()}/timeline`);
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'AUD-002' }]);
    expect((await audit.get('/v1/audit/referrals/42/timeline')).status).toBe(400);
  });

  it('sees who has not responded, the longest silence first, and no claim about statutory times', async () => {
    const page = await audit.json<AuditAwaitingPage>('/v1/audit/awaiting');
    expect(compileContract(AuditAwaitingPage).validate(page)).toMatchObject({ ok: true });
    expect(page.items).toMatchObject([
      { referralId: silent.referralId, agency: CSC, highestRung: 'delivered', age: expect.stringMatching(/^P5DT/), area: 'northmoor' },
      { referralId: referral.referralId, agency: ICB, highestRung: 'published', ageMinutes: expect.any(Number), hop: 1, grade: 'amber' },
    ]);
    expect((await audit.json<AuditAwaitingPage>('/v1/audit/awaiting?olderThan=P4D')).items).toHaveLength(1);
    expect((await audit.json<AuditAwaitingPage>(`/v1/audit/awaiting?olderThan=${4 * DAY}&agency=${ICB}`)).items).toEqual([]);
    const first = await audit.json<AuditAwaitingPage>('/v1/audit/awaiting?limit=1');
    const second = await audit.json<AuditAwaitingPage>(`/v1/audit/awaiting?limit=1&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ agency }) => agency)).toEqual([CSC, ICB]);
    expect(second.next).toBeUndefined();
    expect((await audit.get('/v1/audit/awaiting?olderThan=P1M')).status).toBe(400);
  });

  it('lists referrals with the highest rung of each recipient', async () => {
    const from = new Date(Date.now() - 30 * DAY * 60_000).toISOString();
    const page = await audit.json<AuditReferralPage>(`/v1/audit/referrals?from=${from}`);
    expect(compileContract(AuditReferralPage).validate(page)).toMatchObject({ ok: true });
    expect(page.items.map(({ referralId, recipients }) => [referralId, recipients.length])).toEqual([[referral.referralId, 3], [silent.referralId, 1]]);
    expect(page.items[0]?.recipients[2]).toMatchObject({ agency: NORTHMOOR, highestRung: 'accepted', respondedAt: referral.at(3 * HOUR).replace('Z', '000Z') });
    expect((await audit.json<AuditReferralPage>(`/v1/audit/referrals?from=${from}&grade=amber&force=northshire-police`)).items).toHaveLength(1);
    expect((await audit.json<AuditReferralPage>(`/v1/audit/referrals?from=${from}&area=northmoor&grade=amber`)).items).toEqual([]);
    const second = await audit.json<AuditReferralPage>(
      `/v1/audit/referrals?from=${from}&limit=1&cursor=${(await audit.json<AuditReferralPage>(`/v1/audit/referrals?from=${from}&limit=1`)).next}`,
    );
    expect(second).toMatchObject({ items: [{ referralId: silent.referralId }] });
    expect((await audit.get('/v1/audit/referrals')).status).toBe(400);
  });

  it('counts by agency and rung', async () => {
    const list = await audit.json<AuditAgencyList>('/v1/audit/agencies');
    expect(compileContract(AuditAgencyList).validate(list)).toMatchObject({ ok: true });
    expect(list.items).toMatchObject([
      { agency: NORTHMOOR, awaiting: 0 },
      {
        agency: CSC, awaiting: 1, oldestAge: expect.stringMatching(/^P5DT/),
        rungs: [{ rung: 'published', recipients: 2 }, { rung: 'delivered', recipients: 2 }, { rung: 'opened', recipients: 1 }, { rung: 'redirected', recipients: 1 }],
      },
      { agency: ICB, awaiting: 1, rungs: [{ rung: 'published', recipients: 1 }] },
    ]);
  });

  it.each([
    ['an agency and a rung', (): string => `agency=${CSC}&rung=delivered&from=${referral.at(-10 * DAY)}`, 2],
    ['a rare rung without a referral', (): string => `rung=rejected&from=${referral.at(-10 * DAY)}`, 1],
    ['a rare type', (): string => `type=safeguarding.referral.forwarded.v1&from=${referral.at(-10 * DAY)}`, 1],
    ['a referral', (): string => `referralId=${referral.referralId}`, 8],
    ['a request', (): string => `correlationId=${silent.correlationId}`, 4],
    ['statements that wait', (): string => `verdict=waiting&from=${referral.at(-10 * DAY)}`, 1],
    ['statements that are refused', (): string => `verdict=refused&from=${referral.at(-10 * DAY)}`, 1],
    ['statements of one referral that are taken', (): string => `verdict=taken&referralId=${referral.referralId}`, 6],
    ['statements of an agency that are refused', (): string => `verdict=refused&agency=${CSC}&from=${referral.at(-10 * DAY)}`, 0],
    ['when it happened', (): string => `from=${referral.at(0)}&to=${referral.at(HOUR)}`, 3],
    ['when it was written down', (): string => `by=recorded&from=${referral.at(0)}&to=${referral.at(HOUR)}`, 0],
    ['when it was written down, today', (): string => `by=recorded&from=${new Date(Date.now() - HOUR * 60_000).toISOString()}`, 13],
  ])('searches the log by %s', async (_, parameters, count) => {
    const page = await audit.json<AuditEventPage>(`/v1/audit/events?${parameters()}`);
    expect(compileContract(AuditEventPage).validate(page)).toMatchObject({ ok: true });
    expect(page.items).toHaveLength(count);
  });

  it.each([
    ['', /Add referralId/], [`?agency=${CSC}`, /period/], ['?from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z', /151 days. Shorten it to 92/],
  ])('is not given the whole log, but learns the missing parameter: %s', async (parameters, sentence) => {
    for (const path of ['/v1/audit/events', '/v1/audit/exports/events']) {
      const response = await audit.get(`${path}${parameters}`);
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'AUD-001', detail: expect.stringMatching(sentence) }]);
    }
  });

  it('is refused a period that runs backwards, and a cursor of another query', async () => {
    const backwards = await audit.get('/v1/audit/events?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z');
    expect(await backwards.json()).toMatchObject({ code: 'GEN-011', errors: [{ pointer: '/to' }] });
    const { next } = await audit.json<AuditEventPage>(`/v1/audit/events?referralId=${referral.referralId}&limit=2`);
    const other = await audit.get(`/v1/audit/events?referralId=${silent.referralId}&limit=2&cursor=${next}`);
    expect([other.status, await other.json()]).toMatchObject([400, { code: 'GEN-017' }]);
  });

  it('must name the caller', async () => {
    for (const path of [`/v1/audit/events?referralId=${newId()}`, '/v1/audit/agencies', '/v1/audit/awaiting', `/v1/audit/exports/events?referralId=${newId()}`]) {
      expect((await audit.get(path, {})).status).toBe(401);
      expect((await audit.get(path, callerOf('northshire-inspectorate'))).status).toBe(403);
    }
  });

  it.each(['occurred', 'recorded'])('walks through the log in pages, each event that was there exactly once, while more is recorded (%s)', async (by) => {
    const began = new Date(Date.now() - 100 * HOUR * 60_000).toISOString();
    const there = await audit.json<AuditEventPage>(`/v1/audit/events?by=${by}&from=${began}&limit=500`);
    const seen: AuditEvent[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: AuditEventPage = await audit.json(`/v1/audit/events?by=${by}&from=${began}&limit=3${cursor}`);
      seen.push(...page.items);
      cursor = page.next === undefined ? undefined : `&cursor=${page.next}`;
      const more = new ReferralFacts(audit.topics);
      await audit.publish([more.published([CSC]), more.receipt(CSC, 'delivered', 1)]);
    }
    const ids = seen.map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(there.items.map(({ eventId }) => eventId)));
    const time = by === 'recorded' ? 'recordedAt' : 'occurredAt';
    expect(seen.map((event) => event[time])).toEqual(seen.map((event) => event[time]).toSorted().toReversed());
  });

  it('sees statements about a referral that has not been published, which wait', async () => {
    const unknown = new ReferralFacts(audit.topics);
    await audit.publish([unknown.receipt(CSC, 'accepted', 5)]);
    const timeline = await audit.json<AuditTimeline>(`/v1/audit/referrals/${unknown.referralId}/timeline`);
    expect(compileContract(AuditTimeline).validate(timeline)).toMatchObject({ ok: true });
    expect(timeline).toMatchObject({ recipients: [], events: [{ rung: 'accepted', judgement: { verdict: 'waiting', code: 'copy' } }], awaiting: [] });
  });

  it('walks through the refused statements in pages', async () => {
    const forged = new ReferralFacts(audit.topics);
    const receipts = [1, 2, 3].map((minutes) => forged.receipt(CSC, 'opened', minutes, {}, audit.topics.acknowledgement(ICB)));
    await audit.publish([forged.published([CSC]), ...receipts]);
    const seen: AuditEvent[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: AuditEventPage = await audit.json(`/v1/audit/events?verdict=refused&referralId=${forged.referralId}&limit=2${cursor}`);
      seen.push(...page.items);
      cursor = page.next === undefined ? undefined : `&cursor=${page.next}`;
    }
    expect(seen.map(({ occurredAt }) => occurredAt)).toEqual([3, 2, 1].map((minutes) => forged.at(minutes).replace('Z', '000Z')));
  });

  it('can only read, whichever statement the portal runs', async () => {
    const database = audit.portal.nest.get(Database);
    const write = { name: 't-write', text: `UPDATE agency_tally SET recipients = 0` };
    await expect(database.run(write)).rejects.toMatchObject({ code: '25006' });
    const insisting = database.transaction(async (transaction) => {
      await transaction.run({ name: 't-insist', text: 'SET TRANSACTION READ WRITE' });
      await transaction.run(write);
    });
    await expect(insisting).rejects.toMatchObject({ code: '42501' });
  });
});
