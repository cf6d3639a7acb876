import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  envelopeDigest, partitionOfCase, RedirectDeclinedNoticeContract, ReferralWithdrawnNoticeContract, type NoticedStatement, type OutgoingMessage,
} from '#libs/contracts';
import { sha256Hex } from '#libs/kernel';

import { eventually } from '../test-support/eventually.js';
import { HUB, HubCase, SCHOOL, statementId, STRANGER } from '../test-support/hub-case.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest } from '../test-support/publisher-under-test.js';

jest.setTimeout(60_000);

let exchange: PublisherUnderTest;
let publisher: PublisherCopy;

beforeAll(async () => {
  ({ exchange, publisher } = await startPublisher());
}, 30_000);

afterAll(() => exchange.remove(), 30_000);

/** The verdicts that the hub was notified of, once there are that many. */
function notified(of: HubCase, count: number): Promise<readonly NoticedStatement[]> {
  return eventually(`${count} verdicts in notices`, () => {
    const verdicts = exchange.verdictsNotified(HUB, of.referralId);
    return verdicts.length >= count && verdicts;
  });
}

const inBrief = (verdicts: readonly NoticedStatement[]) => verdicts.map(({ rung, kind, verdict, code }) => [rung ?? kind, verdict, code]);
const digestOf = ({ value }: OutgoingMessage): string => envelopeDigest(value ?? Buffer.alloc(0));

describe('an agency is notified', () => {
  it('of each answer of a person that is taken, by id and digest, and not of what its machine states', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const [delivered, opened, accepted] = [of.says('delivered'), of.says('opened'), of.says('accepted')];
    await exchange.agenciesPublish(delivered, opened, accepted);
    const verdicts = await notified(of, 2);
    expect(verdicts).toMatchObject([opened, accepted].map((message) => (
      { receiptId: statementId(message), digest: digestOf(message), referralId: of.referralId, hop: 1, actor: 'sw-0142', verdict: 'taken' }
    )));
    expect(verdicts.every(({ at, countsAt }) => at === countsAt)).toBe(true);
    const [notice] = exchange.notices.filter(({ message }) => String(message.value).includes(of.referralId));
    expect(partitionOfCase(notice?.attributes.partitionKey ?? '')).toBe(partitionOfCase(of.hub.attributes.partitionKey));
  });

  it('of an answer that waits and what it waits for, and again when it is taken', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const accepted = of.says('accepted');
    await exchange.agenciesPublish(of.says('delivered'), accepted);
    expect(inBrief(await notified(of, 1))).toEqual([['accepted', 'waiting', 'opened']]);
    await exchange.agenciesPublish(of.says('opened'));
    const verdicts = await notified(of, 3);
    expect(inBrief(verdicts)).toEqual([['accepted', 'waiting', 'opened'], ['accepted', 'taken', undefined], ['opened', 'taken', undefined]]);
    expect(new Set(verdicts.filter(({ rung }) => rung === 'accepted').map(({ receiptId }) => receiptId))).toEqual(new Set([statementId(accepted)]));
  });

  it('of every statement that is refused, also one of a machine, on the topic of the agency whose topic it came from', async () => {
    const of = await HubCase.publish(exchange, publisher);
    await exchange.agenciesPublish(
      of.says('delivered', { envelopeDigest: sha256Hex('invented') }), of.says('accepted', {}, { topic: exchange.topics.acknowledgement(STRANGER) }),
    );
    expect(inBrief(await notified(of, 1))).toEqual([['delivered', 'refused', 'other-content']]);
    await eventually('the notice to the other agency', () => exchange.verdictsNotified(STRANGER, of.referralId).length === 1);
    expect(inBrief(exchange.verdictsNotified(STRANGER, of.referralId))).toEqual([['accepted', 'refused', 'wrong-agency']]);
  });

  it('once of each verdict, however often its statements are delivered', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const sent = ['delivered', 'opened', 'accepted'].map((rung) => of.says(rung as 'opened'));
    await exchange.agenciesPublish(...sent);
    await notified(of, 2);
    await exchange.agenciesPublish(...sent, of.says('decided'));
    expect(inBrief(await notified(of, 3))).toEqual([['opened', 'taken', undefined], ['accepted', 'taken', undefined], ['decided', 'taken', undefined]]);
    await eventually('an empty outbox', async () => (await exchange.count('outbox')) === 0);
    expect(exchange.verdictsNotified(HUB, of.referralId)).toHaveLength(3);
  });

  it('of a redirect that was not followed, with the reason', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const redirect = of.says('redirected', { redirectedTo: 'riverside-school' });
    await exchange.agenciesPublish(of.says('delivered'), of.says('opened'), redirect);
    const [notice] = await exchange.published(RedirectDeclinedNoticeContract, of.referralId);
    expect(notice?.message.topic).toBe(exchange.topics.notice(HUB));
    expect(notice?.data).toMatchObject({ agency: HUB, toAgency: 'riverside-school', because: statementId(redirect), reason: 'no-agreement' });
  });

  it('of a withdrawal, each recipient on its own topic, without the content', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const withdrawn = await publisher.record(`/v1/referrals/${of.referralId}/withdrawal`, { reason: 'wrong-child' });
    const notices = await exchange.published(ReferralWithdrawnNoticeContract, of.referralId, 4);
    expect(notices.map(({ data, message }) => message.topic === exchange.topics.notice(data.agency) && data.reason === 'wrong-child' && data.updateId === withdrawn.body.changeId))
      .toEqual([true, true, true, true]);
    expect(notices.map(({ data }) => data.agency).toSorted()).toEqual([SCHOOL, HUB, 'northshire-icb', 'northshire-probation'].toSorted());
  });
});
