import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import type {
  AuditGapPage, AuditTimeline, ChangeRecorded, IncidentStatus, MeasureAnswer, OpenedReferral, ProblemDocument, ReferralAccepted, SubmitReferralRequest,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { Database, statement } from '#libs/persistence';
import { SandboxUnderTest } from '#libs/testing';

import { kindsOfWithdrawal } from '../support/cause-first.js';
import { expectNoEthnicityCode } from '../support/ethnicity-codes.js';
import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';
import { expectOneJudgement } from '../support/one-judgement.js';

jest.setTimeout(60_000);

const HUB = 'northshire-csc';
const NEIGHBOUR = 'northmoor-csc';
const HEALTH = 'northshire-icb';
const SCHOOL = 'hilltop-school';
const OTHER_SCHOOL = 'riverside-school';
const PROBATION = 'northshire-probation';
const DAY_MS = 86_400_000;
/** The audit's own times have microseconds. */
const inLog = (time: string): string => time.replace('Z', '000Z');

/** Rosa's referral does not end with its publication: hubs hand it over, records contradict each other, risks rise. */
describe('what becomes of a referral', () => {
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;

  beforeAll(async () => {
    sandbox = await SandboxUnderTest.start<SandboxDescription>({ args: ['--no-demo'] });
    desk = new ExchangeDesk(sandbox.description());
  }, 240_000);
  afterAll(async () => {
    try {
      await expectOneJudgement(sandbox.description());
    } finally {
      await sandbox.stop();
    }
  }, 90_000);

  async function published(changes: Partial<SubmitReferralRequest> = {}): Promise<ReferralAccepted> {
    const answer = await desk.publish({ ...exampleReferral, caseReference: `NP-${newId().slice(-8)}`, ...changes });
    expect(answer.status).toBe(202);
    for (const { agency } of answer.body.recipients) {
      await eventually(() => desk.rungs(answer.body.referralId, agency), (rungs) => rungs.includes('delivered'));
    }
    return answer.body;
  }
  const timeline = (referralId: string, is: (timeline: AuditTimeline) => boolean): Promise<AuditTimeline> => desk.timelineOnce(referralId, is);
  const opened = async (agency: string, referralId: string): Promise<OpenedReferral> => (await desk.open<OpenedReferral>(agency, referralId)).body;

  const measured = async (): Promise<MeasureAnswer> => (await desk.call<MeasureAnswer>('northshire-inspectorate', 'GET', '/v1/measures/ethnicity-n1?by=unit')).body;

  it('Scenario 6: wrong hub, the child is the neighbouring authority\'s; both hops are on one timeline, and the first expectation is not set anew', async () => {
    const { referralId } = await published();
    const before = await timeline(referralId, ({ recipients, publishedAt }) => recipients.length === 4 && publishedAt !== undefined);
    await desk.open(HUB, referralId);
    expect((await desk.take(HUB, referralId, 'redirection', { agency: NEIGHBOUR, reason: 'not-our-area' })).status).toBe(200);
    await eventually(() => desk.rungs(referralId, NEIGHBOUR), (rungs) => rungs.includes('delivered'));
    const after = await timeline(referralId, ({ recipients }) => recipients.some(({ agency, hop }) => agency === NEIGHBOUR && hop !== undefined));
    expect(after.recipients.map(({ agency, hop, forwardedBy }) => [agency, hop, forwardedBy])).toEqual(expect.arrayContaining([[HUB, 1, undefined], [NEIGHBOUR, 2, HUB]]));
    expect(after.publishedAt).toBe(before.publishedAt);
    const silence = after.awaiting.find(({ agency }) => agency === NEIGHBOUR);
    expect(Date.parse(silence?.since ?? '')).toBeGreaterThan(Date.parse(before.publishedAt ?? ''));
  });

  it('Scenario 7: a partner records another ethnicity; a conflict is raised, nothing is overwritten, and the correction is acknowledged by everyone who got it', async () => {
    const { referralId, children } = await published();
    expect((await opened(HUB, referralId)).view.children?.[0]).toMatchObject({ selfDefinedEthnicity: { code: 'W3' }, perceivedEthnicity: { code: 'IC1' } });
    await desk.take(HUB, referralId, 'acceptance');
    expect((await desk.take(HUB, referralId, 'recorded-ethnicity', { namespace: 'dfe/ethnicity', code: 'WROM' })).status).toBe(200);
    const { events } = await timeline(referralId, (found) => found.events.some(({ type }) => type === 'safeguarding.ethnicity.conflict-raised.v1'));
    expect(events.find(({ type }) => type === 'safeguarding.ethnicity.conflict-raised.v1')).toMatchObject({ agency: HUB, code: 'inexact' });
    const content = await opened(HUB, referralId);
    expect(content.view.children?.[0]).toMatchObject({ selfDefinedEthnicity: { code: 'W3' }, perceivedEthnicity: { code: 'IC1' } });
    expect(content.recordedEthnicities).toMatchObject([{ namespace: 'dfe/ethnicity', code: 'WROM' }]);
    expect((await desk.status(referralId)).ethnicityConflicts).toMatchObject([{ kind: 'inexact', known: { code: 'W3' }, recorded: { organisation: HUB, code: 'WROM' } }]);

    const fields = [{ field: `/children/${children[0]?.childId}/selfDefinedEthnicity/code`, value: 'W9' }, { field: `/children/${children[0]?.childId}/name/given`, value: 'Roza' }];
    const corrected = await desk.record<ChangeRecorded>(`/v1/referrals/${referralId}/corrections`, { reason: 'conflict-between-agencies', fields });
    expect(corrected).toMatchObject({ status: 201, body: { notified: [HUB, HEALTH, SCHOOL, PROBATION] } });
    const { changeId } = corrected.body;
    for (const agency of corrected.body.notified) {
      const { view, updates } = await eventually(() => opened(agency, referralId), (referral) => referral.version === 2);
      expect(view.children?.[0]?.name).toMatchObject({ given: 'Roza' });
      expect(updates?.[0]?.fields).toEqual(agency === HUB ? fields.map(({ field }) => field).toSorted() : [`/children/${children[0]?.childId}/name/given`]);
      if (agency !== PROBATION) expect((await desk.take(agency, referralId, `corrections/${changeId}/acknowledgement`)).status).toBe(200);
    }
    const after = await timeline(referralId, ({ updates, awaiting: silences }) => silences.some(({ awaits }) => awaits === 'correction')
      && updates[0]?.recipients.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined).length === 3);
    expect(after.awaiting.filter(({ awaits }) => awaits === 'correction').map(({ agency }) => agency)).toEqual([PROBATION]);
    expect(after.recipients.find(({ agency }) => agency === HUB)?.highestRung).toBe('accepted');
    const silent = async () => (await desk.status(referralId)).changes?.[0]?.recipients.flatMap(({ agency, acknowledgedBy }) => (acknowledgedBy === undefined ? [agency] : []));
    expect(await eventually(silent, (agencies) => agencies?.length === 1)).toEqual([PROBATION]);
    expect(JSON.stringify(after)).not.toMatch(/Roza|W9/);
    expect((await desk.take(PROBATION, referralId, `corrections/${changeId}/acknowledgement`)).status).toBe(200);
    const { updates } = await timeline(referralId, ({ awaiting: silences }) => silences.every(({ awaits }) => awaits !== 'correction'));
    expect(updates[0]?.recipients.map(({ agency }) => agency).toSorted()).toEqual(corrected.body.notified.toSorted());
  });

  it('Scenario 7: no fact, no statement, no notice and no row of the audit has the code of an ethnicity; the topics of content have them', () =>
    expectNoEthnicityCode(sandbox.description()));

  it('Scenario 9: health declines under section 16LA; the referrer sees who declined, when and why, and nothing else', async () => {
    const { referralId } = await published();
    await desk.open(HEALTH, referralId);
    await desk.take(HEALTH, referralId, 'refusal', { reason: 's16la-more-detrimental' });
    const { recipients } = await eventually(() => desk.status(referralId), (status) => status.recipients.some(({ rung }) => rung === 'refused'));
    const refusal = recipients.find(({ agency }) => agency === HEALTH)?.rungs.at(-1);
    expect(refusal).toMatchObject({ rung: 'refused', reasonCode: 's16la-more-detrimental', by: expect.any(String), at: expect.any(String) });
    expect(Object.keys(refusal ?? {}).toSorted()).toEqual(['at', 'by', 'reasonCode', 'receiptId', 'rung']);
    // A refusal is not turned into a redirect, and nothing of health's own travels with it.
    expect((await desk.take(HEALTH, referralId, 'redirection', { agency: NEIGHBOUR, reason: 'other-agency-leads' })).status).toBe(409);
    expect(recipients.find(({ agency }) => agency === HEALTH)?.rungs.map(({ rung }) => rung)).toEqual(['published', 'delivered', 'opened', 'refused']);

    const decision = { agency: 'riverside-school', reason: 'more-detrimental-to-the-child', decidedAt: new Date().toISOString() };
    expect((await desk.record(`/v1/referrals/${referralId}/decisions-not-to-share`, decision)).status).toBe(201);
    const { events } = await timeline(referralId, (found) => found.events.some(({ type }) => type === 'safeguarding.sharing.decided-against.v1'));
    expect(events.find(({ type }) => type === 'safeguarding.sharing.decided-against.v1')).toMatchObject({ agency: 'riverside-school', reasonCode: decision.reason });
  });

  it('a lost opening is noticed by the acceptance that waits for it, sent again by the node, and everyone comes to the same', async () => {
    const { referralId } = await published();
    // The outbox of the hub loses the message of the opening, as a restored database or a topic that lost its end would.
    const loses = `convert_from(NEW.value, 'UTF8') LIKE '%"referralId":"${referralId}"%' AND convert_from(NEW.value, 'UTF8') LIKE '%"rung":"opened"%'`;
    await atHub(sandbox.description(), `CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ${loses} THEN RETURN NULL; END IF; RETURN NEW; END $$`);
    await atHub(sandbox.description(), 'CREATE TRIGGER lose BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION lose()');
    const before = await opened(HUB, referralId);
    await atHub(sandbox.description(), 'DROP FUNCTION lose CASCADE');
    expect(before.progress.rungs.at(-1)).toMatchObject({ rung: 'opened', verdict: 'stated' });
    await desk.take(HUB, referralId, 'acceptance');

    const after = await eventually(() => opened(HUB, referralId), ({ progress }) => progress.rungs.every(({ rung, verdict }) => rung === 'delivered' || verdict === 'taken'));
    expect(after.progress.rungs.map(({ rung }) => rung)).toEqual(['delivered', 'opened', 'accepted']);
    const [, openedAt] = after.progress.rungs;
    expect(await desk.rungs(referralId, HUB)).toEqual(['published', 'delivered', 'opened', 'accepted']);
    const { events, recipients } = await timeline(referralId, (found) => found.recipients.some(({ agency, highestRung }) => agency === HUB && highestRung === 'accepted'));
    expect(recipients.find(({ agency }) => agency === HUB)).toMatchObject({ highestRung: 'accepted' });
    const openings = events.filter(({ rung, agency }) => rung === 'opened' && agency === HUB);
    expect(openings.map(({ occurredAt, judgement }) => [occurredAt, judgement?.verdict])).toEqual([[inLog(openedAt?.at ?? ''), 'taken']]);
    // The audit has what the hub was notified of: first that its acceptance waits, then that it counts.
    const notified = events.filter(({ type, agency }) => type === 'safeguarding.statements.judged.v1' && agency === HUB).map(({ code, reasonCode }) => [code, reasonCode]);
    expect(notified[0]).toEqual(['accepted-waiting', 'opened']);
  });

  it('Scenario 13: an incident with a child present is on the gap list with its age; a late referral closes the gap and keeps the delay', async () => {
    const reference = `INC-${newId()}`;
    const reportedAt = new Date(Date.now() - 3 * DAY_MS).toISOString();
    const dueAt = new Date(Date.parse(reportedAt) + DAY_MS).toISOString();
    const incident = { reference, occurredAt: reportedAt, reportedAt, type: 'domestic-abuse', area: 'northshire', unit: 'NS-CC-2', childPresent: true };
    const { body: { incidentId } } = await desk.record<IncidentStatus>('/v1/incidents', incident);
    const gap = (state: string) => async () => (await desk.audit<AuditGapPage>(`gaps?state=${state}&unit=NS-CC-2`)).body.items.find((item) => item.incidentId === incidentId);
    expect(await eventually(gap('open'), (found) => found !== undefined))
      .toMatchObject({ reference, state: 'open', age: expect.stringMatching(/^P3DT0H/), ageMinutes: 3 * 1_440, reportedAt: inLog(reportedAt), referralDueAt: inLog(dueAt) });

    const { referralId } = await published({ incident: { ...exampleReferral.incident, reference } });
    const closed = await eventually(gap('closed'), (found) => found !== undefined);
    expect(closed).toMatchObject({ referralId, minutesToReferral: 3 * 1_440 });
    expect(await gap('open')()).toBeUndefined();
  });

  it('Scenario 14: report, first grade and regrade are all there with the delay between them, and health is notified at the new grade', async () => {
    const reportedAt = new Date(Date.now() - 5 * 3_600_000).toISOString();
    const firstAt = new Date(Date.parse(reportedAt) + 30 * 60_000).toISOString();
    const { referralId, recipients } = await published({
      concern: { types: ['missing'] }, children: exampleReferral.children.map((child) => ({ ...child, missingEpisodes: [{ missingSince: reportedAt, reportedAt, riskLevel: 'medium' }] })), incident: { ...exampleReferral.incident, occurredAt: reportedAt, reportedAt, assessedAt: firstAt },
      risk: { grade: 'green', gradedAt: firstAt, gradedBy: 'cc-04' },
    });
    expect(recipients.map(({ agency }) => agency)).toEqual([HUB]);
    const gradedAt = new Date(Date.parse(reportedAt) + 240 * 60_000).toISOString();
    const regraded = await desk.record<ChangeRecorded>(`/v1/referrals/${referralId}/risk-gradings`, { grade: 'red', gradedAt, gradedBy: 'cc-11' });
    expect(regraded.body).toMatchObject({ notified: [HUB], added: [HEALTH] });
    await eventually(() => desk.rungs(referralId, HEALTH), (rungs) => rungs.includes('delivered'));
    const { gradings, recipients: named } = await timeline(referralId, (found) => found.gradings.length === 2 && found.recipients.some(({ addedBecause }) => addedBecause !== undefined));
    expect(gradings.map(({ grade, gradedAt: at, minutesSinceReport }) => [grade, at, minutesSinceReport]))
      .toEqual([['green', inLog(firstAt), 30], ['red', inLog(gradedAt), 240]]);
    expect((await desk.timeline(referralId)).reportedAt).toBe(inLog(reportedAt));
    expect(named.find(({ agency }) => agency === HEALTH)).toMatchObject({ hop: 2, addedBecause: 'regraded' });
    // The missing child is looked at again: when, on whose word, and since when that was known.
    const reviewedAt = new Date(Date.parse(reportedAt) + 270 * 60_000).toISOString();
    const review = { kind: 'risk-level-set', at: reviewedAt, riskLevel: 'high', informationSource: 'school', informationObtainedAt: gradedAt };
    expect((await desk.record<ChangeRecorded>(`/v1/referrals/${referralId}/missing-episode-events`, review)).status).toBe(201);
    const { changes } = await desk.status(referralId);
    expect(changes?.find(({ kind }) => kind === 'missing-episode')).toMatchObject({ event: 'risk-level-set', happenedAt: reviewedAt, riskLevel: 'high' });
    expect((await eventually(() => opened(HUB, referralId), ({ version }) => version >= 2)).view.risk?.grade).toBe('red');
  });

  it('Scenario 8: not stated, the unit whose officers are always called away is an outlier among the units of its force, without reading any record', async () => {
    const [child] = exampleReferral.children;
    if (child === undefined) throw new Error('the example has no child');
    const calledAway = { ...child, selfDefinedEthnicity: { code: 'NS', reasonNotStated: 'N1' } };
    const publish = (unit: string, isCalledAway: boolean) => desk.publish({
      ...exampleReferral, caseReference: `NP-${newId().slice(-8)}`, referrer: { ...exampleReferral.referrer, unit }, children: [isCalledAway ? calledAway : child],
    });
    for (let number = 0; number < 20; number += 1) expect((await publish('RESPONSE-1', false)).status).toBe(202);
    for (let number = 0; number < 10; number += 1) expect((await publish('RESPONSE-2', number < 6)).status).toBe(202);
    const { groups } = await eventually(measured, (answer) => countedIn(answer) === 30);
    expect(groups.flatMap(({ unit, value, outlier }) => (outlier?.direction === 'higher' ? [[unit, value.percent]] : []))).toEqual([['RESPONSE-2', 60]]);
  });

  it('Scenario 8: not stated at a home visit is shared all the same and asked to be completed, until a correction has done so', async () => {
    const children = exampleReferral.children.map((child) => ({ ...child, whereSeen: 'home-visit' as const, selfDefinedEthnicity: { code: 'NS', reasonNotStated: 'N1' } }));
    const referral = { ...exampleReferral, caseReference: `NP-${newId().slice(-8)}`, children };
    const key = newId();
    const first = await desk.publish(referral, key);
    const field = `/children/${first.body.children[0]?.childId}/selfDefinedEthnicity/reasonNotStated`;
    expect(first).toMatchObject({ status: 202, body: { completions: [{ pointer: field, rule: 'NOT_STATED_WHERE_SEEN', ruleVersion: 1 }] } });
    expect(JSON.stringify(first.body.completions)).not.toMatch(/N1|home/u);
    const { referralId } = first.body;
    await eventually(() => desk.rungs(referralId, HUB), (rungs) => rungs.includes('delivered'));
    expect((await desk.status(referralId)).completions).toEqual(first.body.completions);
    // Where the child was seen is between the exchange and the sender.
    expect(JSON.stringify((await opened(HUB, referralId)).view)).not.toMatch(/whereSeen|home-visit/u);

    const fields = [{ field: field.replace(/reasonNotStated$/, 'code'), value: 'W3' }, { field }];
    expect((await desk.record(`/v1/referrals/${referralId}/corrections`, { reason: 'stated-by-child-or-carer', fields })).status).toBe(201);
    expect(await desk.status(referralId)).not.toHaveProperty('completions');
    // A repeat of the publication is answered as it was the first time.
    expect((await desk.publish(referral, key)).body).toEqual(first.body);

    const inTheStreet = await published({ children: children.map((child) => ({ ...child, whereSeen: 'street' as const })) });
    expect([inTheStreet, await desk.status(inTheStreet.referralId)].filter((each) => 'completions' in each)).toEqual([]);
  });

  it('Scenario 10: a school asks for a referral outside its roll: it finds nothing, and its request is recorded, counted and logged', async () => {
    const { referralId } = await published();
    const [asked, invented] = [await desk.open<ProblemDocument>(OTHER_SCHOOL, referralId), await desk.open<ProblemDocument>(OTHER_SCHOOL, newId())];
    // The same answer for what is not theirs and for what is not there.
    for (const { status, body } of [asked, invented]) expect([status, body.code, JSON.stringify(body).includes('Rosa')]).toEqual([404, 'ACK-001', false]);
    expect((await desk.callNodeOf(OTHER_SCHOOL, SCHOOL, 'POST', `/v1/inbox/${referralId}/openings`)).status).toBe(404);
    const refusals = await desk.denials(referralId, 2);
    expect(refusals.map(({ app, node, outcome, organisation, person, problem }) => [app, node, outcome, organisation, person, problem])).toEqual([
      ['agency-node', OTHER_SCHOOL, 'denied', SCHOOL, 'dsl-0021', 'GEN-003'], ['agency-node', OTHER_SCHOOL, 'denied', OTHER_SCHOOL, 'dsl-0021', 'ACK-001'],
    ]);
    const metrics = await (await fetch(`${sandbox.description().agencies[OTHER_SCHOOL]?.url}/metrics`)).text();
    expect(metrics).toMatch(/exchange_access_denied_total\{code="ACK-001",app="agency-node"\} 2/);
    expect((await desk.status(referralId)).recipients.map(({ agency }) => agency)).not.toContain(OTHER_SCHOOL);
  });

  it('Scenario 10: the home of a child in hiding is kept from everyone who is, or may be, linked to the alleged abuser', async () => {
    const hidden = exampleReferral.children.map((child) => ({ ...child, relationshipToIncident: 'address-withheld' }));
    const { referralId } = await published({ children: hidden });
    for (const agency of [HUB, HEALTH, SCHOOL, PROBATION]) {
      const seen = JSON.stringify(await opened(agency, referralId));
      for (const trace of ['Example Street', 'ZZ99', 'address-withheld', exampleReferral.narrative]) expect([agency, seen.includes(trace)]).toEqual([agency, false]);
      expect(seen).toContain('Rosa');
    }
    // Where no person is in hiding, the hub has to find the child.
    expect(JSON.stringify(await opened(HUB, (await published()).referralId))).toContain('Example Street');
  });

  it('Scenario 10: the home is kept from the agency that the alleged abuser is linked to, in either order of the recipients, and shown to the other', async () => {
    for (const linked of [HUB, NEIGHBOUR]) {
      const { referralId } = await published({ allegedAbuser: { linkedAgencies: [linked] } });
      await desk.open(HUB, referralId);
      expect((await desk.take(HUB, referralId, 'redirection', { agency: NEIGHBOUR, reason: 'not-our-area' })).status).toBe(200);
      await eventually(() => desk.rungs(referralId, NEIGHBOUR), (rungs) => rungs.includes('delivered'));
      for (const agency of [HUB, NEIGHBOUR]) {
        const seen = JSON.stringify(await opened(agency, referralId));
        for (const trace of ['Example Street', 'ZZ99', 'Hilltop', exampleReferral.narrative]) expect([linked, agency, seen.includes(trace)]).toEqual([linked, agency, agency !== linked]);
        for (const trace of ['Rosa', 'W3']) expect([agency, seen.includes(trace)]).toEqual([agency, true]);
        expect(seen).not.toMatch(/allegedAbuser|linkedAgencies/u);
      }
    }
  });

  it('a withdrawn referral can be read and not answered, and no answer is awaited any more', async () => {
    const { referralId } = await published();
    await desk.record(`/v1/referrals/${referralId}/withdrawal`, { reason: 'wrong-child' });
    await eventually(() => opened(HUB, referralId), ({ updates }) => updates?.some(({ kind }) => kind === 'withdrawal') === true);
    expect(await desk.take(HUB, referralId, 'acceptance')).toMatchObject({ status: 409, body: { code: 'ACK-008' } });
    expect((await timeline(referralId, ({ withdrawnAt }) => withdrawnAt !== undefined)).awaiting).toEqual([]);
    expect(kindsOfWithdrawal(await timeline(referralId, (known) => kindsOfWithdrawal(known).length > 0))[0]).toBe('withdrawal');
  });
});

function countedIn({ groups }: MeasureAnswer): number {
  return groups.filter(({ unit }) => unit?.startsWith('RESPONSE-')).reduce((sum, { value }) => sum + value.denominator, 0);
}

/** Runs SQL as the owner of the hub's schema. */
async function atHub({ database: { adminUrl }, environments }: SandboxDescription, sql: string): Promise<void> {
  const schema = environments[`agency-node ${HUB}`]?.['DATABASE_SCHEMA'] ?? '';
  const database = await Database.open({ url: adminUrl, schema, poolSize: 1, applicationName: 'journey' });
  await database.run(statement(`journey-${newId()}`, sql));
  await database.close();
}
