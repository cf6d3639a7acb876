import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  compileContract, CorrectionPublishedContract, HolderChangedNoticeContract, ReferralStatus, type Child, type ReferralPublished,
} from '#libs/contracts';

import { changedPartnership } from '../test-support/changed-partnership.js';
import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(60_000);

const HUB = 'northshire-csc';
const NEIGHBOUR = 'northmoor-csc';
const OWN_AREA = ', children: own-area }';

/** Rosa lives with her mother in Northshire, Tomasz with his father in Northmoor. */
const SIBLINGS: readonly Child[] = [
  { name: { given: 'Rosa', family: 'Testcase' }, dateOfBirth: '2012-03-14' },
  { name: { given: 'Tomasz', family: 'Testcase' }, dateOfBirth: '2021-09-04', area: 'northmoor' },
];

let exchange: PublisherUnderTest;
let publisher: PublisherCopy;
let partnership: Awaited<ReturnType<typeof changedPartnership>>;

beforeAll(async () => {
  // Each hub is sent the children of its own area.
  partnership = await changedPartnership(
    (text) => text.replaceAll(/(agency: (?:northshire|northmoor)-csc, purpose: child-protection, expectation: acknowledge-and-decide) \}/g, `$1${OWN_AREA}`),
    'agreements/multi-agency-safeguarding-hub.yaml',
  );
  ({ exchange, publisher } = await startPublisher({ PARTNERSHIP_FILE: partnership.file }));
}, 30_000);

afterAll(async () => {
  await exchange.remove();
  await partnership.remove();
}, 30_000);

interface Siblings {
  readonly referralId: string;
  readonly rosa: string;
  readonly tomasz: string;
  readonly hub: Shared;
  readonly neighbour: Shared;
}

async function published(children: readonly Child[] = SIBLINGS): Promise<Siblings> {
  const { status, body } = await publisher.submit(exampleReferral({ children: [...children], concern: { types: ['neglect'] } }));
  expect([status, body.errors]).toEqual([202, undefined]);
  const [rosa, tomasz] = (body.children as readonly { readonly childId: string }[]).map(({ childId }) => childId);
  const copies = await exchange.sharedWith(body.referralId, [HUB, NEIGHBOUR]);
  return { referralId: body.referralId, rosa: rosa ?? '', tomasz: tomasz ?? '', hub: copies.get(HUB) as Shared, neighbour: copies.get(NEIGHBOUR) as Shared };
}

function statusOnce(referralId: string, what: string, isWanted: (holder: ReferralStatus['holder']) => boolean): Promise<ReferralStatus> {
  return eventually(what, async () => {
    const { body } = await publisher.get(`/v1/referrals/${referralId}`);
    return isWanted((body as ReferralStatus).holder) && (body as ReferralStatus);
  });
}

/** The notices about who has the children, by the agencies that they went to. */
async function notices(referralId: string, count: number) {
  return (await exchange.published(HolderChangedNoticeContract, referralId, count)).map(({ data }) => data);
}

describe('siblings in two areas, of whom each hub is sent its own', () => {
  it('the hub of one refuses: the status says at once that no agency has that child, and that the first hub has the other', async () => {
    const { referralId, rosa, tomasz, hub, neighbour } = await published();
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', hub), ...exchange.receiptsUpTo('opened', neighbour));
    expect((await statusOnce(referralId, 'the acceptance', (holder) => holder?.children?.[0]?.state === 'held')).holder)
      .toMatchObject({ state: 'awaiting', agencies: [NEIGHBOUR], children: [{ childId: rosa, agencies: [HUB] }, { childId: tomasz, state: 'awaiting' }] });
    await exchange.agenciesPublish(exchange.receipt(neighbour, 'refused', { reasonCode: 'not-our-remit' }));
    const without = await statusOnce(referralId, 'no holder', (holder) => holder?.state === 'no-holder');
    expect(compileContract(ReferralStatus).validate(without).ok).toBe(true);
    expect(without.holder).toMatchObject({ agencies: [], children: [{ childId: rosa, state: 'held', agencies: [HUB] }, { childId: tomasz, state: 'no-holder', since: without.holder?.since }] });
    const { body: list } = await publisher.get('/v1/referrals?state=no-holder&limit=100');
    expect(list.items.map((item: { readonly referralId: string }) => item.referralId)).toContain(referralId);
    // The hub that has the other child is notified of nothing, and the other learns of no child but its own.
    const [notice, ...others] = await notices(referralId, 1);
    expect([notice?.agency, notice?.children, others]).toEqual([NEIGHBOUR, [{ childId: tomasz, state: 'no-holder', since: without.holder?.since, agencies: [] }], []]);
    expect(JSON.stringify(notice)).not.toContain(rosa);
  });

  it('a correction brings the refused child to the hub that took its sibling, and the agency that refused learns of it', async () => {
    const { referralId, rosa, tomasz, hub, neighbour } = await published();
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', hub), ...exchange.receiptsUpTo('opened', neighbour), exchange.receipt(neighbour, 'refused', { reasonCode: 'not-our-area' }));
    await statusOnce(referralId, 'no holder', (holder) => holder?.state === 'no-holder');
    const { status, body } = await publisher.record(`/v1/referrals/${referralId}/corrections`, {
      reason: 'recorded-in-error', fields: [{ field: `/children/${tomasz}/area`, value: 'northshire' }],
    });
    expect([status, body.errors]).toEqual([201, undefined]);
    const held = await statusOnce(referralId, 'a holder', (holder) => holder?.state === 'held');
    expect(held.holder).toMatchObject({ agencies: [HUB], children: [{ childId: rosa }, { childId: tomasz, state: 'held', agencies: [HUB] }] });
    const [fact] = await exchange.published(CorrectionPublishedContract, referralId);
    expect(fact?.data.shown).toEqual([{ agency: NEIGHBOUR, children: [] }]);
    const ofNeighbour = (await notices(referralId, 2)).filter(({ agency }) => agency === NEIGHBOUR);
    expect(ofNeighbour.map(({ state, agencies }) => [state, agencies])).toEqual([['no-holder', []], ['held', [HUB]]]);
    expect(JSON.stringify(ofNeighbour)).not.toContain(rosa);
  });

  it('the facts name the children of a copy only where it shows some of them', async () => {
    const { referralId, rosa, tomasz } = await published();
    const copies = (await exchange.fact<ReferralPublished>('published', referralId)).data.recipients.map(({ agency, children }) => [agency, children]);
    expect(copies).toEqual(expect.arrayContaining([[HUB, [rosa]], [NEIGHBOUR, [tomasz]], ['northshire-icb', undefined]]));
    const { body } = await publisher.submit(exampleReferral({ children: [{ name: { given: 'Rosa' }, dateOfBirth: '2012-03-14' }, { name: { given: 'Ida' }, ageEstimateYears: 2 }] }));
    const ofAll = (await exchange.fact<ReferralPublished>('published', body.referralId)).data.recipients.filter(({ expectation }) => expectation === 'acknowledge-and-decide');
    expect(ofAll.map(({ agency, children }) => [agency, children])).toEqual([[HUB, undefined]]);
  });
});
