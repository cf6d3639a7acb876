import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  compileContract, HolderChangedNoticeContract, RedirectDeclinedNoticeContract, ReferralForwardingDeclinedContract, ReferralStatus, type OutgoingMessage, type ReceiptRung,
} from '#libs/contracts';
import { byKey, newId } from '#libs/kernel';

import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(60_000);

const HUB = 'northshire-csc';
const NEIGHBOUR = 'northmoor-csc';
const SCHOOL = 'hilltop-school';

let exchange: PublisherUnderTest;
let publisher: PublisherCopy;

beforeAll(async () => {
  ({ exchange, publisher } = await startPublisher());
}, 30_000);

afterAll(() => exchange.remove(), 30_000);

/** A new referral that a person at the hub has opened. */
async function openedAtHub(): Promise<Shared> {
  const { body: { referralId } } = await publisher.submit(exampleReferral());
  const hub = (await exchange.sharedWith(referralId, [HUB])).get(HUB) as Shared;
  await exchange.agenciesPublish(...exchange.receiptsUpTo('opened', hub));
  return hub;
}

const refuse = (of: Shared, details: object = {}): OutgoingMessage => exchange.receipt(of, 'refused', { reasonCode: 'not-our-remit', ...details });
const redirect = (of: Shared, redirectedTo: string, details: object = {}): OutgoingMessage =>
  exchange.receipt(of, 'redirected', { redirectedTo, reasonCode: 'not-our-area', ...details });

/** The status, once it is as wanted. */
function status({ data: { referralId } }: Shared, what: string, isWanted: (status: ReferralStatus) => boolean): Promise<ReferralStatus> {
  return eventually(what, async () => {
    const { body } = await publisher.get(`/v1/referrals/${referralId}`);
    return isWanted(body as ReferralStatus) && (body as ReferralStatus);
  });
}

const isHeldBy = (...agencies: string[]) => ({ holder }: ReferralStatus): boolean => holder?.state === 'held' && String(holder.agencies) === String(agencies);
const hasNoHolder = ({ holder }: ReferralStatus): boolean => holder?.state === 'no-holder';
const rungsOf = ({ recipients }: ReferralStatus, agency: string) => recipients.find((each) => each.agency === agency)?.rungs ?? [];

describe('while no agency has a child', () => {
  it('the status shows it from the refusal on, although the school has taken note, and every hub is notified', async () => {
    const hub = await openedAtHub();
    const school = (await exchange.sharedWith(hub.data.referralId, [SCHOOL])).get(SCHOOL) as Shared;
    expect((await status(hub, 'the first state', () => true)).holder).toMatchObject({ state: 'awaiting', agencies: [HUB] });
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', school), refuse(hub));
    const without = await status(hub, 'no holder', hasNoHolder);
    expect(without.holder?.since).toBe(rungsOf(without, HUB).at(-1)?.at);
    expect(compileContract(ReferralStatus).validate(without).ok).toBe(true);
    const [notice] = await exchange.published(HolderChangedNoticeContract, hub.data.referralId);
    expect(notice?.data).toMatchObject({ agency: HUB, state: 'no-holder', since: without.holder?.since, agencies: [] });
  });

  it('the agency that refused by mistake takes it after all: both statements stay, and the status names it', async () => {
    const hub = await openedAtHub();
    await exchange.agenciesPublish(refuse(hub, { reasonCode: 'child-not-known-to-us' }));
    await status(hub, 'no holder', hasNoHolder);
    await exchange.agenciesPublish(exchange.receipt(hub, 'accepted'), exchange.receipt(hub, 'decided', { decision: 'early-help' }));
    const held = await status(hub, 'the decision', ({ recipients }) => recipients[0]?.rung === 'decided');
    expect(held.holder).toMatchObject({ state: 'held', agencies: [HUB] });
    expect(rungsOf(held, HUB).map(({ rung }) => rung)).toEqual(['published', 'delivered', 'opened', 'refused', 'accepted', 'decided']);
    const notices = await exchange.published(HolderChangedNoticeContract, hub.data.referralId, 2);
    expect(notices.map(({ data }) => data.state)).toEqual(['no-holder', 'held']);
  });

  it.each(['riverside-school', 'southshire-csc'])('a redirect to %s is declined by a fact, and the hub may answer again, in any way', async (agency) => {
    const hub = await openedAtHub();
    const receiptId = newId();
    // The second answer comes in the same batch, before the hub can know that its redirect was declined.
    await exchange.agenciesPublish(redirect(hub, agency, { receiptId }), redirect(hub, NEIGHBOUR));
    const next = (await exchange.sharedWith(hub.data.referralId, [NEIGHBOUR])).get(NEIGHBOUR) as Shared;
    const [declined] = await exchange.published(ReferralForwardingDeclinedContract, hub.data.referralId);
    expect(declined?.data).toMatchObject({ fromAgency: HUB, toAgency: agency, because: receiptId });
    const after = await status(hub, 'the next hop', ({ recipients }) => recipients.some((each) => each.agency === NEIGHBOUR));
    expect(after.holder).toMatchObject({ state: 'awaiting', agencies: [NEIGHBOUR] });
    expect(rungsOf(after, HUB).filter(({ rung }) => rung === 'redirected').map(({ outcome }) => outcome)).toEqual([declined?.data.reason, 'forwarded']);
    expect(rungsOf(after, HUB).filter(({ rung }) => rung === 'redirected')).toHaveLength(2);
    expect(next.data.hop).toBe(2);
  });
});

