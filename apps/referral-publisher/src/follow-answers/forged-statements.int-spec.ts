import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { partitionOfCase, type NotCountedStatement, type OutgoingMessage, type ReceiptRung, type RecipientStatus } from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';

import { eventually } from '../test-support/eventually.js';
import { copyOf, HUB, HubCase, SCHOOL, statementId, STRANGER } from '../test-support/hub-case.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest } from '../test-support/publisher-under-test.js';

jest.setTimeout(60_000);

/** A forged or premature statement, and what the sender is shown of it. */
interface Forgery {
  /** The rungs that the hub has honestly stated before. */
  readonly after: readonly ReceiptRung[];
  readonly message: (of: HubCase) => OutgoingMessage;
  /** The agency under which the status names it. */
  readonly shownUnder: string;
  readonly shown: Pick<NotCountedStatement, 'verdict' | 'code'> & Partial<NotCountedStatement>;
}

let exchange: PublisherUnderTest;
let publisher: PublisherCopy;

beforeAll(async () => {
  ({ exchange, publisher } = await startPublisher());
}, 30_000);

afterAll(() => exchange.remove(), 30_000);

function withoutNotCounted({ notCounted: _notCounted, ...rest }: RecipientStatus): object {
  return rest;
}

function inOtherPartition(message: OutgoingMessage): OutgoingMessage {
  const own = partitionOfCase(message.key);
  const key = Array.from({ length: 100 }, (_, index) => `${message.key}-${index}`).find((each) => partitionOfCase(each) !== own) ?? '';
  return { ...message, key, headers: { ...message.headers, ce_partitionkey: key } };
}

const topicOf = (agency: string): { readonly topic: string } => ({ topic: exchange.topics.acknowledgement(agency) });
const OPENED = ['delivered', 'opened'] as const;
const ACCEPTED = [...OPENED, 'accepted'] as const;
const refused = (code: string) => ({ shownUnder: HUB, shown: { verdict: 'refused', code } } as const);
const waiting = (code: string) => ({ shownUnder: HUB, shown: { verdict: 'waiting', code } } as const);

