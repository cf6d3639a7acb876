import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { OutgoingMessage, ReceiptRung } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { eventually } from '../test-support/eventually.js';
import { HubCase, STRANGER } from '../test-support/hub-case.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest } from '../test-support/publisher-under-test.js';

jest.setTimeout(60_000);

const OPENED = ['delivered', 'opened'] as const;

let exchange: PublisherUnderTest;
let publisher: PublisherCopy;

beforeAll(async () => {
  ({ exchange, publisher } = await startPublisher());
}, 30_000);

afterAll(() => exchange.remove(), 30_000);

/** Instants one second apart. */
function times(from: number, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => new Date(from + index * 1_000).toISOString());
}

describe('an honest statement', () => {
  it('counts from its own time, in any order of arrival', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const rungs = ['delivered', 'opened', 'accepted', 'decided', 'fed_back'] as const;
    const stated = times(Date.now(), rungs.length);
    const receipts = rungs.map((rung, index) => of.says(rung, { occurredAt: stated[index] }));
    for (const receipt of receipts.toReversed()) {
      await exchange.agenciesPublish(receipt);
      await of.judged(receipt);
    }
    await of.stands('fed_back');
    const hub = await of.atHub();
    expect(hub.rungs.slice(1).map(({ rung, at }) => [rung, at])).toEqual(rungs.map((rung, index) => [rung, stated[index]]));
    // The opening came without its delivery, which its digest proves.
    expect(hub.rungs.flatMap(({ rung, marks }) => (marks === undefined ? [] : [[rung, marks]]))).toEqual([['opened', ['delivery-missing']]]);
    expect(hub.notCounted).toBeUndefined();
  });

  it('of an acceptance counts from its own time when its opening comes later', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const [openedAt, acceptedAt] = times(Date.now(), 2);
    await exchange.agenciesPublish(of.says('delivered'), of.says('accepted', { occurredAt: acceptedAt }));
    const waits = await eventually('the waiting acceptance', async () => (await of.atHub()).notCounted);
    expect(waits).toMatchObject([{ rung: 'accepted', at: acceptedAt, verdict: 'waiting', code: 'opened' }]);
    await exchange.agenciesPublish(of.says('opened', { occurredAt: openedAt }));
    await of.stands('accepted');
    const { rungs, notCounted } = await of.atHub();
    expect(rungs.at(-1)).toMatchObject({ rung: 'accepted', at: acceptedAt });
    expect(rungs.at(-1)?.marks).toBeUndefined();
    expect(notCounted).toBeUndefined();
  });

  it('is taken once by two publishers, one of which stops on the way, however often it is sent', async () => {
    const second = await exchange.start();
    const all = await Promise.all(Array.from({ length: 12 }, () => HubCase.publish(exchange, publisher)));
    const sent = all.map((of) => ['delivered', 'accepted', 'opened', 'redirected'].map((rung) => of.says(rung as ReceiptRung)));
    const again = sent.flat().map((message) => ({ ...message, headers: { ...message.headers, ce_id: newId() } }));
    await exchange.agenciesPublish(...sent.flat());
    await Promise.all([exchange.agenciesPublish(...again, ...sent.flat()), second.stop()]);
    await exchange.agenciesPublish(...all.map((of) => of.says('fed_back')));
    for (const of of all) {
      await of.stands('fed_back', 30_000);
      const { rungs, notCounted } = await of.atHub();
      expect(rungs.map(({ rung }) => rung).toSorted()).toEqual(['accepted', 'delivered', 'fed_back', 'opened', 'published']);
      expect(notCounted).toMatchObject([{ rung: 'redirected', code: 'answered-otherwise' }]);
      expect(await exchange.count('statement', `referral_id = '${of.referralId}'`)).toBe(5);
    }
  });

  it('that was kept out comes to its own place, so later verdicts change: the status follows, and the hop that was sent stays', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const receiptId = newId();
    await exchange.sql(`ALTER TABLE statement ADD CONSTRAINT kept_out CHECK (statement_id <> '${receiptId}')`);
    const openedAgain = of.says('opened', { receiptId, actor: 'sw-0200' }, { id: newId() });
    const accepted = of.says('accepted', { receiptId }, { id: newId() });
    await exchange.agenciesPublish(...OPENED.map((rung) => of.says(rung)), openedAgain, accepted, of.says('redirected'));
    await exchange.fact('forwarded', of.referralId);
    await exchange.sql('ALTER TABLE statement DROP CONSTRAINT kept_out');
    const replay = async ({ headers }: OutgoingMessage): Promise<void> => {
      const { body: { items } } = await publisher.letters(`referralId=${of.referralId}`);
      const { id } = (items as { id: string; messageId: string }[]).find(({ messageId }) => messageId === headers['ce_id']) ?? { id: '' };
      expect((await publisher.replay(id)).body).toMatchObject({ result: 'replayed' });
    };

    await replay(accepted);
    expect(await of.atHub()).toMatchObject({ rung: 'accepted', notCounted: [{ rung: 'redirected', verdict: 'refused', code: 'answered-otherwise' }] });
    // The id belongs to the statement that came first, so the acceptance has none, and the redirect counts again.
    await replay(openedAgain);
    expect(await of.atHub()).toMatchObject({ rung: 'redirected', notCounted: [{ rung: 'accepted', verdict: 'refused', code: 'id-used' }] });

    await eventually('an empty outbox', async () => (await exchange.count('outbox')) === 0);
    expect((await of.status()).recipients.at(-1)).toMatchObject({ agency: STRANGER, hop: 2 });
    await exchange.agenciesPublish(of.says('fed_back'));
    await of.stands('fed_back');
    expect(exchange.factsOf('forwarded', of.referralId)).toHaveLength(1);
    expect(exchange.factsOf('forwarding-declined', of.referralId)).toEqual([]);
  });

  it('that is replayed while the next one arrives is seen by it, because the two take turns at the referral', async () => {
    const of = await HubCase.publish(exchange, publisher);
    const receiptId = newId();
    await exchange.sql(`ALTER TABLE statement ADD CONSTRAINT kept_out CHECK (statement_id <> '${receiptId}')`);
    await exchange.agenciesPublish(of.says('delivered'), of.says('opened', { receiptId }));
    const letter = await eventually('the dead letter', async () => (await publisher.letters(`referralId=${of.referralId}`)).body.items[0]);
    await exchange.sql('ALTER TABLE statement DROP CONSTRAINT kept_out');
    await exchange.sql(`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.statement_id = '${receiptId}' THEN PERFORM pg_sleep(2); END IF; RETURN NEW; END $$`);
    await exchange.sql('CREATE TRIGGER dawdle BEFORE INSERT ON statement FOR EACH ROW EXECUTE FUNCTION dawdle()');
    const replayed = publisher.replay(letter.id);
    await eventually('the opening being stored', async () => (await exchange.sql(
      `SELECT FROM pg_stat_activity WHERE usename = '${exchange.schema.schema}_app' AND wait_event = 'PgSleep'`)).length > 0);
    await exchange.agenciesPublish(of.says('accepted'));
    expect((await replayed).body).toMatchObject({ result: 'replayed' });
    await exchange.sql('DROP FUNCTION dawdle CASCADE');
    await of.stands('accepted');
    expect((await of.atHub()).notCounted).toBeUndefined();
  });
});
