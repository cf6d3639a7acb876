import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REFERRAL_FIELDS, type ReferralPublished } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { eventually } from '../test-support/eventually.js';
import { lockTable, waitingForLocks } from '../test-support/locked-table.js';
import { callerOf, type PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest } from '../test-support/publisher-under-test.js';
import { canaryReferral, exampleReferral, leavesOf } from '../test-support/referrals.js';

const RECIPIENTS = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'];

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('police publish a referral', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  it('gets the recipients at once, with the expectation and due time of each, and the address of the status', async () => {
    const correlationId = newId();
    const answer = await publisher.submit(exampleReferral(), { headers: { 'x-correlation-id': correlationId } });

    const { referralId } = answer.body;
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/v1/referrals/${referralId}`);
    const clock = { ruleVersion: 1, anchorAt: expect.any(String), dueAt: expect.any(String), explanation: expect.stringMatching(/^due /u) };
    const laAck = { ...clock, rule: 'LA_ACK', anchor: 'referral-published' };
    const hubRed = { ...clock, rule: 'HUB_RED', anchor: 'referral-published' };
    const notice = { ...clock, rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', dueAt: '2026-06-01T07:45:00.000Z' };
    expect(answer.body).toEqual({
      referralId,
      status: 'published',
      links: { self: `/v1/referrals/${referralId}` },
      children: [{ childId: expect.stringMatching(UUID), missingEpisodes: [{ episodeId: expect.stringMatching(UUID) }] }],
      recipients: [
        { agency: 'northshire-csc', name: "Northshire Council, children's social care hub", expectation: 'acknowledge-and-decide', hop: 1, due: [laAck, hubRed] },
        { agency: 'northshire-icb', name: 'Northshire Integrated Care Board, safeguarding team', expectation: 'acknowledge', hop: 1 },
        { agency: 'hilltop-school', name: 'Hilltop School', expectation: 'acknowledge', hop: 1, due: [notice] },
        { agency: 'northshire-probation', name: 'Northshire Probation Delivery Unit', expectation: 'acknowledge', hop: 1 },
      ],
    });
    const shared = await exchange.sharedWith(referralId, RECIPIENTS);
    expect([...shared.values()].map(({ attributes }) => attributes.correlationId)).toEqual(RECIPIENTS.map(() => correlationId));
    expect(answer.headers.get('x-correlation-id')).toBe(correlationId);
  });

  it('reaches each agency with what its agreement allows, on its own topic, and no other', async () => {
    const { body: { referralId, children } } = await publisher.submit(canaryReferral());
    const shared = await exchange.sharedWith(referralId, RECIPIENTS);
    await exchange.fact('published', referralId);

    expect([...shared.keys()].toSorted()).toEqual(RECIPIENTS.toSorted());
    expect(exchange.shared.filter(({ data }) => data.referralId === referralId)).toHaveLength(4);
    const seen = (agency: string): readonly string[] => leavesOf(shared.get(agency)?.data.view);
    for (const agency of RECIPIENTS) expect(shared.get(agency)?.message.topic).toBe(exchange.topics.referral(agency));

    // Both children are born, so neither has an expected date of birth. Both live in the area of the referral, so neither has one of its own.
    expect(REFERRAL_FIELDS.filter((field) => !seen('northshire-csc').includes(field)))
      .toEqual(['children.expectedDateOfBirth', 'children.identifiers.pncId', 'children.area', 'referrer.officer.name']);
    // After domestic abuse the agreement masks the source that informed the police, because it may lead to the person who fled.
    expect(seen('northshire-icb')).toEqual([
      'caseReference', 'area', 'concern.types', 'concern.harm', 'concern.factors', 'concern.flags', 'children.name.given', 'children.name.family',
      'children.name.otherNames', 'children.dateOfBirth', 'children.ageEstimateYears', 'children.sex', 'children.identifiers.nhsNumber',
      'children.missingEpisodes.missingSince', 'children.missingEpisodes.reportedAt', 'children.missingEpisodes.riskLevel', 'children.missingEpisodes.foundAt',
      'children.missingEpisodes.informationObtainedAt', 'incident.reference', 'incident.occurredAt', 'incident.reportedAt', 'incident.assessedAt', 'risk.grade', 'risk.gradedAt',
      'referrer.force', 'referrer.unit', 'lawfulBasis.police', 'marking',
    ]);
    expect(shared.get('hilltop-school')?.data.view).toEqual({
      caseReference: 'canary-case-4417',
      concern: { types: ['domestic-abuse'], flags: ['domestic-abuse'] },
      children: [{ childId: children[0].childId, name: { given: 'Canary-Rosa', family: 'Canary-Testcase', otherNames: 'Canary-Rosie' }, dateOfBirth: '2012-03-14' }],
      incident: { reference: 'canary-incident-118823', occurredAt: '2026-05-22T15:20:00Z' },
      referrer: { force: 'northshire-police', unit: 'Canary unit' },
      lawfulBasis: { police: 'dpa-2018-part-3-sch-8-para-4' },
      marking: 'OFFICIAL-SENSITIVE',
    });
    expect(seen('northshire-probation')).toEqual([
      'caseReference', 'area', 'concern.types', 'concern.harm', 'concern.factors', 'concern.flags', 'children.name.given', 'children.name.family',
      'children.name.otherNames', 'children.dateOfBirth', 'incident.reference', 'incident.occurredAt', 'incident.reportedAt', 'incident.assessedAt',
      'risk.grade', 'risk.gradedAt', 'referrer.force', 'referrer.unit', 'referrer.officer.reference', 'lawfulBasis.police', 'marking',
    ]);
    const everyCopy = RECIPIENTS.map((agency) => String(shared.get(agency)?.message.value));
    expect(everyCopy.filter((copy) => copy.includes('Canary-Officer'))).toEqual([]);
    expect(everyCopy.filter((copy) => copy.includes('canary narrative'))).toHaveLength(1);
    expect(everyCopy.filter((copy) => copy.includes('Canary-Brother'))).toHaveLength(3);
  });

  it('shows nothing of the child, the case or the officer to those who follow facts, keys, headers, metrics and logs', async () => {
    const { body: { referralId } } = await publisher.submit(canaryReferral(), { key: 'my-canary-key' });
    const fact = await exchange.fact<ReferralPublished>('published', referralId);
    const shared = [...(await exchange.sharedWith(referralId, RECIPIENTS)).values()];

    expect(fact.data).toMatchObject({
      referralId, force: 'northshire-police', area: 'northshire', grade: 'red', children: [{ missingEpisodes: [{ riskLevel: 'high', foundAt: '2026-05-22T23:05:00Z' }] }, {}],
      concernTypes: ['domestic-abuse', 'missing', 'child-sexual-exploitation'],
    });
    // The unit is free text here, and free text may hold personal data.
    expect(fact.data.unit).toBeUndefined();
    expect(fact.data.recipients.map(({ agency, envelopeDigest, messageId }) => [agency, envelopeDigest, messageId])).toEqual(
      RECIPIENTS.map((agency) => {
        const copy = shared.find(({ data }) => data.recipient === agency);
        return [agency, copy?.digest, copy?.attributes.id];
      }),
    );
    expect(new Set([fact, ...shared].map(({ message }) => message.key)).size).toBe(1);
    const outside = [fact.message, ...shared.map(({ message }) => message)].map(({ key, headers }) => JSON.stringify([key, headers]));
    const metrics = await publisher.get('/metrics');
    const open = [String(fact.message.value), ...outside, metrics.text, ...exchange.logLines].join('\n');
    expect(metrics.text).toMatch(/accepted/);
    expect(open).not.toMatch(/canary|9111231114|A950000178301|0073319Z|2012-03-14|100023336956/i);
  });

  it('is disclosed by a named person, or by a system of the force where no person is named, and the fact carries which', async () => {
    const by = async (headers: Readonly<Record<string, string>>) => {
      const { body: { referralId } } = await publisher.submit(exampleReferral(), { headers });
      return (await exchange.fact<ReferralPublished>('published', referralId)).data.disclosedBy;
    };
    expect(await by(callerOf('northshire-police', 'pc-2041'))).toEqual({ kind: 'person', reference: 'pc-2041' });
    expect(await by({ 'exchange-person': 'pc-2041' })).toEqual({ kind: 'person', reference: 'pc-2041', assertedBy: 'northshire-police-records' });
    expect(await by({})).toEqual({ kind: 'system', reference: 'northshire-police' });
    expect((await publisher.submit(exampleReferral(), { headers: { 'exchange-person': 'Sam Whitlock' } })).body).toMatchObject({ code: 'GEN-008' });
  });

  it('has its 202 only once the referral, its content, its recipients and its messages are committed', async () => {
    const unlock = await lockTable(exchange, 'recipient');
    let isAnswered = false;
    const submitting = publisher.submit(exampleReferral()).finally(() => (isAnswered = true));
    await eventually('a commit that waits', async () => (await waitingForLocks(exchange)) > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isAnswered).toBe(false);
    await unlock();

    const { status, body: { referralId } } = await submitting;
    // Another session sees all of it.
    const rows = ['referral', 'referral_content', 'recipient'].map((table) => exchange.count(table, `referral_id = '${referralId}'`));
    expect([status, ...(await Promise.all(rows))]).toEqual([202, 1, 1, 4]);
    expect((await exchange.sharedWith(referralId, RECIPIENTS)).size).toBe(4);
  });

  it('keeps the order of a case: the fact, then what follows, for each referral in turn', async () => {
    const ids: string[] = [];
    for (let number = 1; number <= 5; number += 1) {
      const { body } = await publisher.submit(exampleReferral({ caseReference: 'NP-one-case', narrative: `Report ${number}.` }));
      ids.push(body.referralId);
    }
    await exchange.sharedWith(ids.at(-1) ?? '', RECIPIENTS);
    for (const agency of RECIPIENTS) {
      const arrived = exchange.shared.filter(({ data }) => data.recipient === agency && ids.includes(data.referralId));
      expect(arrived.map(({ data }) => data.referralId)).toEqual(ids);
    }
  });

  it('is refused to every force but the one it names, and read by its sender only', async () => {
    expect((await publisher.submit(exampleReferral(), { organisation: 'northshire-csc' })).body).toMatchObject({ status: 403, code: 'IDN-012' });
    expect((await publisher.submit(exampleReferral(), { organisation: 'southshire-police' })).body).toMatchObject({ status: 403, code: 'REF-008' });
    expect((await publisher.submit(exampleReferral(), { organisation: '' })).body).toMatchObject({ status: 401, code: 'IDN-006' });
    const { body: { links } } = await publisher.submit(exampleReferral());
    expect((await publisher.get(links.self)).status).toBe(200);
    expect((await publisher.get(links.self, 'southshire-police')).body).toMatchObject({ status: 404, code: 'REF-004' });
    expect((await publisher.get(links.self, 'northshire-csc')).body).toMatchObject({ status: 403, code: 'IDN-012' });
    expect((await publisher.get(`/v1/referrals/${newId()}`)).body).toMatchObject({ status: 404, code: 'REF-004' });
    expect((await publisher.get('/v1/referrals/1')).body).toMatchObject({ status: 400, code: 'GEN-012' });
  });
});
