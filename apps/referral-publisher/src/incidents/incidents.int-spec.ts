import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  FeedbackOpenedContract, IncidentLinkedContract, IncidentNotifiedContract, isEvent, ReferralFollowedUpContract,
  SharingDecidedAgainstContract, type ReceivedEvent,
} from '#libs/contracts';
import { newId } from '#libs/kernel';

import { eventually } from '../test-support/eventually.js';
import type { Answer, PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(30_000);

describe('the statements of a force beside its referrals', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  const notify = (changes: object = {}, more: object = {}): Promise<Answer> => publisher.record('/v1/incidents', {
    reference: `INC-${newId()}`, occurredAt: '2026-05-22T15:20:00Z', reportedAt: '2026-05-22T16:05:00Z', type: 'domestic-abuse', area: 'northshire',
    unit: 'NS-CC-2', childPresent: true, ...changes,
  }, more);
  const referralAbout = async (reference: string): Promise<string> => {
    const example = exampleReferral();
    return (await publisher.submit({ ...example, incident: { ...example.incident, reference } })).body.referralId as string;
  };
  const status = async (incidentId: string): Promise<{ referrals: string[] }> => (await publisher.get(`/v1/incidents/${incidentId}`)).body;

  it('an incident is notified with a time until which a referral is expected, and without any content', async () => {
    const answer = await notify();
    expect(answer).toMatchObject({ status: 201, body: { referralDueAt: '2026-05-23T16:05:00.000Z', referrals: [] } });
    const fact = await eventually('the fact', () => exchange.facts
      .filter((event): event is ReceivedEvent<{ incidentId: string }> => isEvent(event, IncidentNotifiedContract))
      .find(({ data }) => data.incidentId === answer.body.incidentId));
    expect(fact.data).toMatchObject({ unit: 'NS-CC-2', childPresent: true, referralDueAt: '2026-05-23T16:05:00.000Z' });
    expect(fact.data).toMatchObject({ disclosedBy: { kind: 'person', reference: 'pc-2041' } });
    expect(fact.attributes.subject).toBeUndefined();
    expect((await notify({ childPresent: false })).body.referralDueAt).toBeUndefined();
  });

  it.each([
    ['a person of the force', 'pc-2041', { kind: 'person', reference: 'pc-2041' }],
    ['a colleague', 'cc-04', { kind: 'person', reference: 'cc-04' }],
    ['a system of the force, where no person is named', null, { kind: 'system', reference: 'northshire-police' }],
  ])('is notified and linked by %s, and both facts carry who disclosed it', async (_who, person, disclosedBy) => {
    const { body: { incidentId } } = await notify({}, { person });
    const fact = await eventually('the fact', () => exchange.facts
      .filter((event): event is ReceivedEvent<{ incidentId: string; disclosedBy: object }> => isEvent(event, IncidentNotifiedContract))
      .find(({ data }) => data.incidentId === incidentId));
    expect(fact.data.disclosedBy).toEqual(disclosedBy);
    const referralId = await referralAbout('another reference');
    expect((await publisher.record(`/v1/incidents/${incidentId}/links`, { referralId }, { person })).status).toBe(200);
    expect((await exchange.published(IncidentLinkedContract, referralId)).map(({ data }) => data.disclosedBy)).toEqual([disclosedBy]);
  });

  it('is linked by its reference, whichever of the two comes first, and the delay is kept', async () => {
    const [early, late] = [`INC-${newId()}`, `INC-${newId()}`];
    const referralFirst = await referralAbout(early);
    const { body: { incidentId } } = await notify({ reference: early });
    const { body: second } = await notify({ reference: late });
    const referralLater = await referralAbout(late);
    await eventually('both links', async () => (await status(incidentId)).referrals.length + (await status(second.incidentId)).referrals.length === 2);
    expect((await status(incidentId)).referrals).toEqual([referralFirst]);
    expect((await status(second.incidentId)).referrals).toEqual([referralLater]);
    const [link] = await exchange.published(IncidentLinkedContract, referralLater);
    const minutes = Math.floor((Date.parse(link?.data.referredAt ?? '') - Date.parse('2026-05-22T16:05:00Z')) / 60_000);
    expect(link?.data).toMatchObject({
      incidentId: second.incidentId, minutesToReferral: minutes, disclosedBy: { kind: 'system', reference: 'referral-publisher' },
    });
    expect(await exchange.published(IncidentLinkedContract, referralFirst)).toHaveLength(1);
  });

  it.each([
    ['INC-90001', 'INC-90001 ', 'a space at the end'],
    ['\u00A0inc/90002', 'INC/90002', 'small letters and a no-break space'],
    ['Inc-90003 ', '  iNC-90003', 'spaces on either side'],
  ])('is linked with a referral that writes %j as %j: %s', async (notified, referred) => {
    const unique = `-${newId()}`;
    const written = referred.trimEnd() + unique + referred.slice(referred.trimEnd().length);
    const { body: incident } = await notify({ reference: notified.trimEnd() + unique.toUpperCase() });
    const referralId = await referralAbout(written);
    await eventually('the link', async () => (await status(incident.incidentId)).referrals.length === 1);
    expect(await status(incident.incidentId)).toMatchObject({ reference: notified.trimEnd() + unique.toUpperCase(), referrals: [referralId] });
    expect((await notify({ reference: written.toLowerCase() })).body).toMatchObject({ status: 409, code: 'REF-015' });
  });

  it('is not linked with a referral about another incident, until a correction names this one', async () => {
    const reference = `INC-${newId()}`;
    const { body: { incidentId } } = await notify({ reference });
    const referralId = await referralAbout(reference.replace('INC-', 'INC '));
    const other = await referralAbout(`${reference} `);
    await eventually('the link of the other one', async () => (await status(incidentId)).referrals.length === 1);
    expect((await status(incidentId)).referrals).toEqual([other]);
    const correction = { reason: 'recorded-in-error', fields: [{ field: '/incident/reference', value: ` ${reference.toLowerCase()}` }] };
    expect((await publisher.record(`/v1/referrals/${referralId}/corrections`, correction)).status).toBe(201);
    await eventually('the link of the corrected one', async () => (await status(incidentId)).referrals.length === 2);
  });

  it('names its unit in any case, and the fact carries one code for it', async () => {
    const { body: { incidentId } } = await notify({ unit: ' ns-cc-2' });
    const fact = await eventually('the fact', () => exchange.facts
      .filter((event): event is ReceivedEvent<{ incidentId: string; unit: string }> => isEvent(event, IncidentNotifiedContract))
      .find(({ data }) => data.incidentId === incidentId));
    expect(fact.data.unit).toBe('NS-CC-2');
  });

  it('can be linked by hand where the references differ, by the force whose they are', async () => {
    const { body: { incidentId } } = await notify();
    const referralId = await referralAbout('another reference');
    const link = (more: object = {}) => publisher.record(`/v1/incidents/${incidentId}/links`, { referralId }, more);
    expect((await link({ organisation: 'southshire-police' })).body).toMatchObject({ code: 'REF-016' });
    const answers = await Promise.all([link(), link()]);
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, body: { referrals: [referralId] } });
    const links = await exchange.published(IncidentLinkedContract, referralId);
    expect(links.map(({ data }) => data.disclosedBy)).toEqual([{ kind: 'person', reference: 'pc-2041' }]);
  });

  it('is refused twice under one reference, with times that contradict each other, and from a caller that is no force', async () => {
    const { body: { reference } } = await notify();
    expect((await notify({ reference })).body).toMatchObject({ status: 409, code: 'REF-015' });
    expect((await notify({ reportedAt: '2026-05-22T15:00:00Z' })).body).toMatchObject({ status: 422, code: 'REF-017', errors: [{ pointer: '/reportedAt' }] });
    expect((await notify({ area: 'nowhere' })).body).toMatchObject({ code: 'REF-017', errors: [{ pointer: '/area' }] });
    expect((await notify({ reference: 'the one at Larch Row' })).body).toMatchObject({ code: 'GEN-001' });
    expect((await notify({}, { organisation: 'northshire-csc' })).body).toMatchObject({ status: 403, code: 'IDN-012' });
  });

  it('a decision not to share is a record: who, when, why, about whom', async () => {
    const referralId = await referralAbout('INC-1');
    const decision = { agency: 'riverside-school', reason: 'more-detrimental-to-the-child', decidedAt: '2026-05-22T19:00:00Z' };
    const path = `/v1/referrals/${referralId}/decisions-not-to-share`;
    expect((await publisher.record(path, decision, { person: null })).body).toMatchObject({ status: 403, code: 'GEN-008' });
    const recorded = await publisher.record(path, decision);
    expect(recorded.status).toBe(201);
    const [fact] = await exchange.published(SharingDecidedAgainstContract, referralId);
    expect(fact?.data).toMatchObject({ ...decision, decisionId: recorded.body.decisionId, decidedBy: 'pc-2041', force: 'northshire-police' });
    expect((await publisher.record(path, { ...decision, agency: 'northshire-csc' })).body).toMatchObject({ code: 'REF-019', errors: [{ code: 'already-shared' }] });
    expect((await publisher.record(path, { ...decision, agency: 'southshire-csc' })).body).toMatchObject({ code: 'REF-014' });
    expect((await publisher.record(path, { ...decision, decidedAt: '2099-01-01T00:00:00Z' })).body).toMatchObject({ code: 'REF-019', errors: [{ pointer: '/decidedAt' }] });

    const { body: { incidentId } } = await notify();
    const without = { agency: 'northshire-csc', reason: 'below-threshold', decidedAt: '2026-05-22T19:00:00Z' };
    for (const body of [{ ...without, incidentId }, without]) expect((await publisher.record('/v1/decisions-not-to-share', body)).status).toBe(201);
    expect((await publisher.record('/v1/decisions-not-to-share', { ...without, incidentId: newId() })).body).toMatchObject({ code: 'REF-016' });
    await eventually('all facts', () => exchange.facts.filter((event) => isEvent(event, SharingDecidedAgainstContract)).length === 3);
  });

  it('a silent agency was followed up: who asked it and when, once, and only of a recipient', async () => {
    const { body: { referralId, recipients } } = await publisher.submit(exampleReferral());
    const due = (recipients as { agency: string; due?: unknown }[]).find(({ agency }) => agency === 'northshire-csc')?.due;
    expect(due).toMatchObject([{ rule: 'LA_ACK', dueAt: expect.any(String), explanation: expect.stringMatching(/^due /) }, { rule: 'HUB_RED' }]);
    expect((await publisher.get(`/v1/referrals/${referralId}`)).body.recipients).toMatchObject(expect.arrayContaining([expect.objectContaining({ agency: 'northshire-csc', due })]));
    const path = `/v1/referrals/${referralId}/follow-ups`;
    const asked = { agency: 'northshire-csc', followedUpAt: new Date().toISOString() };
    const recorded = await publisher.record(path, asked, { key: 'follow-1' });
    expect(recorded.status).toBe(201);
    expect((await publisher.record(path, asked, { key: 'follow-1' })).body).toEqual(recorded.body);
    const [fact] = await exchange.published(ReferralFollowedUpContract, referralId);
    expect(fact?.data).toMatchObject({ ...asked, followUpId: recorded.body.followUpId, followedUpBy: 'pc-2041', force: 'northshire-police' });
    expect((await publisher.record(path, asked, { person: null })).body).toMatchObject({ status: 403, code: 'GEN-008' });
    expect((await publisher.record(path, { ...asked, agency: 'riverside-school' })).body).toMatchObject({ code: 'REF-020', errors: [{ code: 'not-a-recipient' }] });
    for (const followedUpAt of ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z']) {
      expect((await publisher.record(path, { ...asked, followedUpAt })).body).toMatchObject({ status: 422, code: 'REF-020', errors: [{ pointer: '/followedUpAt' }] });
    }
  });

  it('feedback is seen by the referrer, and that a named person opened it is a fact, once', async () => {
    const referralId = await referralAbout('INC-2');
    const hub = (await exchange.sharedWith(referralId, ['northshire-csc'])).get('northshire-csc') as Shared;
    await exchange.agenciesPublish(
      exchange.receipt(hub, 'delivered'), exchange.receipt(hub, 'opened'), exchange.receipt(hub, 'accepted'),
      exchange.receipt(hub, 'fed_back', { feedback: 'assessment-started' }),
    );
    const rung = await eventually('the feedback', async () => (await publisher.get(`/v1/referrals/${referralId}`)).body.recipients[0].rungs.find(
      (each: { rung: string }) => each.rung === 'fed_back'));
    expect(rung).toMatchObject({ feedback: 'assessment-started', by: 'sw-0142' });
    const path = `/v1/referrals/${referralId}/feedback/${rung.receiptId}/opening`;
    expect((await publisher.post(path, 'pc-2041', 'southshire-police')).body).toMatchObject({ status: 404, code: 'REF-013' });
    const first = await publisher.post(path, 'pc-2041');
    expect(first).toMatchObject({ status: 200, body: { openedBy: 'pc-2041' } });
    expect((await publisher.post(path, 'pc-2041')).body).toEqual(first.body);
    expect((await publisher.post(path, 'PC-2041')).body.openedAt).toBe(first.body.openedAt);
    await publisher.post(path, 'sgt-7');
    const facts = await exchange.published(FeedbackOpenedContract, referralId, 2);
    expect(facts.map(({ data }) => data.openedBy)).toEqual(['pc-2041', 'sgt-7']);
    const { body } = await publisher.get(`/v1/referrals/${referralId}`);
    expect(body.recipients[0].rungs.at(-1)).toMatchObject({ rung: 'fed_back', openedAt: first.body.openedAt });
    expect((await publisher.post(`/v1/referrals/${referralId}/feedback/${newId()}/opening`, 'pc-2041')).body).toMatchObject({ code: 'REF-013' });
  });
});