describe('a referral that comes back', () => {
  it('to the first agency, which is notified and can accept, is not lost: A to B to A', async () => {
    const hub = await openedAtHub();
    await exchange.agenciesPublish(redirect(hub, NEIGHBOUR));
    const next = (await exchange.sharedWith(hub.data.referralId, [NEIGHBOUR])).get(NEIGHBOUR) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('opened', next), redirect(next, HUB));
    await status(hub, 'no holder', hasNoHolder);
    const notices = await exchange.published(RedirectDeclinedNoticeContract, hub.data.referralId, 2);
    const declined = { fromAgency: NEIGHBOUR, toAgency: HUB, reason: 'already-a-recipient' };
    expect(notices.map(({ data }) => data).toSorted(byKey(({ agency }) => agency))).toMatchObject([{ ...declined, agency: NEIGHBOUR }, { ...declined, agency: HUB }]);
    for (const { data, message } of notices) expect(message.topic).toBe(exchange.topics.notice(data.agency));
    await exchange.agenciesPublish(exchange.receipt(hub, 'accepted'));
    const held = await status(hub, 'the acceptance of the first agency', isHeldBy(HUB));
    expect(held.recipients.find(({ agency }) => agency === HUB)?.rung).toBe('accepted');
  });

  it('is with both where both accept, and each is notified of the other', async () => {
    const hub = await openedAtHub();
    await exchange.agenciesPublish(redirect(hub, NEIGHBOUR));
    const next = (await exchange.sharedWith(hub.data.referralId, [NEIGHBOUR])).get(NEIGHBOUR) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', next));
    await status(hub, 'the acceptance of the second agency', isHeldBy(NEIGHBOUR));
    await exchange.agenciesPublish(exchange.receipt(hub, 'accepted'));
    await status(hub, 'both acceptances', isHeldBy(NEIGHBOUR, HUB));
    const notices = await exchange.published(HolderChangedNoticeContract, hub.data.referralId, 2);
    const both = { state: 'held', agencies: [NEIGHBOUR, HUB] };
    expect(notices.map(({ data }) => data).toSorted(byKey(({ agency }) => agency))).toMatchObject([{ ...both, agency: NEIGHBOUR }, { ...both, agency: HUB }]);
  });
});