const FORGERIES: readonly (readonly [string, Forgery])[] = [
  ['invents the digest of the copy', { after: OPENED, message: (of) => of.says('accepted', { envelopeDigest: sha256Hex('invented') }), ...refused('other-content') }],
  ['has the digest of another agency\'s copy', { after: OPENED, message: (of) => of.says('accepted', { envelopeDigest: of.school.digest }), ...refused('other-content') }],
  ['decides with an invented digest', { after: ACCEPTED, message: (of) => of.says('decided', { envelopeDigest: sha256Hex('invented') }), ...refused('other-content') }],
  ['redirects with an invented digest', { after: OPENED, message: (of) => of.says('redirected', { envelopeDigest: sha256Hex('invented') }), ...refused('other-content') }],
  ['invents the message', { after: OPENED, message: (of) => of.says('accepted', { messageId: newId() }), ...waiting('copy') }],
  ['names the message and digest of another agency\'s copy', { after: OPENED, message: (of) => of.says('accepted', copyOf(of.school)), ...waiting('copy') }],
  ['names another hop', { after: OPENED, message: (of) => of.says('accepted', { hop: 2 }), ...refused('other-hop') }],
  ['is in another partition than its copy', { after: OPENED, message: (of) => inOtherPartition(of.says('accepted')), ...refused('wrong-partition') }],
  ['comes on the topic of another recipient', {
    after: OPENED, message: (of) => of.says('accepted', {}, topicOf(SCHOOL)), shownUnder: SCHOOL, shown: { verdict: 'refused', code: 'wrong-agency' },
  }],
  ['comes on the topic of an agency that is no recipient', {
    after: OPENED, message: (of) => of.says('accepted', {}, topicOf(STRANGER)), shownUnder: STRANGER, shown: { verdict: 'refused', code: 'wrong-agency' },
  }],
  ['is of an agency that has no copy and names that of another', {
    after: OPENED, message: (of) => of.says('accepted', { agency: STRANGER }, topicOf(STRANGER)), shownUnder: STRANGER, shown: { verdict: 'waiting', code: 'copy' },
  }],
  ['accepts what nobody opened', { after: ['delivered'], message: (of) => of.says('accepted'), ...waiting('opened') }],
  ['refuses what nobody opened', { after: ['delivered'], message: (of) => of.says('refused'), ...waiting('opened') }],
  ['redirects what nobody opened', { after: ['delivered'], message: (of) => of.says('redirected'), ...waiting('opened') }],
  ['decides what nobody accepted', { after: OPENED, message: (of) => of.says('decided'), ...waiting('accepted') }],
  ['gives feedback before the answer', { after: OPENED, message: (of) => of.says('fed_back'), ...waiting('answer') }],
  ['redirects after the refusal', { after: [...OPENED, 'refused'], message: (of) => of.says('redirected'), ...refused('answered-otherwise') }],
  ['refuses after the acceptance', { after: ACCEPTED, message: (of) => of.says('refused'), ...refused('answered-otherwise') }],
  // An acceptance may be on its way.
  ['decides after the refusal', { after: [...OPENED, 'refused'], message: (of) => of.says('decided'), ...waiting('accepted') }],
  ['redirects after the acceptance', { after: ACCEPTED, message: (of) => of.says('redirected'), ...refused('answered-otherwise') }],
  ['states a milestone of a referral that nobody accepted', {
    after: OPENED, message: (of) => of.milestone(), shownUnder: HUB, shown: { verdict: 'waiting', code: 'accepted', kind: 'strategy-discussion-held' },
  }],
  ['states a milestone with an invented digest', { after: ACCEPTED, message: (of) => of.milestone({ envelopeDigest: sha256Hex('invented') }), ...refused('other-content') }],
  ['states a milestone after the refusal', {
    after: [...OPENED, 'refused'], message: (of) => of.milestone(), shownUnder: HUB, shown: { verdict: 'waiting', code: 'accepted', kind: 'strategy-discussion-held' },
  }],
  ['records an ethnicity in a referral that nobody accepted', {
    after: OPENED, message: (of) => of.ethnicity().statement, shownUnder: HUB, shown: { verdict: 'waiting', code: 'accepted', kind: 'ethnicity-recorded' },
  }],
  ['acknowledges a change that its copy does not carry', {
    after: OPENED, message: (of) => of.updateDelivered(of.hub.attributes.id), shownUnder: HUB, shown: { verdict: 'refused', code: 'other-change', kind: 'update-delivered' },
  }],
  ['acknowledges a change that was never sent', { after: OPENED, message: (of) => of.updateDelivered(newId()), ...waiting('copy') }],
];

