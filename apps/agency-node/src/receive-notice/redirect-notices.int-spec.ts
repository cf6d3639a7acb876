import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  DeadlineMetContract, DeadlineStartedContract, HolderChangedNoticeContract, RedirectDeclinedNoticeContract, type DeadlineStarted, type InboxItem, type InboxPage,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { AGENCY, eventually, ExchangeUnderTest, type NodeUnderTest, type SharedReferral } from '../test-support/exchange-under-test.js';

jest.setTimeout(60_000);

let exchange: ExchangeUnderTest;
let node: NodeUnderTest;

beforeAll(async () => {
  exchange = await ExchangeUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
  node = await exchange.startNode();
}, 30_000);

afterAll(() => exchange.remove(), 30_000);

/** The referral in the list, once it is as wanted. */
function listed({ referralId }: SharedReferral, what: string, isWanted: (item: InboxItem) => boolean): Promise<InboxItem> {
  return eventually(what, async () => ((await node.get('/v1/inbox')).body as InboxPage).items.find((item) => item.referralId === referralId && isWanted(item)));
}

/** A new referral that a person here has opened and redirected to this agency. */
async function redirectedTo(agency: string): Promise<SharedReferral & { readonly receiptId: string }> {
  const referral = exchange.share();
  await exchange.publish(referral);
  await listed(referral, 'the referral', () => true);
  await node.open(referral.referralId);
  await put('redirection', referral, { agency, reason: 'other-agency-leads' });
  const receipt = await eventually('the redirect', () => exchange.receiptsOf(referral.referralId).find(({ rung }) => rung === 'redirected'));
  return { ...referral, receiptId: receipt.receiptId };
}

const put = (path: string, { referralId }: SharedReferral, body: object = {}) => node.put(`/v1/inbox/${referralId}/${path}`, body);