it('a redirect after a withdrawal is recorded with its outcome, and no agency is called', async () => {
  const hub = await openedAtHub();
  await publisher.record(`/v1/referrals/${hub.data.referralId}/withdrawal`, { reason: 'wrong-child' });
  await exchange.agenciesPublish(redirect(hub, NEIGHBOUR));
  const [declined] = await exchange.published(ReferralForwardingDeclinedContract, hub.data.referralId);
  expect(declined?.data.reason).toBe('withdrawn');
  const after = await status(hub, 'the outcome', (each) => rungsOf(each, HUB).at(-1)?.outcome === 'withdrawn');
  expect(after.holder).toBeUndefined();
  expect(exchange.factsOf('forwarded', hub.data.referralId)).toEqual([]);
});

it.each<[string, string, ReceiptRung, readonly ReceiptRung[], object]>([
  ['accepts', 'sw-0077', 'accepted', [], {}],
  ['refuses for the same reason', 'mgr-7', 'refused', [], { reasonCode: 'not-our-remit' }],
  ['decides the same', 'mgr-7', 'decided', ['accepted'], { decision: 'early-help' }],
  ['gives the same feedback', 'sw-0077', 'fed_back', ['accepted'], { feedback: 'assessment-started' }],
])('a colleague who %s as well is on record beside the first answer, which counts', async (_what, colleague, rung, before, details) => {
  const hub = await openedAtHub();
  await exchange.agenciesPublish(...before.map((each) => exchange.receipt(hub, each)), exchange.receipt(hub, rung, details), exchange.receipt(hub, rung, { ...details, actor: colleague }));
  const both = await status(hub, 'the repeat', (each) => rungsOf(each, HUB).some(({ repeatedBy }) => repeatedBy !== undefined));
  const answers = rungsOf(both, HUB).filter((each) => each.rung === rung);
  expect(answers).toMatchObject([{ by: 'sw-0142', repeatedBy: [{ by: colleague }] }]);
  expect(both.holder).toMatchObject(rung === 'refused' ? { state: 'no-holder', since: answers[0]?.at } : { state: 'held', agencies: [HUB] });
});

it('two colleagues who accept as well are both on record, each once', async () => {
  const hub = await openedAtHub();
  const byColleagues = ['sw-0077', 'sw-0078'].map((actor) => exchange.receipt(hub, 'accepted', { actor }));
  await exchange.agenciesPublish(exchange.receipt(hub, 'accepted'), ...byColleagues, ...byColleagues);
  const after = await status(hub, 'both repeats', (each) => rungsOf(each, HUB).some(({ repeatedBy = [] }) => repeatedBy.length > 1));
  expect(rungsOf(after, HUB).at(-1)).toMatchObject({ rung: 'accepted', by: 'sw-0142', repeatedBy: [{ by: 'sw-0077' }, { by: 'sw-0078' }] });
});

describe('a refusal as a duplicate', () => {
  it.each([['names the other referral', newId()], ['need not name it', undefined]])('%s in the status', async (_what, duplicateOf) => {
    const hub = await openedAtHub();
    await exchange.agenciesPublish(refuse(hub, { reasonCode: 'duplicate', ...(duplicateOf !== undefined && { duplicateOf }) }));
    const refused = rungsOf(await status(hub, 'the refusal', hasNoHolder), HUB).at(-1);
    expect([refused?.rung, refused?.reasonCode, refused?.duplicateOf]).toEqual(['refused', 'duplicate', duplicateOf]);
  });

  it('of the wrong referral is corrected: the hub takes the child after all, and the record keeps which one it had named', async () => {
    const hub = await openedAtHub();
    const duplicateOf = newId();
    await exchange.agenciesPublish(refuse(hub, { reasonCode: 'duplicate', duplicateOf }), exchange.receipt(hub, 'accepted', { actor: 'mgr-7' }));
    expect(rungsOf(await status(hub, 'the acceptance', isHeldBy(HUB)), HUB).slice(-2)).toMatchObject([{ rung: 'refused', duplicateOf }, { rung: 'accepted', by: 'mgr-7' }]);
  });
});