describe('a statement that the agency has no right to, or that comes too early', () => {
  it.each(FORGERIES)('counts nowhere, and the sender sees it: it %s', async (_title, { after, message, shownUnder, shown }) => {
    const of = await HubCase.publish(exchange, publisher);
    const { referralId } = of;
    const forged = message(of);
    await exchange.agenciesPublish(...after.map((rung) => of.says(rung)));
    await eventually('the honest rungs', async () => (await of.atHub()).rungs.length === after.length + 1);
    const before = await of.status();
    await exchange.agenciesPublish(forged);
    await of.judged(forged);

    const { recipients, notCountedOfOthers, ...since } = await of.status();
    const named = [...recipients.flatMap(({ agency, notCounted = [] }) => notCounted.map((each) => ({ ...each, agency }))), ...(notCountedOfOthers ?? [])];
    expect(named).toEqual([expect.objectContaining({ ...shown, receiptId: statementId(forged), agency: shownUnder, storedAt: expect.any(String), at: expect.any(String) })]);
    expect({ ...since, recipients: recipients.map((each) => withoutNotCounted(each)) }).toEqual({ ...before, asOf: since.asOf });
    expect(['forwarded', 'forwarding-declined'].flatMap((type) => exchange.factsOf(type, referralId))).toEqual([]);
    expect(await exchange.count('ethnicity_conflict')).toBe(0);
    expect(await exchange.count('quarantine')).toBe(0);
  });

  it('counts nowhere, about a referral that does not exist', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const forged = of.says('accepted', { referralId: newId() });
    await exchange.agenciesPublish(forged, of.says('delivered'));
    await of.judged(forged);
    await of.stands('delivered');
    expect(await exchange.sql(`SELECT verdict, code FROM statement WHERE statement_id = '${statementId(forged)}'`)).toEqual([{ verdict: 'waiting', code: 'copy' }]);
  });

  it('has another statement\'s id, and the id stays with the first', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const [delivered, opened] = [of.says('delivered'), of.says('opened')];
    await exchange.agenciesPublish(delivered, opened, of.says('accepted', { receiptId: statementId(opened) }));
    const hub = await eventually('the refusal', async () => {
      const now = await of.atHub();
      return now.notCounted !== undefined && now;
    });
    expect(hub.notCounted).toMatchObject([{ receiptId: statementId(opened), rung: 'accepted', verdict: 'refused', code: 'id-used' }]);
    expect(hub.rungs.map(({ rung }) => rung)).toEqual(['published', 'delivered', 'opened']);
  });

  it('uses up no id when it is refused, so the honest statement under that id counts', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const receiptId = newId();
    await exchange.agenciesPublish(...OPENED.map((rung) => of.says(rung)), of.says('accepted', { receiptId, hop: 3 }), of.says('accepted', { receiptId }));
    await of.stands('accepted');
    expect((await of.atHub()).notCounted).toMatchObject([{ receiptId, code: 'other-hop' }]);
  });

  it.each([
    ['2031-01-01T00:00:00.000Z', 'claimed-after-storage'],
    ['1999-01-01T00:00:00.000Z', 'claimed-before-cause'],
    // PostgreSQL takes no such offset from UTC.
    ['2026-05-22T18:00:00+23:59', 'claimed-before-cause'],
  ])('counts at the broker\'s time and is marked, dated %s', async (occurredAt, mark) => {
    const of = await HubCase.publish(exchange, publisher);
    const accepted = of.says('accepted', { occurredAt });
    await exchange.agenciesPublish(...OPENED.map((rung) => of.says(rung)), accepted);
    const rung = await eventually('the acceptance', async () => (await of.atHub()).rungs.find((each) => each.rung === 'accepted'));
    const [row] = await exchange.sql<{ stored_at: Date }>(`SELECT stored_at FROM statement WHERE statement_id = '${statementId(accepted)}'`);
    expect(rung).toMatchObject({ at: row?.stored_at.toISOString(), marks: [mark] });
  });

  it('cannot be opened as feedback while it waits', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const feedback = of.says('fed_back');
    const open = () => publisher.post(`/v1/referrals/${of.referralId}/feedback/${statementId(feedback)}/opening`, 'pc-2041');
    await exchange.agenciesPublish(...OPENED.map((rung) => of.says(rung)), feedback);
    await of.judged(feedback);
    expect((await open()).body).toMatchObject({ status: 404, code: 'REF-013' });
    await exchange.agenciesPublish(of.says('accepted'));
    await of.stands('fed_back');
    expect((await open()).status).toBe(200);
  });

  it('is counted in the metrics and logged by its code alone', async () => {
    const metrics = (await publisher.get('/metrics')).text;
    for (const series of ['verdict="refused",code="other-content"', 'verdict="waiting",code="opened"', 'verdict="taken",code="claimed-after-storage"']) {
      expect(metrics).toMatch(new RegExp(`exchange_statements_judged_total\\{${series},app="referral-publisher"\\} [1-9]`));
    }
    expect(exchange.logged('statements.not-counted')).toEqual(expect.arrayContaining([
      expect.objectContaining({ outcome: 'refused', code: 'wrong-partition', count: 1 }), expect.objectContaining({ outcome: 'waiting', code: 'copy' }),
    ]));
    expect(exchange.logged('statements.not-counted').every((line) => !('refused' in line))).toBe(true);
  });
});
