import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { MAX_STATEMENT_ENTRIES, partitionOfCase, type MachineStatementEntry, type OutgoingMessage } from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';
import { machineBatch, unreadableEntry } from '#libs/testing';

import { eventually } from '../test-support/eventually.js';
import { HUB, HubCase } from '../test-support/hub-case.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest } from '../test-support/publisher-under-test.js';

jest.setTimeout(60_000);

let exchange: PublisherUnderTest;
let publisher: PublisherCopy;

beforeAll(async () => {
  ({ exchange, publisher } = await startPublisher());
}, 30_000);

afterAll(() => exchange.remove(), 30_000);

const partitionOf = ({ hub }: HubCase): number => partitionOfCase(hub.attributes.partitionKey);

/** So many referrals whose statements share a partition. */
async function published(count: number): Promise<readonly HubCase[]> {
  const all: HubCase[] = [];
  while (all.length < count) {
    const of = await HubCase.publish(exchange, publisher);
    if (all[0] === undefined || partitionOf(of) === partitionOf(all[0])) all.push(of);
  }
  return all;
}

const delivered = ({ hub }: HubCase, changes: Partial<MachineStatementEntry> = {}): MachineStatementEntry => ({ ...exchange.entry(hub, 'delivered'), ...changes });

function batchFor(of: HubCase, entries: readonly MachineStatementEntry[], { agency = HUB }: { readonly agency?: string } = {}): OutgoingMessage {
  return machineBatch(exchange.topics, agency, partitionOf(of), entries, { topic: exchange.topics.acknowledgement(HUB) });
}

/** The verdicts on these entries, in their order, once all are judged. */
async function verdictsOn(entries: readonly MachineStatementEntry[]): Promise<readonly string[]> {
  const ids = [...new Set(entries.map(({ receiptId }) => `'${receiptId}'`))];
  return eventually('all verdicts', async () => {
    const rows = await exchange.sql<{ text: string }>(
      `SELECT verdict || coalesce(' ' || code, '') AS text FROM statement WHERE statement_id IN (${ids.join(', ')}) ORDER BY kafka_offset, entry`);
    return rows.length >= entries.length && rows.map(({ text }) => text);
  });
}

describe('a batch of statements of an agency\'s machine', () => {
  it('is judged entry by entry: a bad one among good ones, and one about a referral that was never published, spoil no other', async () => {
    const [one, two, three] = await published(3) as [HubCase, HubCase, HubCase];
    const entries = [
      delivered(one), delivered(two, { envelopeDigest: sha256Hex('invented') }), delivered(one, { referralId: newId(), messageId: newId() }), delivered(three),
      unreadableEntry(new Date().toISOString()), delivered(two, { hop: 3 }),
    ];
    await exchange.agenciesPublish(batchFor(one, entries));
    expect(await verdictsOn(entries)).toEqual(['taken', 'refused other-content', 'waiting copy', 'taken', 'unattached', 'refused other-hop']);
    for (const of of [one, three]) expect(await of.atHub()).toMatchObject({ rung: 'delivered' });
    const hub = await two.atHub();
    expect(hub).toMatchObject({ rung: 'published', notCounted: [{ rung: 'delivered', code: 'other-content' }, { rung: 'delivered', code: 'other-hop' }] });
    expect(await exchange.count('quarantine')).toBe(0);
  });

  it('is refused as a whole where the batch speaks for another agency, and uses up no id', async () => {
    const [of] = await published(1) as [HubCase];
    const entries = [delivered(of), unreadableEntry(new Date().toISOString())];
    await exchange.agenciesPublish(batchFor(of, entries, { agency: 'northmoor-csc' }));
    expect(await verdictsOn(entries)).toEqual(['refused wrong-agency', 'refused wrong-agency']);
    await exchange.agenciesPublish(batchFor(of, entries));
    await of.stands('delivered');
    expect((await verdictsOn([...entries, ...entries])).slice(2)).toEqual(['taken', 'unattached']);
  });

  it.each([
    ['one of its entries breaks the contract', (message: OutgoingMessage) => replaced(message, '"rung":"delivered"', '"rung":"opened"')],
    ['it names another id than its headers', (message: OutgoingMessage) => ({ ...message, headers: { ...message.headers, ce_id: newId() } })],
    ['it names another type than its headers', (message: OutgoingMessage) => replaced(message, 'safeguarding.machine.stated.v1', 'safeguarding.milestone.stated.v1')],
  ])('is quarantined as one message where %s, and the next batch is taken', async (_, spoil) => {
    const [one, two] = await published(2) as [HubCase, HubCase];
    const spoilt = spoil(batchFor(one, [delivered(one), delivered(two)]));
    await exchange.agenciesPublish(spoilt, batchFor(one, [delivered(two)]));
    await two.stands('delivered');
    expect(await one.atHub()).toMatchObject({ rung: 'published' });
    expect(await exchange.sql(`SELECT reason_code FROM quarantine WHERE message_id = '${spoilt.headers['ce_id']}'`)).toEqual([{ reason_code: 'invalid-payload' }]);
    expect(await exchange.count('statement', `message_id = '${spoilt.headers['ce_id']}'`)).toBe(0);
  });

  it('is one statement where the same entry comes again in another batch, and is refused where the id has another content', async () => {
    const [one, two] = await published(2) as [HubCase, HubCase];
    const entry = delivered(one);
    await exchange.agenciesPublish(batchFor(one, [entry]), batchFor(one, [delivered(two), entry]));
    await two.stands('delivered');
    expect(await exchange.count('statement', `statement_id = '${entry.receiptId}'`)).toBe(1);
    await exchange.agenciesPublish(batchFor(one, [{ ...entry, offset: '99' }]));
    expect(await verdictsOn([entry, entry])).toEqual(['taken', 'refused id-used']);
    const { rungs, notCounted } = await one.atHub();
    expect(rungs.map(({ rung }) => rung)).toEqual(['published', 'delivered']);
    expect(notCounted).toMatchObject([{ receiptId: entry.receiptId, code: 'id-used' }]);
  });

  it('is taken whole with as many entries as a batch may have, and the next statement does not wait for long', async () => {
    const [one, two] = await published(2) as [HubCase, HubCase];
    const strangers = Array.from({ length: MAX_STATEMENT_ENTRIES - 2 }, () => delivered(one, { referralId: newId(), messageId: newId() }));
    const entries = [delivered(one), ...strangers, delivered(two)];
    await exchange.agenciesPublish(batchFor(one, entries), one.says('opened'));
    await one.stands('opened');
    await two.stands('delivered');
    const verdicts = await verdictsOn(entries);
    expect([verdicts[0], verdicts.at(-1), verdicts.filter((verdict) => verdict === 'waiting copy').length]).toEqual(['taken', 'taken', strangers.length]);
  });
});

function replaced(message: OutgoingMessage, from: string, to: string): OutgoingMessage {
  return { ...message, value: Buffer.from(String(message.value).replace(from, to)) };
}
