import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { type AuditAwaitingPage, AuditEventPage, AuditGapPage, AuditTimeline, AuditUnitGapsList, compileContract } from '#libs/contracts';
import { newId } from '#libs/kernel';
import { ChangeFacts, ReferralFacts } from '#libs/testing';

import { AuditUnderTest } from './test-support/audit-under-test.js';

const CSC = 'northshire-csc';
const SCHOOL = 'hilltop-school';
const POLICE = 'northshire-police';
const DAY = 1_440;

const silences = (page: AuditAwaitingPage) => page.items.map(({ agency, awaits, since, updateId }) => ({ agency, awaits, since, updateId }));

describe('an auditor follows what happened after a publication, and what was never referred', () => {
  let audit: AuditUnderTest;
  let facts: ReferralFacts;
  const [correction, regrade, found] = [newId(), newId(), newId()];
  const [open, older, late, inTime, noChild] = [newId(), newId(), newId(), newId(), newId()];

  beforeAll(async () => {
    audit = await AuditUnderTest.start();
    facts = new ReferralFacts(audit.topics, { publishedAt: new Date(Date.now() - DAY * 60_000) });
    const changes = new ChangeFacts(audit.topics, facts);
    await audit.publish([
      facts.published([CSC, SCHOOL]),
      changes.correction(correction, [CSC, SCHOOL], 10, ['/narrative', `/children/${facts.childIds[0]}/name/given`, `/children/${facts.childIds[0]}/dateOfBirth`]),
      changes.receipt(correction, 'correction', CSC, 'delivered', 11),
      changes.receipt(correction, 'correction', CSC, 'acknowledged', 15),
      changes.regrade(regrade, 'amber', [CSC], 60), changes.found(found, [CSC], 65),
      ...changes.everythingElse(CSC, 70),
      changes.incident(open, DAY), changes.incident(older, 2 * DAY, { unit: 'RESPONSE-2' }), changes.incident(late, 3 * DAY),
      changes.incident(inTime, 100), changes.incident(noChild, 2 * DAY, { childPresent: false }),
      changes.linked(late, 3 * DAY), changes.linked(inTime, 100),
    ]);
  }, 30_000);
  afterAll(() => audit.stop(), 20_000);

  it('sees each change with who has acknowledged it, and the one who has not among the silences', async () => {
    const timeline = await audit.json<AuditTimeline>(`/v1/audit/referrals/${facts.referralId}/timeline`);
    expect(compileContract(AuditTimeline).validate(timeline)).toMatchObject({ ok: true });
    expect(timeline.updates.map(({ updateId, kind, recipients }) => [updateId, kind, recipients.length])).toEqual([[correction, 'correction', 2], [regrade, 'regrade', 1], [found, 'missing-episode', 1]]);
    // Which children a change is about, and none where it is about the referral as a whole.
    expect(timeline.updates.map(({ childIds, episodeId }) => [childIds, episodeId])).toEqual([[[facts.childIds[0]], undefined], [undefined, undefined], [[facts.childIds[0]], facts.episodeId]]);
    expect(timeline.updates[0]?.recipients).toMatchObject([{ agency: SCHOOL }, { agency: CSC, deliveredAt: expect.any(String), acknowledgedAt: expect.any(String) }]);
    expect(timeline.updates[0]?.recipients[0]).toEqual({ agency: SCHOOL });
    expect(timeline.awaiting.map(({ agency, awaits }) => `${agency} ${awaits}`)).toEqual([`${SCHOOL} response`, `${CSC} response`, `${SCHOOL} correction`]);
  });

  it.each([['all agencies', ''], ['the school', `&agency=${SCHOOL}`], ['the force', `&force=${POLICE}`]])(
    'sees answers and corrections of %s in one order, however small the pages are', async (_, filter) => {
      const whole = await audit.json<AuditAwaitingPage>(`/v1/audit/awaiting?limit=50${filter}`);
      const pages: AuditAwaitingPage[] = [await audit.json<AuditAwaitingPage>(`/v1/audit/awaiting?limit=1${filter}`)];
      for (let next = pages[0]?.next; next !== undefined; next = pages.at(-1)?.next) {
        pages.push(await audit.json<AuditAwaitingPage>(`/v1/audit/awaiting?limit=1&cursor=${next}${filter}`));
      }
      expect(pages.flatMap(silences)).toEqual(silences(whole));
      expect(whole.items.map(({ awaits }) => awaits)).toEqual(expect.arrayContaining(['response', 'correction']));
      expect(whole.items.map(({ since }) => since)).toEqual(whole.items.map(({ since }) => since).toSorted((one, other) => one.localeCompare(other, 'en')));
    });

  it('sees every grading with the delay since the report', async () => {
    const { gradings, reportedAt } = await audit.json<AuditTimeline>(`/v1/audit/referrals/${facts.referralId}/timeline`);
    expect(reportedAt).toBe(facts.at(-30).replace('Z', '000Z'));
    expect(gradings).toMatchObject([{ grade: 'amber', minutesSinceReport: 85 }]);
  });

  it.each([
    ['safeguarding.correction.published.v1', 1], ['safeguarding.update.acknowledged.v1', 1], ['safeguarding.machine.stated.v1', 1], ['safeguarding.ethnicity.conflict-raised.v1', 1],
    ['safeguarding.incident.notified.v1', 5], ['safeguarding.milestone.stated.v1', 1], ['safeguarding.sharing.decided-against.v1', 1],
  ])('finds %s in the log', async (type, count) => {
    const page = await audit.json<AuditEventPage>(`/v1/audit/events?type=${type}&from=${facts.at(-10 * DAY)}`);
    expect(compileContract(AuditEventPage).validate(page)).toMatchObject({ ok: true });
    expect(page.items).toHaveLength(count);
    expect(page.items.every(({ changeId }) => changeId !== undefined)).toBe(true);
  });

  it('sees what was never referred, by age and unit; what came late is closed, and keeps its delay', async () => {
    const page = await audit.json<AuditGapPage>('/v1/audit/gaps');
    expect(compileContract(AuditGapPage).validate(page)).toMatchObject({ ok: true });
    expect(page.items).toMatchObject([
      { incidentId: older, state: 'open', unit: 'RESPONSE-2', age: expect.stringMatching(/^P3D/) },
      { incidentId: open, state: 'open', unit: 'NS-CC-2', age: expect.stringMatching(/^P2D/) },
    ]);
    const closed = await audit.json<AuditGapPage>('/v1/audit/gaps?state=closed');
    expect(closed.items).toMatchObject([{ incidentId: late, state: 'closed', referralId: facts.referralId, minutesToReferral: 3 * DAY, age: 'P3DT0H0M' }]);
    const first = await audit.json<AuditGapPage>('/v1/audit/gaps?limit=1');
    const second = await audit.json<AuditGapPage>(`/v1/audit/gaps?limit=1&cursor=${first.next}`);
    expect([first.items[0]?.incidentId, second.items[0]?.incidentId, second.next]).toEqual([older, open, undefined]);
    expect((await audit.json<AuditGapPage>('/v1/audit/gaps?unit=RESPONSE-2&force=northshire-police')).items).toHaveLength(1);
    expect((await audit.json<AuditGapPage>('/v1/audit/gaps?area=northmoor')).items).toEqual([]);
    expect((await audit.get('/v1/audit/gaps?state=closed&limit=1&cursor=x')).status).toBe(400);
    expect((await audit.get('/v1/audit/gaps', {})).status).toBe(401);
  });

  it('sees which unit has the most gaps', async () => {
    const list = await audit.json<AuditUnitGapsList>('/v1/audit/gaps/units');
    expect(compileContract(AuditUnitGapsList).validate(list)).toMatchObject({ ok: true });
    expect(list.items.map(({ unit, open: count }) => [unit, count])).toEqual([['NS-CC-2', 1], ['RESPONSE-2', 1]]);
  });
});
