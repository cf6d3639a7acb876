import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  HolderChangedNoticeContract, type ReferralAgencyEnded, type ReferralForwardingDeclined, type ReferralPublished, type ReferralRecipientAdded,
} from '#libs/contracts';
import { toLocalTime } from '#libs/safeguarding';

import { changedPartnership, withSouthshirePolice } from '../test-support/changed-partnership.js';
import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(30_000);

const HUB = 'northshire-csc';
const SUCCESSOR = 'northmoor-csc';
const SCHOOL = 'hilltop-school';

/** The council's hub is merged into that of its neighbour. Referrals are on the way, and one has been accepted. */
describe('an agency is succeeded by another one', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;
  let partnership: Awaited<ReturnType<typeof changedPartnership>>;
  let open: Shared;
  let accepted: Shared;
  let refused: Shared;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
    const sharedWithHub = async (): Promise<Shared> => {
      const { body: { referralId } } = await publisher.submit(exampleReferral());
      return (await exchange.sharedWith(referralId, [HUB])).get(HUB) as Shared;
    };
    [open, accepted, refused] = [await sharedWithHub(), await sharedWithHub(), await sharedWithHub()];
    await exchange.agenciesPublish(
      ...exchange.receiptsUpTo('opened', open), ...exchange.receiptsUpTo('accepted', accepted), ...exchange.receiptsUpTo('opened', refused),
      exchange.receipt(refused, 'refused', { reasonCode: 'not-our-remit' }),
    );
    await eventually('the refusal', async () => (await rungAt(refused.data.referralId, HUB)) === 'refused');
    await publisher.stop();
    const today = new Date().toISOString().slice(0, 10);
    partnership = await changedPartnership((text) => withSouthshirePolice(text).replace(
      '    hubHours: hub-hours/northshire-csc\n', `    hubHours: hub-hours/northshire-csc\n    ended: {on: ${today}, reason: merged, successor: ${SUCCESSOR}}\n`,
    ));
    publisher = await exchange.start({ PARTNERSHIP_FILE: partnership.file });
  }, 60_000);

  afterAll(async () => {
    await partnership.remove();
    await exchange.remove();
  }, 30_000);

  const rungAt = async (referralId: string, agency: string): Promise<string | undefined> =>
    (await publisher.get(`/v1/referrals/${referralId}`)).body.recipients.find((each: { agency: string }) => each.agency === agency)?.rung;
  const openAt = async (agency: string) => (await publisher.get(`/v1/agencies/${agency}/open-referrals`)).body;

  it('its open referrals are named, each with its rung, and a refused one is not', async () => {
    expect(await openAt(HUB)).toMatchObject({
      agency: HUB, successor: SUCCESSOR,
      referrals: [{ referralId: open.data.referralId, hop: 1, rung: 'opened' }, { referralId: accepted.data.referralId, hop: 1, rung: 'accepted' }],
    });
    expect((await publisher.get(`/v1/agencies/${HUB}/open-referrals`, 'southshire-police')).body.referrals).toEqual([]);
    expect((await openAt('southshire-csc'))).toMatchObject({ status: 422, code: 'REF-014' });
  });

  it('its end is a fact of each referral that it was sent, and where it had to answer no agency has the child from that second', async () => {
    const today = new Date().toISOString().slice(0, 10);
    for (const { data: { referralId } } of [open, accepted, refused]) {
      const { data: { endedAt, ...fact } } = await exchange.fact<ReferralAgencyEnded>('agency-ended', referralId);
      expect(fact).toMatchObject({ agency: HUB, successor: SUCCESSOR });
      expect(toLocalTime(Date.parse(endedAt ?? ''))).toMatchObject({ date: today, minuteOfDay: 0 });
    }
    expect((await publisher.get(`/v1/referrals/${open.data.referralId}`)).body.holder).toMatchObject({ state: 'no-holder' });
    expect((await publisher.get(`/v1/referrals/${accepted.data.referralId}`)).body.holder).toMatchObject({ state: 'held', agencies: [HUB] });
    const [notice] = await exchange.published(HolderChangedNoticeContract, open.data.referralId);
    expect(notice?.data).toMatchObject({ agency: HUB, state: 'no-holder' });
  });

  it('and it is one fact, however often and by however many copies of the publisher it is looked for', async () => {
    const another = await exchange.start({ PARTNERSHIP_FILE: partnership.file });
    await publisher.stop();
    publisher = await exchange.start({ PARTNERSHIP_FILE: partnership.file });
    // A handover records what is left to record before it looks.
    await another.post(`/v1/agencies/${SCHOOL}/handover`);
    await another.stop();
    for (const { data: { referralId } } of [open, accepted, refused]) expect(exchange.factsOf('agency-ended', referralId)).toHaveLength(1);
  });

  it('a new referral that the agreements send to it alone is refused with the successor, and nothing is stored', async () => {
    const refusal = await publisher.submit(exampleReferral());
    expect(refusal).toMatchObject({ status: 422, body: { code: 'REF-030', errors: [{ pointer: '/area', code: 'agency-ended' }] } });
    expect(refusal.body.errors[0].message).toContain(`Its successor is ${SUCCESSOR}.`);
  });

  it('a redirect to it is declined, with its successor, and its own late answer counts as ever', async () => {
    const { body: { referralId } } = await publisher.submit({ ...exampleReferral(), area: 'northmoor' });
    const neighbour = (await exchange.sharedWith(referralId, [SUCCESSOR])).get(SUCCESSOR) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('opened', neighbour), exchange.receipt(neighbour, 'redirected', { redirectedTo: HUB, reasonCode: 'not-our-area' }));
    const declined = await exchange.fact<ReferralForwardingDeclined>('forwarding-declined', referralId);
    expect(declined.data).toMatchObject({ toAgency: HUB, reason: 'agency-ended', successor: SUCCESSOR });
    await exchange.agenciesPublish(exchange.receipt(accepted, 'decided', { decision: 'section-47-enquiry' }));
    await eventually('the decision of the ended agency', async () => (await rungAt(accepted.data.referralId, HUB)) === 'decided');
  });

  it('its referrals are handed to the successor as a further hop, once, by a named person, and the first copy stays', async () => {
    const path = `/v1/agencies/${HUB}/handover`;
    expect((await publisher.record(path, {}, { person: null })).body).toMatchObject({ code: 'GEN-008' });
    const first = await publisher.post(path, 'np-0007');
    expect(first).toMatchObject({ status: 200, body: { agency: HUB, successor: SUCCESSOR, notHandedOver: [] } });
    expect(first.body.handedOver).toEqual([open.data.referralId, accepted.data.referralId]);
    for (const { data: { referralId, view } } of [open, accepted]) {
      const copy = (await exchange.sharedWith(referralId, [SUCCESSOR])).get(SUCCESSOR) as Shared;
      expect(copy.data).toMatchObject({ hop: 2, recipient: SUCCESSOR, view });
      const fact = await exchange.fact<ReferralRecipientAdded>('recipient-added', referralId);
      expect(fact.data).toMatchObject({ agency: SUCCESSOR, fromAgency: HUB, reason: 'handover', handedOverBy: 'np-0007', hop: 2, envelopeDigest: copy.digest });
      expect(await rungAt(referralId, HUB)).toBe(referralId === open.data.referralId ? 'opened' : 'decided');
      // The child has waited since the publication. Where the ended agency had answered, the child waits since its end.
      const { data: { publishedAt } } = await exchange.fact<ReferralPublished>('published', referralId);
      const { data: { endedAt } } = await exchange.fact<ReferralAgencyEnded>('agency-ended', referralId);
      const later = Date.parse(endedAt ?? '') > Date.parse(publishedAt) ? endedAt : publishedAt;
      const anchors = new Map(fact.data.due?.filter(({ anchor }) => anchor === 'referral-published').map(({ rule, anchorAt }) => [rule, anchorAt]));
      expect(anchors.get('LA_ACK')).toBe(referralId === open.data.referralId ? publishedAt : later);
      expect(anchors.get('HUB_RED')).toBe(referralId === open.data.referralId ? publishedAt : later);
    }
    expect((await openAt(HUB)).referrals).toEqual([]);
    expect((await publisher.post(path, 'np-0007')).body).toMatchObject({ handedOver: [], notHandedOver: [] });
    expect(exchange.factsOf('recipient-added', open.data.referralId)).toHaveLength(1);

    const copy = (await exchange.sharedWith(open.data.referralId, [SUCCESSOR])).get(SUCCESSOR) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', copy));
    await eventually('the acceptance of the successor', async () => (await rungAt(open.data.referralId, SUCCESSOR)) === 'accepted');
  });

  it('is sent no correction of the child any more, and the force is asked to notify it by another means', async () => {
    const fields = [{ field: '/narrative', value: 'A corrected account.' }];
    const corrected = await publisher.record(`/v1/referrals/${open.data.referralId}/corrections`, { reason: 'recorded-in-error', fields });
    expect(corrected.body.notNotified).toEqual([HUB]);
    expect(corrected.body.notified).toContain(SUCCESSOR);
  });

  it('an end that was in the file by mistake is taken back: the agency is awaited again, and its answer counts', async () => {
    const { body: { referralId } } = await publisher.submit({ ...exampleReferral(), area: 'northmoor' });
    const neighbour = (await exchange.sharedWith(referralId, [SUCCESSOR])).get(SUCCESSOR) as Shared;
    await publisher.stop();
    const today = new Date().toISOString().slice(0, 10);
    const wrong = await changedPartnership((text) => text.replace('    hubHours: hub-hours/northmoor-csc\n', `    hubHours: hub-hours/northmoor-csc\n    ended: {on: ${today}, reason: closed}\n`));
    publisher = await exchange.start({ PARTNERSHIP_FILE: wrong.file });
    await eventually('no holder', async () => (await publisher.get(`/v1/referrals/${referralId}`)).body.holder.state === 'no-holder');
    await publisher.stop();
    await wrong.remove();
    publisher = await exchange.start({ PARTNERSHIP_FILE: partnership.file });
    await eventually('awaiting', async () => (await publisher.get(`/v1/referrals/${referralId}`)).body.holder.state === 'awaiting');
    await eventually('two facts', () => exchange.factsOf('agency-ended', referralId).length === 2);
    expect(exchange.factsOf<ReferralAgencyEnded>('agency-ended', referralId).map(({ data: { endedAt } }) => endedAt === undefined)).toEqual([false, true]);
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', neighbour));
    await eventually('the acceptance', async () => (await publisher.get(`/v1/referrals/${referralId}`)).body.holder.state === 'held');
  }, 60_000);

  it('no agency that has not ended is handed over', async () => {
    expect((await publisher.post(`/v1/agencies/${SCHOOL}/handover`)).body).toMatchObject({ status: 409, code: 'REF-031' });
    expect((await publisher.post('/v1/agencies/nowhere/handover')).body).toMatchObject({ status: 422, code: 'REF-014' });
  });
});