describe('a notice', () => {
  it('of a declined redirect lets the agency answer again: another agency, a refusal, or the referral after all', async () => {
    const referral = await redirectedTo('riverside-school');
    expect((await put('refusal', referral, { reason: 'not-our-remit' })).body).toMatchObject({ status: 409, code: 'ACK-004' });
    await exchange.publish(exchange.notice(RedirectDeclinedNoticeContract, {
      referralId: referral.referralId, agency: AGENCY, fromAgency: AGENCY, toAgency: 'riverside-school', because: referral.receiptId, reason: 'agency-ended', successor: 'hilltop-school',
      declinedAt: '2026-05-23T10:00:00.000Z',
    }, referral.key));
    const { notices } = await listed(referral, 'the redirect', (item) => item.notices?.redirectsDeclined !== undefined);
    expect(notices?.redirectsDeclined)
      .toEqual([{ toAgency: 'riverside-school', reason: 'agency-ended', successor: 'hilltop-school', at: '2026-05-23T10:00:00.000Z' }]);
    const again = await put('redirection', referral, { agency: 'northmoor-csc', reason: 'moved-area' });
    expect(again.body.rungs.map(({ rung, redirectedTo }: { rung: string; redirectedTo?: string }) => [rung, redirectedTo]).slice(-2))
      .toEqual([['redirected', 'riverside-school'], ['redirected', 'northmoor-csc']]);
    expect((await put('acceptance', referral)).body).toMatchObject({ rung: 'accepted' });
  });

  it('of a redirect back to this agency shows who expects its answer, and it accepts after its own redirect', async () => {
    const referral = await redirectedTo('northmoor-csc');
    await exchange.publish(
      exchange.notice(RedirectDeclinedNoticeContract, {
        referralId: referral.referralId, agency: AGENCY, fromAgency: 'northmoor-csc', toAgency: AGENCY, because: newId(), reason: 'already-a-recipient',
        declinedAt: '2026-05-23T10:00:00.000Z',
      }, referral.key),
      exchange.notice(HolderChangedNoticeContract, {
        referralId: referral.referralId, agency: AGENCY, state: 'no-holder', since: '2026-05-23T10:00:00.000Z', agencies: [], changedAt: '2026-05-23T10:00:00.100Z',
      }, referral.key),
    );
    const { notices } = await listed(referral, 'the state', (item) => item.notices?.holder !== undefined && item.notices.redirectedToUs !== undefined);
    expect(notices).toMatchObject({
      redirectedToUs: [{ fromAgency: 'northmoor-csc', at: '2026-05-23T10:00:00.000Z' }], holder: { state: 'no-holder', since: '2026-05-23T10:00:00.000Z', agencies: [] },
    });
    expect(notices?.redirectsDeclined).toBeUndefined();
    expect((await put('acceptance', referral)).body).toMatchObject({ rung: 'accepted' });
    await exchange.publish(exchange.notice(HolderChangedNoticeContract, {
      referralId: referral.referralId, agency: AGENCY, state: 'held', since: '2026-05-23T11:00:00.000Z', agencies: [AGENCY], changedAt: '2026-05-23T11:00:00.100Z',
    }, referral.key));
    await listed(referral, 'the new holder', (item) => item.notices?.holder?.state === 'held');
  });

  it('of the end of a clock comes after a redirect that was followed: until then the clock counts here, and then it is met by the next agency', async () => {
    const referral = await redirectedTo('northmoor-csc');
    const about = { referralId: referral.referralId, agency: AGENCY };
    const started = { ...(Object.values(DeadlineStartedContract.examples)[0] as DeadlineStarted), ...about };
    const clock = { ...started.clock, id: newId(), dueAt: '2099-05-26T16:00:00.000Z' };
    await exchange.publish(exchange.notice(DeadlineStartedContract, { ...started, clock }, referral.key));
    const running = await listed(referral, 'the clock', ({ notices }) => notices?.clocks !== undefined);
    expect(running.notices?.clocks).toMatchObject([{ clockId: clock.id, state: 'running' }]);
    const met = { ...(Object.values(DeadlineMetContract.examples)[0] as NonNullable<(typeof DeadlineMetContract.examples)[string]>), ...about, clock, against: 'northmoor-csc', organisation: 'northmoor-csc' };
    await exchange.publish(exchange.notice(DeadlineMetContract, met, referral.key));
    await listed(referral, 'no open clock', ({ notices }) => notices?.clocks === undefined);
    expect((await node.open(referral.referralId)).body.notices.clocks).toMatchObject([{ clockId: clock.id, organisation: 'northmoor-csc', endedBy: met.by, endedAt: expect.any(String) }]);
  });

  it('of who has the children names the children that the agency was sent', async () => {
    const referral = await redirectedTo('northmoor-csc');
    const children = [{ childId: newId(), state: 'no-holder', since: '2026-05-23T10:00:00.000Z', agencies: [] }] as const;
    await exchange.publish(exchange.notice(HolderChangedNoticeContract, {
      referralId: referral.referralId, agency: AGENCY, state: 'no-holder', since: '2026-05-23T10:00:00.000Z', agencies: [], children, changedAt: '2026-05-23T10:00:00.100Z',
    }, referral.key));
    expect((await listed(referral, 'the state', (item) => item.notices?.holder !== undefined)).notices?.holder?.children).toEqual(children);
  });

  it('of an agency that has the referral already keeps the node from a second redirect to it', async () => {
    const referral = await redirectedTo('northmoor-csc');
    await exchange.publish(exchange.notice(RedirectDeclinedNoticeContract, {
      referralId: referral.referralId, agency: AGENCY, fromAgency: AGENCY, toAgency: 'northmoor-csc', because: referral.receiptId,
      reason: 'already-a-recipient', declinedAt: new Date().toISOString(),
    }, referral.key));
    await listed(referral, 'the redirect', ({ notices }) => notices?.redirectsDeclined !== undefined);
    expect((await put('redirection', referral, { agency: 'northmoor-csc', reason: 'not-our-area' })).body).toMatchObject({ status: 422, code: 'ACK-020' });
    // The same request again keeps its answer.
    expect((await put('redirection', referral, { agency: 'northmoor-csc', reason: 'other-agency-leads' })).status).toBe(200);
  });
});
